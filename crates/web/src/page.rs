//! The page: where it is, and what the browser says of its visitor.

use leadwell_wire::Page;
use wasm_bindgen::prelude::*;
use web_sys::Window;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    fn date_format() -> DateFormat;
    type DateFormat;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved(this: &DateFormat) -> JsValue;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_random(words: &mut [u32]);
}

pub(crate) fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// A property, `undefined` where the target has none or throws.
pub(crate) fn read(target: &JsValue, key: &str) -> JsValue {
    get(target, key).unwrap_or(JsValue::UNDEFINED)
}

fn text(target: &JsValue, key: &str) -> String {
    read(target, key).as_string().unwrap_or_default()
}

pub(crate) fn seen() -> Page {
    let document = read(&window(), "document");
    Page {
        url: text(&document, "URL"),
        title: text(&document, "title"),
        referrer: text(&document, "referrer"),
        language: text(&read(&window(), "navigator"), "language"),
        time_zone: text(&date_format().resolved(), "timeZone"),
    }
}

pub(crate) fn hidden() -> bool {
    read(&read(&window(), "document"), "hidden") == JsValue::TRUE
}

/// Global Privacy Control, <https://w3c.github.io/gpc/>.
pub(crate) fn gpc() -> bool {
    read(&read(&window(), "navigator"), "globalPrivacyControl") == JsValue::TRUE
}

/// 128 bits of the platform's secure source.
pub(crate) fn seed() -> [u64; 2] {
    let mut words = [0; 4];
    fill_random(&mut words);
    let pair = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    [pair(words[0], words[1]), pair(words[2], words[3])]
}
