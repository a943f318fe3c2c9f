/// CRC-32 (ISO-HDLC, as in zlib), bit by bit: a record is a few kilobytes, a table would weigh more.
pub(crate) fn crc32(text: &str) -> u32 {
    let mut crc = !0u32;
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
        assert_eq!(crc32("123456789"), 0xCBF4_3926);
    }
}
