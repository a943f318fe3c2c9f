/// CRC-32 (ISO-HDLC, as in zlib), bit by bit: a record is a few kilobytes, a table would weigh more.
/// `before` is the checksum of the text in front, 0 where there is none.
pub(crate) fn crc32(before: u32, text: &str) -> u32 {
    let mut crc = !before;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn check_value_of_the_crc_catalogue() {
        assert_eq!(crc32(0, "123456789"), 0xCBF4_3926);
        assert_eq!(crc32(crc32(0, "1234"), "56789"), 0xCBF4_3926);
    }
}
