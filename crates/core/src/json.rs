//! The little JSON that the engine writes, straight into a text, and a reader for whoever has no other: it
//! reads where the text lies, as pieces of it. A number stays its text: there are no floats. RFC 8259; a
//! general serializer would weigh more than the rest of the widget.

mod reader;
mod write;

use crate::prelude::*;
pub(crate) use leadwell_wire::push_whole;
use reader::Reader;
pub use write::{Writer, push_text};

/// A value: a piece of a text that [`parse`] found to be JSON. The empty piece stands for no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

/// `None` where the text is not JSON, or nests deeper than 32.
pub fn parse(text: &str) -> Option<Value<'_>> {
    let mut reader = Reader::of(text);
    let value = reader.piece();
    reader.space();
    if reader.at_end() { value.map(Value) } else { None }
}

impl<'a> Value<'a> {
    /// As it was written, without the white space around it.
    pub const fn raw(self) -> &'a str {
        self.0
    }

    /// A text; `None` of anything else.
    pub fn text(self) -> Option<String> {
        let mut reader = Reader::of(self.0);
        reader.string().then_some(reader.string)
    }

    /// A whole number that is not negative.
    pub fn whole(self) -> Option<u64> {
        parse_whole(self.0)
    }

    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    pub fn is_object(self) -> bool {
        self.0.as_bytes().first() == Some(&b'{')
    }

    pub fn is_list(self) -> bool {
        self.0.as_bytes().first() == Some(&b'[')
    }

    /// The members of an object, the elements of a list; nothing of anything else.
    pub fn members(self) -> Members<'a> {
        let object = self.is_object();
        let text = if object || self.is_list() { self.0 } else { "" };
        Members { reader: Reader::inside(text), object, key: String::new() }
    }

    /// The member of that name, the last where it is repeated; no value where there is none.
    pub fn get(self, key: &str) -> Self {
        let mut found = Self::default();
        let mut members = self.members();
        while let Some(value) = members.next() {
            if members.key == key {
                found = value;
            }
        }
        found
    }

    /// A text; empty of anything else.
    pub fn string(self) -> String {
        let mut reader = Reader::of(self.0);
        reader.string();
        reader.string
    }

    /// The text of that name, empty where there is none.
    pub fn text_at(self, key: &str) -> String {
        self.get(key).string()
    }
}

/// See [`Value::members`].
#[derive(Debug)]
pub struct Members<'a> {
    reader: Reader<'a>,
    object: bool,
    /// The name of the member that came last; empty in a list.
    pub key: String,
}

impl<'a> Iterator for Members<'a> {
    type Item = Value<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        self.reader.eat(b',');
        if self.object {
            self.reader.string();
            self.key = core::mem::take(&mut self.reader.string);
            self.reader.eat(b':');
        }
        self.reader.piece().map(Value)
    }
}

/// Digits only, up to about `u64::MAX`; no sign, point or exponent.
pub fn parse_whole(text: &str) -> Option<u64> {
    let mut number = 0u64;
    for digit in text.bytes() {
        // Checked so, and not by the type's own methods, whose product of 128 bits weighs more.
        if !digit.is_ascii_digit() || number > u64::MAX / 10 - 1 {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
    }
    (!text.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As serde reads it, piece by piece.
    fn tree(value: Value<'_>) -> serde_json::Value {
        if value.is_object() {
            let mut members = value.members();
            let next = || members.next().map(|value| (members.key.clone(), tree(value)));
            return std::iter::from_fn(next).collect();
        }
        if value.is_list() {
            return value.members().map(tree).collect();
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
        for (text, expected) in [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\ud800\n\ud800\u0041\udc00""#, "\u{fffd}\n\u{fffd}A\u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        ] {
            assert_eq!(parse(text).unwrap().text().unwrap(), expected);
        }
        assert_eq!(parse(r#""\ud800\u004""#), None);
        assert_eq!(parse(&"[".repeat(100_000)), None);
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(32)).is_some() && parse(&nested(33)).is_none());
    }

    #[test]
    fn finds_its_way() {
        let text = r#"{"a":[1, {"b":"é"}],"n":12,"a b":null,"a":[ 3,"x" ]}"#;
        let value = parse(text).unwrap();
        assert_eq!(value.get("a").raw(), r#"[ 3,"x" ]"#, "the last of a repeated key");
        assert_eq!((value.get("n").whole(), value.get("n").text()), (Some(12), None));
        assert!(value.get("a b").is_null());
        let items: Vec<Option<u64>> = value.get("a").members().map(Value::whole).collect();
        assert_eq!(items, [Some(3), None]);
        // Where there is nothing, nothing is found.
        assert_eq!(value.get("c").get("d"), Value::default());
        assert_eq!(value.get("n").members().count(), 0);
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
