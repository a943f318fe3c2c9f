//! `application/x-www-form-urlencoded` (WHATWG URL section 5): query strings, native form posts, and
//! the body in which the script hands a form over.

use crate::text::{hex, split_at_byte};
use leadwell_wire::Fields;

/// The pairs in order, percent-decoded, `+` as space; broken UTF-8 becomes U+FFFD, nothing fails.
pub fn parse(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    each(text, |name, value| pairs.push((name, value)));
    pairs
}

/// The same pairs as what somebody filled in.
pub fn fields(text: &str) -> Fields {
    let mut fields = Fields::default();
    each(text, |name, value| fields.push(name, value));
    fields
}

fn each(text: &str, mut pair: impl FnMut(String, String)) {
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = split_at_byte(rest, b'&');
        rest = after;
        if !part.is_empty() {
            let (name, value) = split_at_byte(part, b'=');
            pair(decode(name), decode(value));
        }
    }
}

fn decode(text: &str) -> String {
    let mut out = String::new();
    // Bytes of a character: how many there are, how many are still to come, its code so far.
    let (mut length, mut missing, mut code) = (0, 0, 0u32);
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let mut byte = u32::from(*first);
        if byte == u32::from(b'+') {
            byte = u32::from(b' ');
        }
        if byte == u32::from(b'%')
            && let [high, low, after @ ..] = tail
        {
            let code = hex(*high) << 4 | hex(*low);
            if code < 256 {
                byte = code;
                rest = after;
            }
        }
        if missing > 0 {
            if byte >> 6 == 2 {
                code = code << 6 | (byte & 63);
                missing -= 1;
                if missing == 0 {
                    // A longer form than the character's own is as broken as none.
                    let c = char::from_u32(code).filter(|c| c.len_utf8() == length);
                    out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                continue;
            }
            missing = 0;
            out.push(char::REPLACEMENT_CHARACTER);
        }
        length = (byte as u8).leading_ones() as usize;
        match length {
            0 => out.push(byte as u8 as char),
            2..=4 => {
                missing = length - 1;
                code = byte & (0x7F >> length);
            }
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    if missing > 0 {
        out.push(char::REPLACEMENT_CHARACTER);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_the_standard() {
        for (text, expected) in [
            ("", vec![]),
            ("&&", vec![]),
            ("a", vec![("a", "")]),
            ("a=", vec![("a", "")]),
            ("=b", vec![("", "b")]),
            ("a=b=c", vec![("a", "b=c")]),
            ("a+b=c+d", vec![("a b", "c d")]),
            ("a=%C3%A9%2B&a=2", vec![("a", "é+"), ("a", "2")]),
            ("a=%&b=%4&c=%zz&d=%4z%z4", vec![("a", "%"), ("b", "%4"), ("c", "%zz"), ("d", "%4z%z4")]),
            ("a=%ff", vec![("a", "\u{fffd}")]),
            ("a=%f0%9f%98%80%c3%a9x", vec![("a", "😀éx")]),
            ("a=%c3&b=%c3x%a9", vec![("a", "\u{fffd}"), ("b", "\u{fffd}x\u{fffd}")]),
            ("a=%c0%af&b=%ed%a0%80", vec![("a", "\u{fffd}"), ("b", "\u{fffd}")]),
            ("naïve=日本", vec![("naïve", "日本")]),
        ] {
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
