//! What a text must look like to be read as a number at all, and the extension at its end.
//!
//! The language is that of libphonenumber's `VALID_PHONE_NUMBER` and `EXTN_PATTERNS_FOR_PARSING`. Each of the
//! writings of an extension ends in the text's last digits, so they are recognised backwards from there, in one
//! pass and without trying.

use crate::line::{
    ACUTE, BLANK, COMMA, CYRILLIC_B, CYRILLIC_D, CYRILLIC_O, DASH, DIGIT, LETTER, MARK, O_ACUTE, SEPARATOR,
    STAR, class, part,
};

/// One way to read the end of a text as an extension: it may start anywhere from `from` to `to`.
#[derive(Clone, Copy)]
struct Reading {
    from: usize,
    to: usize,
}

/// Digits, separators, perhaps letters behind three digits, perhaps an extension.
pub(crate) fn is_viable(text: &[u8]) -> bool {
    let plus = text.iter().take_while(|b| **b == b'+').count();
    let mut third = 0;
    let mut digits = 0;
    let mut last = plus;
    for b in text.iter().skip(plus) {
        let letters = if digits < 3 { 0 } else { LETTER };
        if class(*b) & (DIGIT | SEPARATOR | STAR | letters) == 0 {
            break;
        }
        last += 1;
        digits += usize::from(class(*b) == DIGIT);
        if digits == 3 && third == 0 {
            third = last;
        }
    }
    if digits < 3 {
        return digits == 2 && text.len() == 2;
    }
    last == text.len()
        || readings(text).iter().flatten().any(|reading| reading.from.max(third) <= reading.to.min(last))
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
    (back(text, end, DIGIT), end)
}

/// From where on, up to `end`, all are of these classes.
fn back(text: &[u8], end: usize, classes: u8) -> usize {
    let before = part(text, 0, end);
    before.iter().rposition(|b| class(*b) & classes == 0).map_or(0, |last| last + 1)
}

fn readings(text: &[u8]) -> [Option<Reading>; 5] {
    let (digits, end) = last_digits(text);
    let count = end - digits;
    let hash = end < text.len();
    let mut found = [None; 5];
    let [rfc, explicit, ambiguous, american, pause] = &mut found;
    if count == 0 || count > 20 {
        return found;
    }
    let reading = |start: usize, blanks: u8| Some(Reading { from: back(text, start, blanks), to: start });

    // Before the digits: a label, perhaps a stop or colon, then any of these.
    let filler = back(text, digits, BLANK | COMMA | DASH);
    let stop = matches!(text.get(filler.wrapping_sub(1)), Some(b':' | b'.'));
    let label_end = filler - usize::from(stop);
    let before = part(text, 0, label_end);

    if !hash && part(text, 0, digits).ends_with(b";ext=") {
        *rfc = reading(digits - 5, 0);
    }
    if let Some((start, e)) = explicit_label(before) {
        // The `e` of `ext` may also be the last letter of what stands before.
        *explicit = reading(start - e, BLANK | COMMA).map(|it| Reading { to: start, ..it });
    }
    if hash && count <= 6 {
        let start = back(text, digits, DASH | BLANK);
        *american = (start < digits).then(|| Reading { from: start, to: digits - 1 });
    }
    if count <= 9 {
        if before.last().is_some_and(|b| class(*b) & MARK != 0) {
            *ambiguous = reading(label_end - 1, BLANK | COMMA);
        } else if before.ends_with(b"int") {
            *ambiguous = reading(label_end - 3, BLANK | COMMA);
        }
    }
    // Pauses for an automatic dialler: a semicolon, or commas, two of them before a long extension.
    if count <= 15 {
        let commas: &[u8] = if count <= 9 { b"," } else { b",," };
        let start = if before.last() == Some(&b';') {
            Some(label_end - 1)
        } else if before.ends_with(commas) {
            Some(back(text, label_end, COMMA))
        } else {
            let mut run = part(text, filler, digits).windows(commas.len());
            run.position(|it| it == commas).map(|at| filler + at)
        };
        *pause = start.and_then(|start| reading(start, BLANK));
    }
    found
}

/// `ext`, `extn`, `xtn`, `extension`, `extensión` and the like; `доб`, `anexo`. Where it starts, and whether an
/// `e` stands before that.
fn explicit_label(text: &[u8]) -> Option<(usize, usize)> {
    const LABELS: [&[u8]; 6] = [
        b"xt",
        b"xtensio",
        &[b'x', b't', b'e', b'n', b's', b'i', O_ACUTE],
        &[b'x', b't', b'e', b'n', b's', b'i', b'o', ACUTE],
        b"anexo",
        &[CYRILLIC_D, CYRILLIC_O, CYRILLIC_B],
    ];
    let end = text.len() - usize::from(text.last() == Some(&b'n'));
    let label = LABELS.iter().find(|label| part(text, 0, end).ends_with(label))?;
    let start = end - label.len();
    Some((start, usize::from(start > 0 && text.get(start - 1) == Some(&b'e'))))
}
