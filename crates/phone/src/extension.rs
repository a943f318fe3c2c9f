//! What a text must look like to be read as a number at all, and the extension at its end.
//!
//! The language is that of libphonenumber's `VALID_PHONE_NUMBER` and `EXTN_PATTERNS_FOR_PARSING`. Each of the
//! writings of an extension ends in the text's last digits, so they are recognised backwards from there, in one
//! pass and without trying.

use crate::line::{
    ACUTE, CYRILLIC_B, CYRILLIC_D, CYRILLIC_O, NO_BREAK_SPACE, O_ACUTE, WIDE, WIDE_STOP, is_extension_mark,
    is_separator, part,
};

/// One way to read the end of a text as an extension: it may start anywhere from `from` to `to`.
#[derive(Clone, Copy)]
struct Reading {
    from: usize,
    to: usize,
}

/// Digits, separators, perhaps letters behind three digits, perhaps an extension.
pub(crate) fn is_viable(text: &[u8]) -> bool {
    if let [a, b] = text {
        return a.is_ascii_digit() && b.is_ascii_digit();
    }
    let plus = text.iter().take_while(|b| **b == b'+').count();
    let mut digits = 0;
    let mut end = plus;
    for b in text.iter().skip(plus) {
        if b.is_ascii_digit() {
            digits += 1;
        } else if !is_separator(*b) && *b != b'*' {
            break;
        }
        end += 1;
        if digits == 3 {
            break;
        }
    }
    if digits < 3 {
        return false;
    }
    let tail = text.iter().skip(end);
    let last =
        end + tail.take_while(|b| b.is_ascii_alphanumeric() || is_separator(**b) || **b == b'*').count();
    last == text.len()
        || readings(text).iter().flatten().any(|reading| reading.from.max(end) <= reading.to.min(last))
}

/// The text without its extension, and the extension's digits.
pub(crate) fn split(text: &[u8]) -> (&[u8], &[u8]) {
    let first = readings(text).iter().flatten().map(|reading| reading.from).min();
    if let Some(first) = first {
        let before = part(text, 0, first);
        if is_viable(before) {
            let (from, to) = last_digits(text);
            return (before, part(text, from, to));
        }
    }
    (text, &[])
}

/// Where the last digits are; a hash may follow them.
fn last_digits(text: &[u8]) -> (usize, usize) {
    let end = text.len() - usize::from(text.last() == Some(&b'#'));
    (back(text, end, |b| b.is_ascii_digit()), end)
}

/// From where on, up to `end`, all are such.
fn back(text: &[u8], end: usize, is: impl Fn(u8) -> bool) -> usize {
    end - part(text, 0, end).iter().rev().take_while(|b| is(**b)).count()
}

fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | NO_BREAK_SPACE | b'\t')
}

fn readings(text: &[u8]) -> [Option<Reading>; 5] {
    let (digits, end) = last_digits(text);
    let count = end - digits;
    let hash = end < text.len();
    let upto = |most: usize| (1..=most).contains(&count);
    if count == 0 {
        return [None; 5];
    }

    // Before the digits: a label, perhaps a stop or colon, then any of these.
    let filler = back(text, digits, |b| is_blank(b) || b == b',' || b == b'-');
    let stop = matches!(text.get(filler.wrapping_sub(1)).copied(), Some(b':' | b'.' | WIDE_STOP));
    let label_end = filler - usize::from(stop);
    let before = part(text, 0, label_end);
    let labelled =
        |start: usize| Reading { from: back(text, start, |b| is_blank(b) || b == b','), to: start };

    let rfc = (upto(20) && !hash).then(|| ends(part(text, 0, digits), b";ext=")).flatten();
    let explicit = upto(20).then(|| explicit_label(before)).flatten().map(labelled);
    let ambiguous = upto(9).then(|| ambiguous_label(before)).flatten().map(labelled);
    let dashes = back(text, digits, |b| b == b'-' || b == b' ');
    let american = hash && upto(6) && dashes < digits;
    // Commas and semicolons: pauses for an automatic dialler.
    let dialler = upto(15).then(|| pause(text, filler, label_end, digits, 2)).flatten();
    let commas = upto(9).then(|| pause(text, filler, label_end, digits, 1)).flatten();
    [
        rfc.map(|start| Reading { from: start, to: start }),
        // The `e` of `ext` may also be the last letter of what stands before.
        explicit.map(|it| Reading { to: it.to + usize::from(text.get(it.to) == Some(&b'e')), ..it }),
        ambiguous,
        american.then_some(Reading { from: dashes, to: digits.wrapping_sub(1) }),
        match (dialler, commas) {
            (Some(a), Some(b)) => Some(Reading { from: a.from.min(b.from), to: a.to.max(b.to) }),
            (a, b) => a.or(b),
        },
    ]
}

/// A pause of so many commas, or a semicolon in the place of two.
fn pause(text: &[u8], filler: usize, label_end: usize, digits: usize, commas: usize) -> Option<Reading> {
    let before = part(text, 0, label_end);
    let start = if commas == 2 && before.last() == Some(&b';') {
        Some(label_end - 1)
    } else if label_end < filler && before.ends_with(part(b",,", 0, commas)) {
        Some(if commas == 2 { label_end - 2 } else { back(text, label_end, |b| b == b',') })
    } else {
        let run = part(text, filler, digits);
        run.windows(commas).position(|it| it.iter().all(|b| *b == b',')).map(|at| filler + at)
    };
    start.map(|start| Reading { from: back(text, start, is_blank), to: start })
}

/// Where this word starts that the text ends with.
fn ends(text: &[u8], word: &[u8]) -> Option<usize> {
    text.ends_with(word).then(|| text.len() - word.len())
}

/// `ext`, `extn`, `xtn`, `extension`, `extensión` and the like; `доб`, `anexo`.
fn explicit_label(text: &[u8]) -> Option<usize> {
    if let Some(start) = ends(text, &[CYRILLIC_D, CYRILLIC_O, CYRILLIC_B]).or_else(|| ends(text, b"anexo")) {
        return Some(start);
    }
    let without = |text: &[u8], letter: u8| text.len() - usize::from(text.last() == Some(&letter));
    let n = b'n' | WIDE;
    let wide = part(text, 0, without(text, n));
    if let Some(start) = ends(wide, &[b'x' | WIDE, b't' | WIDE]) {
        return Some(without(part(text, 0, start), b'e' | WIDE));
    }
    let stem = part(text, 0, without(text, b'n'));
    let long = ends(stem, &[O_ACUTE])
        .or_else(|| ends(stem, b"o"))
        .or_else(|| ends(stem, &[b'o', ACUTE]))
        .and_then(|end| ends(part(stem, 0, end), b"xtensi"));
    let start = long.or_else(|| ends(stem, b"xt"))?;
    Some(without(part(text, 0, start), b'e'))
}

/// `x`, `#`, `~`, `int`.
fn ambiguous_label(text: &[u8]) -> Option<usize> {
    if text.last().is_some_and(|b| is_extension_mark(*b)) {
        return Some(text.len() - 1);
    }
    ends(text, b"int").or_else(|| ends(text, &[b'i' | WIDE, b'n' | WIDE, b't' | WIDE]))
}
