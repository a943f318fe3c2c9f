//! Small plain loops over text. The pattern methods of `str` would weigh more than what they are used for.

/// What stands before the first `mark` and what after it; all of the text and nothing where there is none.
#[inline(never)]
pub fn split_at_byte(text: &str, mark: u8) -> (&str, &str) {
    let mut rest = text.chars();
    let mut length = 0;
    while let Some(c) = rest.next() {
        if c == char::from(mark) {
            break;
        }
        length = text.len() - rest.as_str().len();
    }
    (text.get(0..length).unwrap_or_default(), rest.as_str())
}

/// The first `most` characters.
#[inline(never)]
pub(crate) fn clip(text: &str, most: usize) -> &str {
    let mut rest = text.chars();
    for _ in 0..most {
        rest.next();
    }
    text.get(0..text.len() - rest.as_str().len()).unwrap_or_default()
}

/// Whether a text is in a list with `|` between.
pub(crate) fn is_one_of(text: &str, list: &str) -> bool {
    let mut rest = list;
    while !rest.is_empty() {
        let (one, after) = split_at_byte(rest, b'|');
        if one == text {
            return true;
        }
        rest = after;
    }
    false
}

/// The value of a hexadecimal digit; more than 15 where it is none.
pub(crate) const fn hex(digit: u8) -> u32 {
    match digit {
        b'0'..=b'9' => digit as u32 - b'0' as u32,
        b'a'..=b'f' | b'A'..=b'F' => (digit | 32) as u32 - b'a' as u32 + 10,
        _ => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_clips() {
        for (text, expected) in
            [("", ("", "")), ("a", ("a", "")), ("a#", ("a", "")), ("#a", ("", "a")), ("é#日#", ("é", "日#"))]
        {
            assert_eq!(split_at_byte(text, b'#'), expected, "{text}");
        }
        for (most, expected) in [(0, ""), (1, "é"), (3, "é日😀"), (4, "é日😀a"), (9, "é日😀a")] {
            assert_eq!(clip("é日😀a", most), expected);
        }
    }
}
