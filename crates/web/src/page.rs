//! The page: where it is, and what the browser says of its visitor.

use crate::js;
use leadwell_wire::Page;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    fn date_format() -> DateFormat;
    type DateFormat;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved(this: &DateFormat) -> JsValue;
}

pub(crate) fn seen() -> Page {
    let text = |target: &JsValue, key| js::read(target, key).as_string().unwrap_or_default();
    let document = js::document();
    Page {
        url: text(&document, "URL"),
        title: text(&document, "title"),
        referrer: text(&document, "referrer"),
        language: text(&js::window().navigator(), "language"),
        time_zone: text(&date_format().resolved(), "timeZone"),
    }
}

/// Global Privacy Control, <https://w3c.github.io/gpc/>.
pub(crate) fn gpc() -> bool {
    js::read(&js::window().navigator(), "globalPrivacyControl") == JsValue::TRUE
}

/// 128 bits of the platform's secure source.
pub(crate) fn seed() -> [u64; 2] {
    let mut bytes = [0; 16];
    js::fill_random(&mut bytes);
    let (mut a, mut b) = (0u64, 0u64);
    for (i, byte) in bytes.into_iter().enumerate() {
        let half = if i < 8 { &mut a } else { &mut b };
        *half = *half << 8 | u64::from(byte);
    }
    [a, b]
}
