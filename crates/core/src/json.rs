//! The little JSON that the page needs: a reader without floats (a number stays its text) and a writer.
//! RFC 8259; a general deserializer would weigh more than the rest of the widget.

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
            b'{' => {
                let mut members = Vec::new();
                self.sequence(b'}', |r| {
                    r.space();
                    let key = r.string()?;
                    let value = if r.eat(b':') { r.value(depth)? } else { return None };
                    members.push((key, value));
                    Some(())
                })?;
                Some(Value::Object(members))
            }
            b'[' => {
                let mut items = Vec::new();
                self.sequence(b']', |r| {
                    items.push(r.value(depth)?);
                    Some(())
                })?;
                Some(Value::List(items))
            }
            b'"' => self.string().map(Value::Text),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'n' => self.word(b"null", Value::Null),
            _ => self.number(),
        }
    }

    /// The opening bracket, elements between commas, `close`.
    fn sequence(&mut self, close: u8, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        if self.eat(close) {
            return Some(());
        }
        loop {
            element(self)?;
            if self.eat(close) {
                return Some(());
            }
            if !self.eat(b',') {
                return None;
            }
        }
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
                        0x10000 + ((first - 0xD800) << 10) + second.checked_sub(0xDC00).filter(|s| *s < 0x400)?
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

/// Writes JSON; commas come by themselves.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    /// Whether the next key or element needs a comma before it.
    comma: bool,
}

impl Writer {
    pub fn finish(self) -> String {
        self.out
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
        self.comma = true;
    }

    pub fn open(&mut self, bracket: char) {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
    }

    pub fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.comma = true;
    }

    pub fn key(&mut self, key: &str) {
        self.text(key);
        self.out.push(':');
        self.comma = false;
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
    }

    pub fn number(&mut self, number: u64) {
        self.separate();
        push_whole(&mut self.out, number);
    }

    pub fn text(&mut self, text: &str) {
        self.separate();
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '\n' => self.out.push_str("\\n"),
                '\0'..' ' => {
                    self.out.push_str("\\u00");
                    self.out.push(if c < '\u{10}' { '0' } else { '1' });
                    self.out.push(char::from_digit(c as u32 & 15, 16).unwrap_or('0'));
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    pub fn pair(&mut self, key: &str, value: &str) {
        self.key(key);
        self.text(value);
    }
}

pub(crate) fn push_whole(out: &mut String, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut count = 0;
    while number > 0 || count == 0 {
        digits[count] = b'0' + (number % 10) as u8;
        number /= 10;
        count += 1;
    }
    for digit in digits.iter().take(count).rev() {
        out.push(char::from(*digit));
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
            "null", " true ", "false", "0", "-1", "12.5", "\"\"", r#""a\"\\\/\b\f\n\r\tz""#, r#""\u00e9\ud83d\ude00""#,
            "[]", "[1,2 , 3]", "{}", r#"{"a":{"b":[{"c":null}]},"d":""}"#, "\"日本\"", "\t[\n]\r",
            // and what it refuses
            "", "nul", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "-", "1e", "+1", "\"", "\"\\x\"",
            "\"\\u12\"", "\"\u{1}\"", "[1] 2", "{\"a\":1,}", "'a'", "[", "{", "tru", "\"a\nb\"",
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
        let mut w = Writer::default();
        w.open('{');
        w.pair("a", &text);
        w.key("list");
        w.open('[');
        w.number(0);
        w.number(u64::MAX);
        w.raw("null");
        w.close(']');
        w.pair("b", "");
        w.close('}');
        let json = w.finish();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["a"], text.as_str());
        assert_eq!(value["list"], serde_json::json!([0, u64::MAX, null]));
        assert_eq!(parse(&json).unwrap().text_at("a"), text);
    }
}
