//! Countries: ISO 3166-1 alpha-2 codes, in either case.

/// The second letters that follow each first one, `A` the lowest bit: all 249 officially assigned codes.
const CODES: [u32; 26] = [
    0x2df5978, 0x36f7bfb, 0x3f27ded, 0x2005610, 0x00e00d4, 0x0025700, 0x15fb9fb, 0x01a3400, 0x00f7818,
    0x000d010, 0x342b1d0, 0x13e0507, 0x3fffcfd, 0x212c975, 0x0001000, 0x14e3cf1, 0x0000001, 0x0544010,
    0x3ae7fdf, 0x26a7eec, 0x3041041, 0x0102155, 0x0040020, 0x0000000, 0x0080010, 0x0401001,
];

/// Whether these are the two letters of a country.
pub(crate) fn is_code(text: &str) -> bool {
    let [first, second] = text.as_bytes() else { return false };
    let letter = |byte: &u8| byte.to_ascii_uppercase().wrapping_sub(b'A');
    let second = letter(second);
    CODES.get(letter(first) as usize).is_some_and(|row| second < 26 && row >> second & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn all_of_iso_3166_1() {
        let listed: Vec<&str> =
            include_str!("../../tests/fixtures/countries.txt").split_whitespace().collect();
        assert_eq!(listed.len(), 249);
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let pair = [first, second];
                let Ok(text) = core::str::from_utf8(&pair) else { continue };
                assert_eq!(is_code(text), listed.contains(&text.to_ascii_uppercase().as_str()), "{text:?}");
            }
        }
        assert!(!is_code("") && !is_code("D") && !is_code("DEU"));
    }
}
