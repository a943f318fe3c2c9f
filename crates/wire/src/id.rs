use core::fmt;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A UUIDv7 (RFC 9562 section 5.7) in its lower-case text form: 36 characters, sortable by time.
///
/// One submission has one id, for ever: the page makes it, the outbox, the wire and the collector
/// carry it, and it is the idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Id(String);

impl Id {
    /// `unix_ms` and 74 bits taken from `random`.
    pub fn v7(unix_ms: u64, random: [u8; 10]) -> Self {
        let mut bytes = [0u8; 16];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = match i {
                0..6 => (unix_ms >> (40 - 8 * i)) as u8,
                6 => 0x70 | (random[0] & 0x0f),
                8 => 0x80 | (random[2] & 0x3f),
                _ => random[i - 6],
            };
        }
        let mut text = String::with_capacity(36);
        for (i, byte) in bytes.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
        Self(text)
    }

    /// Reads the text form of a UUIDv7; upper case is folded, anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 36
            && text.bytes().enumerate().all(|(i, b)| match i {
                8 | 13 | 18 | 23 => b == b'-',
                14 => b == b'7',
                19 => matches!(b, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
                _ => b.is_ascii_hexdigit(),
            });
        fits.then(|| Self(text.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl TryFrom<String> for Id {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a UUIDv7")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_9562() {
        // Appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
        let random = [0xfc, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        let id = Id::v7(0x017F_22E2_79B0, random);
        assert_eq!(id.as_str(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        assert_eq!(Id::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), Some(id));
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
            "017f22e279b07cc398c4dc0c0c07398f",
            "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
        ] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }
}
