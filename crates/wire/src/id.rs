use crate::Millis;
use crate::prelude::*;
use core::fmt;

const HEX: &[u8; 16] = b"0123456789abcdef";
/// `x` is any digit, `v` the variant.
const SHAPE: &[u8; 36] = b"xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";

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
    /// A time and 74 random bits: 12 of the first number, 62 of the second.
    pub fn of(time: Millis, random: [u64; 2]) -> Self {
        let [first, second] = random;
        let front = time.0 << 16 | 0x7000 | (first & 0x0FFF);
        let back = 1 << 63 | second & (u64::MAX >> 2);
        let mut text = String::new();
        for place in 0..32 {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            let half = if place < 16 { front } else { back };
            let digit = half >> (60 - 4 * (place & 15)) & 15;
            text.push(char::from(HEX[digit as usize]));
        }
        Self(text)
    }

    /// The same from bytes, of which the first and the third lose some of their bits.
    pub fn v7(unix_ms: u64, random: [u8; 10]) -> Self {
        let [a, b, back @ ..] = random;
        Self::of(Millis(unix_ms), [u16::from_be_bytes([a, b]).into(), u64::from_be_bytes(back)])
    }

    /// Reads the text form of a UUIDv7; upper case is folded, anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut folded = String::new();
        let mut fits = text.len() == SHAPE.len();
        for (byte, shape) in text.bytes().zip(SHAPE) {
            let byte = byte.to_ascii_lowercase();
            fits &= match shape {
                b'x' => byte.is_ascii_hexdigit(),
                b'v' => matches!(byte, b'8' | b'9' | b'a' | b'b'),
                own => byte == *own,
            };
            folded.push(char::from(byte));
        }
        fits.then_some(Self(folded))
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
