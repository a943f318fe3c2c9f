//! What judging asks of the page: `host/aid.js` answers, in the order of the numbers here.

use alloc::string::String;
use leadwell_core::{Aid, Phone};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    #[wasm_bindgen(js_name = ask)]
    fn ask(what: u32, text: &str, more: &str) -> u32;

    /// 0: fold these events; 1: join these with those; 2: what these fields answer.
    #[wasm_bindgen(js_name = fold)]
    fn fold(what: u32, model: &str, ours: &str, theirs: &str) -> String;
}

pub(crate) struct Page;

impl Aid for Page {
    fn word(&self, text: &str) -> bool {
        ask(0, text, "") != 0
    }

    fn ascii_len(&self, domain: &str) -> u32 {
        ask(1, domain, "")
    }

    fn graphemes(&self, text: &str) -> u32 {
        ask(2, text, "")
    }

    fn phone(&self, text: &str, country: &str) -> Phone {
        Phone::ALL.get(ask(3, text, country) as usize).copied().unwrap_or(Phone::Unknown)
    }

    fn open_mail(&self, domain: &str) -> bool {
        ask(4, domain, "") != 0
    }

    fn special(&self, what: u32, texts: &str) -> u32 {
        ask(5 + what, texts, "")
    }

    fn fold(&self, model: &str, events: &str) -> String {
        fold(0, model, events, "")
    }

    fn answers(&self, model: &str, fields: &str) -> String {
        fold(2, model, fields, "")
    }

    fn join(&self, model: &str, ours: &str, theirs: &str) -> String {
        fold(1, model, ours, theirs)
    }
}
