//! Numbers as they are written in the form's language: decimal comma or point, groups of three (or two, in
//! India) kept apart by points, commas, spaces or apostrophes. CLDR has the separators of each language; what a
//! text can mean in one way only is read so whatever the language.

use super::digits::digit;
use crate::json::parse_whole;
use crate::language::Language;
use crate::prelude::*;
use leadwell_wire::{Code, Decimal};

pub(super) fn judge(value: &str, least: &str, most: &str, language: &str) -> Option<Code> {
    let Some(number) = read(value, language) else { return Some(Code::Number) };
    if Decimal::parse(least).is_some_and(|least| number < least) {
        Some(Code::TooSmall)
    } else if Decimal::parse(most).is_some_and(|most| number > most) {
        Some(Code::TooLarge)
    } else {
        None
    }
}

/// A step of a scale: a whole number.
pub(super) fn scale(value: &str, least: &str, most: &str) -> Option<Code> {
    let Some(step) = parse_whole(value) else { return Some(Code::Choice) };
    if parse_whole(least).is_some_and(|least| step < least) {
        Some(Code::TooSmall)
    } else if parse_whole(most).is_some_and(|most| step > most) {
        Some(Code::TooLarge)
    } else {
        None
    }
}

/// The number that the text means in that language.
pub(super) fn read(text: &str, language: &str) -> Option<Decimal> {
    let marks = Marks::of(text)?;
    let point = marks.point(Language(language).decimal_comma());
    let mut plain = String::new();
    // Digits since the last group mark, the mark in use, and whether the last group was one.
    let (mut run, mut group, mut groups) = (0, 0, 0);
    for (at, byte) in marks.text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => run += 1,
            _ if at == point => {}
            b'-' | b'+' => {}
            _ => {
                // Behind the point nothing is grouped, and the marks are all the same.
                let first = groups == 0;
                let sized = if first { matches!(run, 1..=3) } else { matches!(run, 2 | 3) && byte == group };
                if at > point || !sized {
                    return None;
                }
                (run, group, groups) = (0, byte, groups + 1);
                continue;
            }
        }
        if at == point {
            if groups > 0 && run != 3 {
                return None;
            }
            groups = 0;
            plain.push('.');
        } else {
            plain.push(char::from(byte));
        }
    }
    if groups > 0 && run != 3 { None } else { Decimal::parse(&plain) }
}

/// A text of digits, a sign, and marks: `.`, `,`, and `'` for whatever else keeps groups apart.
struct Marks {
    text: String,
}

impl Marks {
    fn of(text: &str) -> Option<Self> {
        let mut plain = String::new();
        for c in text.chars() {
            let byte = match c {
                '+' | '-' | '.' | ',' => c as u8,
                '−' => b'-',
                '٫' => b',',
                ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’' | '٬' => b'\'',
                _ => digit(c)?,
            };
            plain.push(char::from(byte));
        }
        Some(Self { text: plain })
    }

    /// Where the decimal mark stands; behind the end where there is none.
    fn point(&self, comma: bool) -> usize {
        let bytes = self.text.as_bytes();
        let (mut last, mut others, mut same) = (bytes.len(), 0, 0);
        for (at, byte) in bytes.iter().enumerate() {
            if !matches!(byte, b'.' | b',' | b'\'') {
                continue;
            }
            if bytes.get(last) == Some(byte) {
                same += 1;
            } else {
                others += same;
                same = 1;
            }
            last = at;
        }
        let Some(mark) = bytes.get(last) else { return last };
        if *mark == b'\'' || same > 1 {
            return bytes.len();
        }
        // Two sorts of marks: the last is the decimal one. One mark alone is what the language says, unless it
        // keeps no group of three apart.
        let native = *mark == if comma { b',' } else { b'.' };
        let lead = bytes.iter().take(last).filter(|byte| byte.is_ascii_digit()).count();
        let zero = bytes.iter().find(|byte| byte.is_ascii_digit()) == Some(&b'0');
        let grouped = matches!(lead, 1..=3) && !zero && bytes.len() - last == 4;
        if others > 0 || native || !grouped { last } else { bytes.len() }
    }
}
