//! Hints for mistyped e-mail domains.

use alloc::string::String;
use wasm_bindgen::prelude::*;

/// The domain (lower case) that was probably meant; empty where this one is as good.
#[wasm_bindgen]
pub fn hint(domain: &str) -> String {
    let mut answer = String::new();
    if let Some(hint) = leadwell_email::hint(domain) {
        answer.push_str(hint.kept);
        answer.push_str(hint.meant);
    }
    answer
}

/// Whether anybody can have an address at this domain (lower case): one of the big mailbox providers.
#[wasm_bindgen]
pub fn is_free(domain: &str) -> bool {
    leadwell_email::is_free(domain)
}
