//! Phone numbers: judged, doubted and formatted while they are typed. Countries are ISO 3166-1 alpha-2 codes,
//! or empty where none is known.

use alloc::string::String;
use leadwell_phone::{Opening, Phones, Tables, Verdict};
use wasm_bindgen::prelude::*;

/// What is known of the world's phone numbers: the base at first, more with each pack.
#[wasm_bindgen]
pub struct Book {
    opening: Opening,
    phones: Phones,
}

#[wasm_bindgen]
impl Book {
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "nobody but the page makes one")]
    pub fn new() -> Self {
        Self { opening: Opening::new(), phones: Phones::from(Tables::default()) }
    }

    /// Reads a piece of the base, a few milliseconds of a slow phone's; whether it was the last. To be called
    /// until it is.
    pub fn open(&mut self) -> bool {
        self.opening.step(8).map(|phones| self.phones = phones).is_some()
    }

    /// Adds a pack; false where it is none, or belongs to another base.
    pub fn load(&mut self, pack: &[u8]) -> bool {
        self.opening.load(&mut self.phones, pack).is_ok()
    }

    /// The number of `leadwell_core::Phone` that the text is.
    pub fn judge(&self, text: &str, country: &str) -> u32 {
        self.phones.judge(text, country) as u32
    }

    /// The number in E.164; nothing where it is none.
    pub fn e164(&self, text: &str, country: &str) -> String {
        self.phones.parse(text, country).map_or_else(|_| String::new(), |number| self.phones.e164(&number))
    }

    /// The calling code that the text starts with, or that of its country; 0 where neither is known.
    pub fn code(&self, text: &str, country: &str) -> u32 {
        let mut along = self.phones.along(country);
        for c in text.chars() {
            along.key(c);
        }
        along.code().unwrap_or(0).into()
    }

    /// Whether a number that is possible looks like none that anybody has.
    pub fn doubt(&self, text: &str, country: &str) -> bool {
        self.phones.judge(text, country) == Verdict::Possible && self.phones.doubts(text, country)
    }

    /// The text as it is written in its country, and the caret (in UTF-16 units) at the same digit: caret,
    /// space, text.
    pub fn retype(&self, text: &str, caret: usize, country: &str) -> String {
        let (text, caret) = self.phones.retype(text, caret, country);
        let mut answer = String::new();
        push_whole(&mut answer, caret);
        answer.push(' ');
        answer.push_str(&text);
        answer
    }
}

/// `core::fmt` would weigh more than the rest of this file.
fn push_whole(text: &mut String, number: usize) {
    if number > 9 {
        push_whole(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}
