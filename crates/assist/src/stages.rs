//! Events to stages and score: `leadwell_core::journey::fold`.

use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn fold(model: &str, events: &str) -> String {
    leadwell_core::journey::fold(model, events)
}
