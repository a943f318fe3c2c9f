use crate::prelude::*;
use leadwell_wire::push_whole;

/// Writes JSON text, member by member. A text or a fragment that is empty is left out with its key.
#[derive(Debug, Default)]
pub struct Writer {
    pub text: String,
}

impl Writer {
    /// An object is open; [`close`](Self::close) it.
    pub fn object() -> Self {
        Self { text: "{".to_owned() }
    }

    /// Begins a member; its value follows.
    pub fn key(&mut self, key: &str) {
        self.item(key);
        self.text.push(':');
    }

    pub fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.key(key);
            self.item(text);
        }
    }

    pub fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        push_whole(&mut self.text, number);
    }

    /// A value that is JSON already.
    pub fn json(&mut self, key: &str, json: &str) {
        if !json.is_empty() {
            self.key(key);
            self.text.push_str(json);
        }
    }

    /// A list of elements that are JSON already, with their commas.
    pub fn list(&mut self, key: &str, elements: &str) {
        self.key(key);
        self.text.push('[');
        self.text.push_str(elements);
        self.text.push(']');
    }

    /// An object as a member.
    pub fn open(&mut self, key: &str) {
        self.key(key);
        self.text.push('{');
    }

    pub fn close(&mut self) {
        self.text.push('}');
    }

    /// A comma, unless nothing is to be kept apart here.
    pub fn comma(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }

    /// A text as an element of a list, or as the value of a key that was written.
    pub fn item(&mut self, text: &str) {
        self.comma();
        push_text(&mut self.text, text);
    }
}

/// Writes a text as JSON.
#[inline(never)]
pub fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.push('\\'),
            '\0'..=' ' if c != ' ' => {
                out.push_str(if c < '\u{10}' { "\\u000" } else { "\\u001" });
                out.push(char::from(b"0123456789abcdef"[c as usize & 15]));
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out.push('"');
}
