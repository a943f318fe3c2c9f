//! Leads told to a destination by the page itself: `leadwell_core::destination::Target`.

use alloc::string::String;
use leadwell_wire::Millis;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub struct Target(leadwell_core::destination::Target);

#[wasm_bindgen]
impl Target {
    /// Throws what is wrong with `data-destination`. `secure`: the page came by `https`.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, secure: bool) -> Result<Self, String> {
        leadwell_core::destination::Target::parse(text, secure).map(Self).map_err(|errors| {
            let mut told = String::new();
            for error in errors {
                for part in [error.field.as_str(), ": ", error.message.as_str(), "\n"] {
                    told.push_str(part);
                }
            }
            told
        })
    }

    /// `now`: milliseconds since 1970.
    pub fn encode(&self, record: &str, memo: &str, now: f64) -> String {
        self.0.encode(record, memo, Millis(now as u64))
    }

    pub fn decode(
        &self,
        record: &str,
        memo: &str,
        status: u16,
        headers: &str,
        body: &str,
        now: f64,
    ) -> String {
        self.0.decode(record, memo, status, headers, body, Millis(now as u64))
    }
}
