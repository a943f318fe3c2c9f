//! The text as the parser looks at it: one byte for each character, cases and digits folded, so that the rest
//! need not know Unicode.

use crate::digits;

/// Longer texts are refused (libphonenumber's limit).
pub(crate) const LONGEST: usize = 250;

/// Separators of all scripts that play no part in the writing of extensions.
const SEPARATOR: u8 = 0x80;
pub(crate) const NO_BREAK_SPACE: u8 = 0x81;
pub(crate) const WIDE_STOP: u8 = 0x82;
const WIDE_TILDE: u8 = 0x83;
const WIDE_HASH: u8 = 0x84;
pub(crate) const O_ACUTE: u8 = 0x85;
pub(crate) const ACUTE: u8 = 0x86;
pub(crate) const CYRILLIC_D: u8 = 0x88;
pub(crate) const CYRILLIC_O: u8 = 0x89;
pub(crate) const CYRILLIC_B: u8 = 0x8A;
/// Full-width letters are the ASCII ones with this bit.
pub(crate) const WIDE: u8 = 0x80;
const OTHER: u8 = 0xFF;

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
        let end =
            all.iter().rposition(|b| b.is_ascii_alphanumeric() || *b == b'#').map_or(0, |last| last + 1);
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

/// What may stand between digits. `x` is one as in `0xx11`, where it stands for a carrier.
pub(crate) fn is_separator(b: u8) -> bool {
    matches!(
        b,
        b'-' | b'x'
            | b' '
            | b'('
            | b')'
            | b'['
            | b']'
            | b'.'
            | b'/'
            | b'~'
            | SEPARATOR
            | NO_BREAK_SPACE
            | WIDE_STOP
            | WIDE_TILDE
    )
}

/// One character that announces an extension.
pub(crate) fn is_extension_mark(b: u8) -> bool {
    matches!(b, b'x' | b'#' | b'~' | WIDE_TILDE | WIDE_HASH) || b == b'x' | WIDE
}

fn fold(c: char) -> u8 {
    if c.is_ascii() {
        return (c as u8).to_ascii_lowercase();
    }
    match c {
        '\u{FF0B}' => b'+',
        '\u{A0}' => NO_BREAK_SPACE,
        '\u{AD}'
        | '\u{200B}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2053}'
        | '\u{2060}'
        | '\u{2212}'
        | '\u{223C}' => SEPARATOR,
        '\u{3000}' | '\u{30FC}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}' | '\u{FF0F}' | '\u{FF3B}'
        | '\u{FF3D}' => SEPARATOR,
        '\u{FF0E}' => WIDE_STOP,
        '\u{FF5E}' => WIDE_TILDE,
        '\u{FF03}' => WIDE_HASH,
        'ó' | 'Ó' => O_ACUTE,
        '\u{301}' => ACUTE,
        'д' | 'Д' => CYRILLIC_D,
        'о' | 'О' => CYRILLIC_O,
        'б' | 'Б' => CYRILLIC_B,
        '\u{FF21}'..='\u{FF3A}' => (c as u32 - 0xFF21) as u8 + (b'a' | WIDE),
        '\u{FF41}'..='\u{FF5A}' => (c as u32 - 0xFF41) as u8 + (b'a' | WIDE),
        _ => digits::value(c).map_or(OTHER, |value| b'0' + value),
    }
}

/// What somebody may have put between the digits, to be dropped when they are put anew. Neither `x` nor `~`,
/// which may announce an extension.
pub(crate) fn is_blank_or_separator(c: char) -> bool {
    let b = fold(c);
    is_separator(b) && !is_extension_mark(b) || matches!(c, '\t' | '\u{2009}' | '\u{202F}')
}
