//! The little JSON that the page needs: read where it lies, as pieces of a text, and written straight
//! into one. A number stays its text: there are no floats. RFC 8259; a general deserializer would weigh
//! more than the rest of the widget, and so would a tree that is built only to be taken apart again.

mod write;

use crate::text::hex;
pub(crate) use leadwell_wire::push_whole;
pub use write::{Writer, push_text};

/// How deep lists and objects may nest.
const DEPTH: u32 = 32;

/// A value: a piece of a text that [`parse`] found to be JSON. The empty piece stands for no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

impl<'a> Value<'a> {
    /// As it was written, without the white space around it.
    pub const fn raw(self) -> &'a str {
        self.0
    }

    /// A text; `None` of anything else.
    pub fn text(self) -> Option<String> {
        Reader { text: self.0, at: 0 }.string()
    }

    /// A whole number that is not negative.
    pub fn whole(self) -> Option<u64> {
        parse_whole(self.0)
    }

    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    pub fn is_object(self) -> bool {
        self.starts_with(b'{')
    }

    pub fn is_list(self) -> bool {
        self.starts_with(b'[')
    }

    fn starts_with(self, byte: u8) -> bool {
        self.0.as_bytes().first() == Some(&byte)
    }

    /// The members of an object; the elements of a list, with empty keys; nothing of anything else.
    pub fn members(self) -> Members<'a> {
        let text = if self.is_object() || self.is_list() { self.0 } else { "" };
        Members { reader: Reader { text, at: 1 }, object: self.is_object() }
    }

    /// The member of that name, the last where it is repeated; no value where there is none.
    pub fn get(self, key: &str) -> Self {
        let mut found = Self::default();
        for (name, value) in self.members() {
            if name == key {
                found = value;
            }
        }
        found
    }

    /// The text of that name, empty where there is none.
    pub fn text_at(self, key: &str) -> String {
        self.get(key).text().unwrap_or_default()
    }

    /// What stands between the brackets of a list.
    pub fn elements(self) -> &'a str {
        match self.is_list() {
            true => self.0.get(1..self.0.len() - 1).unwrap_or_default(),
            false => "",
        }
    }
}

/// See [`Value::members`].
#[derive(Debug)]
pub struct Members<'a> {
    reader: Reader<'a>,
    object: bool,
}

impl<'a> Members<'a> {
    /// The text that has not been gone through.
    pub fn rest(&self) -> &'a str {
        self.reader.text.get(self.reader.at..).unwrap_or_default()
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (String, Value<'a>);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        self.reader.eat(b',');
        self.reader.member(self.object, DEPTH)
    }
}

/// Digits only, up to `u64`; no sign, point or exponent.
pub(crate) fn parse_whole(text: &str) -> Option<u64> {
    let mut number = 0u64;
    for digit in text.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    (!text.is_empty()).then_some(number)
}

/// `None` where the text is not JSON, or nests deeper than 32.
pub fn parse(text: &str) -> Option<Value<'_>> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEPTH)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

#[derive(Debug)]
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next byte; 0, which JSON does not know, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.at += 1;
        byte
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Eats `byte`, after white space.
    fn eat(&mut self, byte: u8) -> bool {
        self.space();
        let here = self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        self.space();
        let start = self.at;
        match self.peek() {
            open @ (b'{' | b'[') => {
                self.at += 1;
                // In ASCII the closing bracket is the second after the opening one.
                let mut more = !self.eat(open + 2);
                while more {
                    self.member(open == b'{', depth)?;
                    more = self.eat(b',');
                    if !more && !self.eat(open + 2) {
                        return None;
                    }
                }
            }
            b'"' => drop(self.string()?),
            b'a'..=b'z' => self.word()?,
            _ => self.number()?,
        }
        self.text.get(start..self.at).map(Value)
    }

    /// A member of an object, or an element of a list.
    fn member(&mut self, object: bool, depth: u32) -> Option<(String, Value<'a>)> {
        let mut key = String::new();
        if object {
            key = self.string()?;
            if !self.eat(b':') {
                return None;
            }
        }
        Some((key, self.value(depth)?))
    }

    fn word(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        for word in ["null", "true", "false"] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Some(());
            }
        }
        None
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek() == b'-');
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.digits()?;
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        if !self.eat(b'"') {
            return None;
        }
        let mut text = String::new();
        let mut start = self.at;
        loop {
            let byte = self.next();
            if byte < b' ' {
                return None;
            }
            if byte == b'"' || byte == b'\\' {
                text.push_str(self.text.get(start..self.at - 1)?);
                if byte == b'"' {
                    return Some(text);
                }
                text.push(self.escape()?);
                start = self.at;
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.next();
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.hex4()?;
                if code >> 10 == 0xD800 >> 10 && self.text.get(self.at..)?.starts_with("\\u") {
                    self.at += 2;
                    let low = self.hex4()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                    code = 0x10000 + ((code - 0xD800) << 10) + low;
                }
                // A lone surrogate is no character; JavaScript may send one, and it must not cost the rest.
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn hex4(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | hex(self.next())?;
        }
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As serde reads it, piece by piece.
    fn tree(value: Value<'_>) -> serde_json::Value {
        if value.is_object() {
            return value.members().map(|(key, value)| (key, tree(value))).collect();
        }
        if value.is_list() {
            return value.members().map(|(_, value)| tree(value)).collect();
        }
        match value.text() {
            Some(text) => text.into(),
            None => serde_json::from_str(value.raw()).unwrap(),
        }
    }

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            "null",
            " true ",
            "false",
            "0",
            "-1",
            "12.5",
            "1E+2",
            "\"\"",
            r#""a\"\\\/\b\f\n\r\tz""#,
            r#""\u00e9\ud83d\ude00""#,
            "[]",
            "[1,2 , 3]",
            "{}",
            r#"{ "a" : {"b":[{"c":null}]},"d":""}"#,
            "\"日本\"",
            "\t[\n]\r",
            r#"{"a\"]":["x}\\",[]] , "":{}}"#,
            // and what it refuses
            "",
            "nul",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "-",
            "1e",
            "+1",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\u{1}\"",
            "[1] 2",
            "{\"a\":1,}",
            "'a'",
            "[",
            "{",
            "tru",
            "\"a\nb\"",
            "[}",
            "{]",
        ] {
            let expected = serde_json::from_str::<serde_json::Value>(text).ok();
            assert_eq!(parse(text).map(tree), expected, "{text}");
        }
    }

    #[test]
    fn a_lone_surrogate_and_deep_nesting_do_no_harm() {
        assert_eq!(parse(r#""a\ud800b""#).unwrap().text().unwrap(), "a\u{fffd}b");
        assert_eq!(parse(&"[".repeat(100_000)), None);
    }

    #[test]
    fn finds_its_way() {
        let text = r#"{"a":[1, {"b":"é"}],"n":12,"a b":null,"a":[ 3,"x" ]}"#;
        let value = parse(text).unwrap();
        assert_eq!(value.get("a").elements(), r#" 3,"x" "#, "the last of a repeated key");
        assert_eq!((value.get("n").whole(), value.get("n").text()), (Some(12), None));
        assert!(value.get("a b").is_null());
        let items: Vec<Option<u64>> = value.get("a").members().map(|(_, item)| item.whole()).collect();
        assert_eq!(items, [Some(3), None]);
        // Where there is nothing, nothing is found.
        assert_eq!(value.get("c").get("d"), Value::default());
        assert_eq!(value.get("n").members().count(), 0);
        assert_eq!(value.get("c").elements(), "");
        assert_eq!(value.text_at("n"), "");
    }

    #[test]
    fn writes_what_it_reads() {
        let text: String = ('\0'..='\u{ff}').chain("日本😀\"\\".chars()).collect();
        let mut out = Writer::object();
        out.text("a", &text);
        out.text("empty", "");
        out.number("n", u64::MAX);
        out.json("raw", "[1]");
        out.json("none", "");
        out.open("in");
        out.close();
        out.list("l", "2");
        out.key("two");
        out.text.push('[');
        out.item("x");
        out.item("");
        out.text.push(']');
        out.close();
        let expected = serde_json::json!({
            "a": text, "n": u64::MAX, "raw": [1], "in": {}, "l": [2], "two": ["x", ""],
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&out.text).unwrap(), expected, "{}", out.text);
        assert_eq!(parse(&out.text).map(tree), Some(expected));
    }
}
