//! Kinds of field and rules that few forms have.

use wasm_bindgen::prelude::*;

/// `leadwell_core::validate::special`.
#[wasm_bindgen]
pub fn special(what: u32, texts: &str) -> u32 {
    leadwell_core::validate::special(what, texts)
}
