//! `application/x-www-form-urlencoded` (WHATWG URL section 5): query strings, native form posts, and
//! the body in which the script hands a form over.

use crate::prelude::*;
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
    // Of the character at hand: how many bytes it has, how many are still to come, its code so far.
    let (mut length, mut missing, mut code) = (0, 0, 0);
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let mut byte = u32::from(*first);
        if *first == b'+' {
            byte = u32::from(b' ');
        }
        if let (b'%', [high, low, after @ ..]) = (first, tail) {
            let pair = hex(*high) << 4 | hex(*low);
            if pair < 256 {
                byte = pair;
                rest = after;
            }
        }
        let goes_on = byte >> 6 == 2;
        if goes_on && missing > 0 {
            missing -= 1;
            code = code << 6 | (byte & 63);
        } else {
            if missing > 0 {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            length = (byte as u8).leading_ones().max(1);
            missing = length - 1;
            code = if goes_on { u32::MAX } else { byte & (255 >> length) };
        }
        if missing == 0 {
            // A form longer than the character's own is as broken as none.
            let c = char::from_u32(code).filter(|c| c.len_utf8() == length as usize);
            out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
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
