//! Small plain loops over text. The pattern methods of `str` would weigh more than what they are used for.

/// What stands before the first `mark` and what after it; all of the text and nothing where there is none.
pub(crate) fn split_at_byte(text: &str, mark: u8) -> (&str, &str) {
    let mut at = 0;
    for byte in text.bytes() {
        if byte == mark {
            break;
        }
        at += 1;
    }
    (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())
}

/// The first `most` characters.
pub(crate) fn clip(text: &str, most: usize) -> &str {
    let (mut at, mut count) = (0, 0);
    for byte in text.bytes() {
        // Every byte of UTF-8 but those that continue a character begins one.
        count += usize::from(byte & 0xC0 != 0x80);
        if count > most {
            break;
        }
        at += 1;
    }
    text.get(..at).unwrap_or_default()
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
