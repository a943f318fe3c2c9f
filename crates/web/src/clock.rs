//! The clocks.

use leadwell_core::Now;
use leadwell_wire::Millis;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn mono() -> f64;
}

pub(crate) fn now() -> Now {
    Now { wall: Millis(wall() as u64), mono: Millis(mono() as u64) }
}

/// Milliseconds to wait, as a timer takes them: a browser's timer overflows after 24 days.
pub(crate) fn delay(until: Millis, now: Now) -> u32 {
    // One more, since the clocks are cut to whole milliseconds and waking early means waking twice.
    until.since(now.mono).0.min(1 << 30) as u32 + 1
}
