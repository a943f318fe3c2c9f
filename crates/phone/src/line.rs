//! The text as the parser looks at it: one byte for each character, cases and digits folded, so that the rest
//! need not know Unicode.

use crate::digits;

/// Longer texts are refused (libphonenumber's limit).
pub(crate) const LONGEST: usize = 250;

/// Separators of all scripts that play no part in the writing of extensions.
const SEPARATOR_SIGN: u8 = 0x80;
const NO_BREAK_SPACE: u8 = 0x81;
pub(crate) const O_ACUTE: u8 = 0x82;
pub(crate) const ACUTE: u8 = 0x83;
pub(crate) const CYRILLIC_D: u8 = 0x84;
pub(crate) const CYRILLIC_O: u8 = 0x85;
pub(crate) const CYRILLIC_B: u8 = 0x86;
const OTHER: u8 = 0xFF;

/// Classes of the above; a byte may belong to several.
pub(crate) const DIGIT: u8 = 1;
/// May stand between digits. `x` is one as in `0xx11`, where it stands for a carrier.
pub(crate) const SEPARATOR: u8 = 2;
pub(crate) const LETTER: u8 = 4;
pub(crate) const BLANK: u8 = 8;
pub(crate) const COMMA: u8 = 16;
pub(crate) const DASH: u8 = 32;
/// Announces an extension.
pub(crate) const MARK: u8 = 64;
pub(crate) const STAR: u8 = 128;

/// The classes of a byte.
pub(crate) fn class(b: u8) -> u8 {
    match b {
        b'0'..=b'9' => DIGIT,
        b'x' => SEPARATOR | LETTER | MARK,
        b'a'..=b'z' => LETTER,
        b' ' | NO_BREAK_SPACE => SEPARATOR | BLANK,
        b'-' => SEPARATOR | DASH,
        b'(' | b')' | b'[' | b']' | b'.' | b'/' | SEPARATOR_SIGN => SEPARATOR,
        b'~' => SEPARATOR | MARK,
        b'#' => MARK,
        b'*' => STAR,
        b'\t' => BLANK,
        b',' => COMMA,
        _ => 0,
    }
}

#[derive(Debug)]
pub(crate) struct Line {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Line {
    /// `None` where the text is too long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut line = Self { bytes: [0; LONGEST], len: 0 };
        for c in text.chars() {
            *line.bytes.get_mut(line.len)? = fold(c);
            line.len += 1;
        }
        Some(line)
    }

    fn as_bytes(&self) -> &[u8] {
        part(&self.bytes, 0, self.len)
    }

    /// From the first digit or plus to the last digit, letter or hash, and no second extension (`x302/x2303`).
    pub(crate) fn candidate(&self) -> &[u8] {
        let all = self.as_bytes();
        let begin = all.iter().position(|b| b.is_ascii_digit() || *b == b'+').unwrap_or(all.len());
        let end = all
            .iter()
            .rposition(|b| class(*b) & (DIGIT | LETTER) != 0 || *b == b'#')
            .map_or(0, |last| last + 1);
        let found = part(all, begin, end);
        for (at, b) in found.iter().enumerate() {
            if matches!(b, b'/' | b'\\') && found.iter().skip(at + 1).find(|b| **b != b' ') == Some(&b'x') {
                return part(found, 0, at);
            }
        }
        found
    }
}

/// `bytes[from..to]`, or nothing where there is no such part.
pub(crate) fn part(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    bytes.get(from..to).unwrap_or_default()
}

fn fold(c: char) -> u8 {
    let c = match c {
        // Full-width forms of ASCII.
        '\u{FF01}'..='\u{FF5E}' => char::from((c as u32 - 0xFEE0) as u8),
        _ => c,
    };
    if c.is_ascii() {
        return (c as u8).to_ascii_lowercase();
    }
    match c {
        '\u{A0}' => NO_BREAK_SPACE,
        '\u{AD}'
        | '\u{200B}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2053}'
        | '\u{2060}'
        | '\u{2212}'
        | '\u{223C}'
        | '\u{3000}'
        | '\u{30FC}' => SEPARATOR_SIGN,
        'ó' | 'Ó' => O_ACUTE,
        '\u{301}' => ACUTE,
        'д' | 'Д' => CYRILLIC_D,
        'о' | 'О' => CYRILLIC_O,
        'б' | 'Б' => CYRILLIC_B,
        _ => digits::value(c).map_or(OTHER, |value| b'0' + value),
    }
}

/// What somebody may have put between the digits, to be dropped when they are put anew. Neither `x` nor `~`,
/// which may announce an extension.
pub(crate) fn is_blank_or_separator(c: char) -> bool {
    let class = class(fold(c));
    class & (SEPARATOR | BLANK) != 0 && class & MARK == 0 || matches!(c, '\u{2009}' | '\u{202F}')
}
