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

#[wasm_bindgen]
pub fn answers(model: &str, fields: &str) -> String {
    leadwell_core::journey::answers(model, fields)
}

/// `since`: a number of an event; `from` and `now`: milliseconds since 1970.
#[wasm_bindgen]
pub fn report(model: &str, kept: &str, since: f64, from: f64, now: f64) -> String {
    let time = |ms: f64| leadwell_wire::Millis(ms as u64);
    leadwell_core::journey::report(model, kept, since as u64, time(from), time(now))
}
