//! Events to stages and score, and those of several pages put together: `leadwell_core::journey`.

use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn fold(model: &str, events: &str) -> String {
    leadwell_core::journey::fold(model, events)
}

#[wasm_bindgen]
pub fn join(model: &str, ours: &str, theirs: &str) -> String {
    leadwell_core::journey::join(model, ours, theirs)
}
