//! DOM events: what the page may listen to. They bubble from the form, or start at the document.

use crate::js;
use leadwell_wire::FieldError;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// Dispatches `leadwell:<name>` with its detail. The engine must not be borrowed: listeners are the page's.
pub(crate) fn dispatch(target: Option<&EventTarget>, name: &str, detail: &[(&str, JsValue)]) {
    let mut kind = "leadwell:".to_owned();
    kind.push_str(name);
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_detail(&js::object(detail));
    let Ok(event) = CustomEvent::new_with_event_init_dict(&kind, &init) else { return };
    let _ = target.unwrap_or(&js::document()).dispatch_event(&event);
}

pub(crate) fn errors(list: &[FieldError]) -> JsValue {
    let errors = js_sys::Array::new();
    for error in list {
        errors.push(&js::object(&[
            ("field", JsValue::from_str(&error.field)),
            ("code", JsValue::from_str(&error.code)),
            ("message", JsValue::from_str(&error.message)),
        ]));
    }
    errors.into()
}
