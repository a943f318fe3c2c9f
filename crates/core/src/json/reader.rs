use crate::prelude::*;
use crate::text::hex;

/// How deep lists and objects may nest.
const DEPTH: u32 = 32;

/// Goes through a text. What is asked for and is not there leaves it anywhere.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The text that was read last, its escapes resolved.
    pub(super) string: String,
}

impl<'a> Reader<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, at: 0, string: String::new() }
    }

    /// After the opening bracket.
    pub(super) const fn inside(text: &'a str) -> Self {
        Self { text, at: 1, string: String::new() }
    }

    pub(super) const fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// The next byte; 0, which JSON does not know, at the end.
    #[inline(never)]
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Eats one of two bytes.
    #[inline(never)]
    fn take(&mut self, one: u8, other: u8) -> bool {
        let next = self.peek();
        let here = next == one || next == other;
        self.at += usize::from(here);
        here
    }

    pub(super) fn space(&mut self) {
        while self.take(b' ', b'\n') || self.take(b'\t', b'\r') {}
    }

    /// Eats `byte`, after white space.
    #[inline(never)]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        self.space();
        self.take(byte, byte)
    }

    /// A value, without the white space before it.
    pub(super) fn piece(&mut self) -> Option<&'a str> {
        self.space();
        let start = self.at;
        if self.value(DEPTH) { self.text.get(start..self.at) } else { None }
    }

    fn value(&mut self, depth: u32) -> bool {
        self.space();
        let open = self.peek();
        match open {
            b'"' => self.string(),
            b'{' | b'[' if depth > 0 => {
                self.at += 1;
                // In ASCII the closing bracket is the second after the opening one.
                let close = open + 2;
                if self.eat(close) {
                    return true;
                }
                loop {
                    if open == b'{' && !(self.string() && self.eat(b':')) {
                        return false;
                    }
                    if !self.value(depth - 1) {
                        return false;
                    }
                    if !self.eat(b',') {
                        return self.eat(close);
                    }
                }
            }
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        for byte in word.bytes() {
            if !self.take(byte, byte) {
                return false;
            }
        }
        true
    }

    fn number(&mut self) -> bool {
        self.take(b'-', b'-');
        if !self.take(b'0', b'0') && !self.digits() {
            return false;
        }
        if self.take(b'.', b'.') && !self.digits() {
            return false;
        }
        if self.take(b'e', b'E') {
            self.take(b'+', b'-');
            return self.digits();
        }
        true
    }

    #[inline(never)]
    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at > start
    }

    /// A text, after white space, into [`string`](Self::string).
    #[inline(never)]
    pub(super) fn string(&mut self) -> bool {
        self.string.clear();
        if !self.eat(b'"') {
            return false;
        }
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            self.string.push_str(self.text.get(start..self.at).unwrap_or_default());
            if self.take(b'"', b'"') {
                return true;
            }
            if !self.take(b'\\', b'\\') {
                return false;
            }
            match self.escape() {
                Some(c) => self.string.push(c),
                None => return false,
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<char> {
        let byte = self.peek();
        self.at += 1;
        if byte != b'u' {
            for pair in ESCAPES {
                if pair[0] == byte {
                    return Some(char::from(pair[1]));
                }
            }
            return None;
        }
        let mut code = self.hex4();
        if code >> 10 == 0xD800 >> 10 {
            let after = self.at;
            let pair = self.take(b'\\', b'\\') && self.take(b'u', b'u');
            let low = if pair { self.hex4() } else { 0 };
            if low >> 10 == 0xDC00 >> 10 {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            } else {
                self.at = after;
            }
        }
        if code == NO_HEX {
            return None;
        }
        // A lone surrogate is no character; JavaScript may send one, and it must not cost the rest.
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Four hexadecimal digits, or [`NO_HEX`].
    #[inline(never)]
    fn hex4(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            let digit = hex(self.peek());
            if digit > 15 {
                return NO_HEX;
            }
            code = code << 4 | digit;
            self.at += 1;
        }
        code
    }
}

const NO_HEX: u32 = u32::MAX;

/// What may follow a backslash, and what it stands for.
const ESCAPES: &[[u8; 2]] = &[*b"\"\"", *b"\\\\", *b"//", *b"b\x08", *b"f\x0c", *b"n\n", *b"r\r", *b"t\t"];
