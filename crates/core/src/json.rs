//! The little JSON that the page needs: a value without floats (a number stays its text), read and
//! written. RFC 8259; a general deserializer would weigh more than the rest of the widget.

/// A value. Objects keep their order; of a repeated key the last wins in [`Value::get`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Value {
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(pairs) => pairs.iter().rev().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(text) => parse_whole(text),
            _ => None,
        }
    }

    /// The elements of a list; none of anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(pairs) => pairs,
            _ => &[],
        }
    }

    /// An object of these members; those that are null or an empty text are left out.
    pub fn object(members: Vec<(&str, Self)>) -> Self {
        let mut object = Self::Object(Vec::new());
        for (key, value) in members {
            if value != Self::Null && value.text() != Some("") {
                object.push(key, value);
            }
        }
        object
    }

    /// Adds a member to an object, an element to a list (the key is then of no use).
    pub fn push(&mut self, key: &str, value: Self) {
        match self {
            Self::Object(members) => members.push((key.to_owned(), value)),
            Self::List(items) => items.push(value),
            _ => {}
        }
    }

    pub fn write(&self, out: &mut String) {
        let (open, close) = match self {
            Self::Null => return out.push_str("null"),
            Self::Bool(true) => return out.push_str("true"),
            Self::Bool(false) => return out.push_str("false"),
            Self::Number(digits) => return out.push_str(digits),
            Self::Text(text) => return push_text(out, text),
            Self::List(_) => ('[', ']'),
            Self::Object(_) => ('{', '}'),
        };
        out.push(open);
        let start = out.len();
        let comma = |out: &mut String| {
            if out.len() > start {
                out.push(',');
            }
        };
        for item in self.items() {
            comma(out);
            item.write(out);
        }
        for (key, value) in self.members() {
            comma(out);
            push_text(out, key);
            out.push(':');
            value.write(out);
        }
        out.push(close);
    }

    pub(crate) fn text_at(&self, key: &str) -> String {
        self.get(key).and_then(Self::text).unwrap_or_default().to_owned()
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
pub fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    let value = reader.value(32)?;
    reader.space();
    (reader.at == reader.bytes.len()).then_some(value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
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

    fn word(&mut self, word: &[u8], value: Value) -> Option<Value> {
        let here = self.bytes.get(self.at..)?.starts_with(word);
        self.at += word.len();
        here.then_some(value)
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.peek() {
            b'{' => self.members(Value::Object(Vec::new()), b'}', depth),
            b'[' => self.members(Value::List(Vec::new()), b']', depth),
            b'"' => self.string().map(Value::Text),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            _ => self.number(),
        }
    }

    /// The opening bracket, what stands between commas, `close`.
    fn members(&mut self, mut all: Value, close: u8, depth: u32) -> Option<Value> {
        self.at += 1;
        let mut more = !self.eat(close);
        while more {
            let mut key = String::new();
            if close == b'}' {
                self.space();
                key = self.string()?;
                if !self.eat(b':') {
                    return None;
                }
            }
            let value = self.value(depth)?;
            all.push(&key, value);
            more = self.eat(b',');
            if !more && !self.eat(close) {
                return None;
            }
        }
        Some(all)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
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
        let text = self.bytes.get(start..self.at)?;
        Some(Value::Number(text.iter().map(|&b| char::from(b)).collect()))
    }

    fn string(&mut self) -> Option<String> {
        if self.peek() != b'"' {
            return None;
        }
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(bytes).ok(),
                b'\\' => {
                    let escape = self.escape()?;
                    bytes.extend_from_slice(escape.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..0x20 => return None,
                _ => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek();
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let code = match first {
                    0xD800..0xDC00 if self.bytes.get(self.at..)?.starts_with(b"\\u") => {
                        self.at += 2;
                        let second = self.hex4()?;
                        0x10000
                            + ((first - 0xD800) << 10)
                            + second.checked_sub(0xDC00).filter(|s| *s < 0x400)?
                    }
                    _ => first,
                };
                // A lone surrogate is no character; JavaScript may send one, and it must not cost the rest.
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn hex4(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | char::from(self.peek()).to_digit(16)?;
            self.at += 1;
        }
        Some(code)
    }
}

pub(crate) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\0'..' ' => {
                out.push_str("\\u00");
                for digit in [c as u8 >> 4, c as u8 & 15] {
                    out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

pub(crate) fn push_whole(out: &mut String, number: u64) {
    if number > 9 {
        push_whole(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        let mut digits = String::new();
        push_whole(&mut digits, number);
        Self::Number(digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oracle(value: &serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(*b),
            serde_json::Value::Number(n) => Value::Number(n.to_string()),
            serde_json::Value::String(s) => Value::Text(s.clone()),
            serde_json::Value::Array(items) => Value::List(items.iter().map(oracle).collect()),
            serde_json::Value::Object(members) => {
                Value::Object(members.iter().map(|(k, v)| (k.clone(), oracle(v))).collect())
            }
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
            "\"\"",
            r#""a\"\\\/\b\f\n\r\tz""#,
            r#""\u00e9\ud83d\ude00""#,
            "[]",
            "[1,2 , 3]",
            "{}",
            r#"{"a":{"b":[{"c":null}]},"d":""}"#,
            "\"日本\"",
            "\t[\n]\r",
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
        ] {
            let expected = serde_json::from_str::<serde_json::Value>(text).ok().map(|v| oracle(&v));
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_lone_surrogate_and_deep_nesting_do_no_harm() {
        assert_eq!(parse(r#""a\ud800b""#), Some(Value::Text("a\u{fffd}b".into())));
        assert_eq!(parse(&"[".repeat(100_000)), None);
    }

    #[test]
    fn writes_what_it_reads() {
        let text: String = ('\0'..='\u{ff}').chain("日本😀\"\\".chars()).collect();
        let list = Value::List(vec![Value::from(0), Value::from(u64::MAX), Value::Null, Value::Bool(true)]);
        let value = Value::object(vec![
            ("a", Value::from(text.as_str())),
            ("list", list),
            ("none", Value::Null),
            ("empty", Value::from("")),
            ("b", Value::object(Vec::new())),
        ]);
        let mut json = String::new();
        value.write(&mut json);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["a"], text.as_str());
        assert_eq!(read["list"], serde_json::json!([0, u64::MAX, null, true]));
        assert_eq!(read.as_object().unwrap().len(), 3);
        assert_eq!(parse(&json), Some(value));
    }
}
