//! Bindings that web-sys has not, or has at a greater weight.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;

    /// Any promise; `then` with plain functions.
    pub(crate) type Thenable;

    #[wasm_bindgen(method)]
    pub(crate) fn then(this: &Thenable, done: &JsValue, failed: &JsValue) -> Thenable;

    /// `fetch` throws only where the page replaced it.
    #[wasm_bindgen(catch, js_name = fetch)]
    pub(crate) fn fetch(url: &str, options: &JsValue) -> Result<Thenable, JsValue>;

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(crate) fn fill_random(bytes: &mut [u8]);

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    pub(crate) fn get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = set)]
    pub(crate) fn set(target: &JsValue, key: &str, value: &JsValue) -> Result<bool, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    type FormData;
    #[wasm_bindgen(constructor)]
    fn new(form: &web_sys::HtmlFormElement) -> FormData;

    type URLSearchParams;
    #[wasm_bindgen(constructor)]
    fn new(data: &FormData) -> URLSearchParams;
    #[wasm_bindgen(method, js_name = toString)]
    fn to_text(this: &URLSearchParams) -> String;
}

pub(crate) fn window() -> Window {
    WINDOW.with(Clone::clone)
}

pub(crate) fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// A form's fields as the browser would post them.
pub(crate) fn form_body(form: &web_sys::HtmlFormElement) -> String {
    URLSearchParams::new(&FormData::new(form)).to_text()
}

/// A property, `undefined` where the target has none or throws.
pub(crate) fn read(target: &JsValue, key: &str) -> JsValue {
    get(target, key).unwrap_or(JsValue::UNDEFINED)
}

/// An object of these properties.
pub(crate) fn object(pairs: &[(&str, JsValue)]) -> JsValue {
    let object: JsValue = js_sys::Object::new().into();
    for (key, value) in pairs {
        // A new object takes any property.
        let _ = set(&object, key, value);
    }
    object
}

/// A function for JavaScript to call once.
pub(crate) fn once(f: impl FnOnce(JsValue) + 'static) -> JsValue {
    once_giving(move |value| {
        f(value);
        JsValue::UNDEFINED
    })
}

/// The same, with a result. Boxed, so that all of them share one shim.
pub(crate) fn once_giving(f: impl FnOnce(JsValue) -> JsValue + 'static) -> JsValue {
    let f: Box<dyn FnOnce(JsValue) -> JsValue> = Box::new(f);
    Closure::once_into_js(f)
}

/// Says something to the site's developer.
pub(crate) fn complain(message: &str) {
    let mut text = "Leadwell: ".to_owned();
    text.push_str(message);
    web_sys::console::error_1(&JsValue::from_str(&text));
}
