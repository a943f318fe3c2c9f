use crate::prelude::*;
use core::cmp::Ordering;
use core::fmt;

/// A decimal number as people type it: up to 17 digits, with a point. Kept exact, and free of float
/// formatting and parsing, which would weigh more than the rest of the validator.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    /// What stands before the point, with its sign.
    whole: i64,
    /// What stands after it, in units of 10⁻¹⁷, with the sign of the number.
    part: i64,
    /// How many digits were given after the point.
    scale: u8,
}

/// Digits of a number, and places after its point.
const DIGITS: u8 = 17;
/// 1 in units of the part.
const ONE: i64 = 100_000_000_000_000_000;

impl Decimal {
    /// `-12.50`, `+3`, `.5`; no exponent, no grouping, no white space.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut whole, mut part, mut scale) = (0, 0, 0);
        let (mut seen, mut any, mut point, mut signed, mut negative) = (0, false, false, false, false);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if seen < DIGITS && scale < DIGITS => {
                    let place = if point { &mut part } else { &mut whole };
                    *place = *place * 10 + i64::from(byte - b'0');
                    scale += u8::from(point);
                    any = true;
                    // Leading zeros cost no precision.
                    seen += u8::from(whole != 0 || part != 0);
                }
                b'.' if !point => point = true,
                b'-' | b'+' if !any && !point && !signed => (signed, negative) = (true, byte == b'-'),
                _ => return None,
            }
        }
        for _ in scale..DIGITS {
            part *= 10;
        }
        if negative {
            (whole, part) = (-whole, -part);
        }
        any.then_some(Self { whole, part, scale })
    }

    pub const fn whole(number: i64) -> Self {
        Self { whole: number, part: 0, scale: 0 }
    }

    /// The text form, shortest in front, as many decimals as were given.
    pub fn to_text(self) -> String {
        let mut text = String::new();
        if self.whole < 0 || self.part < 0 {
            text.push('-');
        }
        push_whole(&mut text, self.whole.unsigned_abs());
        let mut part = self.part.unsigned_abs();
        for place in 0..self.scale {
            if place == 0 {
                text.push('.');
            }
            part *= 10;
            text.push(char::from(b'0' + (part / ONE as u64) as u8));
            part %= ONE as u64;
        }
        text
    }
}

/// Writes a whole number in decimal digits.
pub fn push_whole(out: &mut String, number: u64) {
    if number > 9 {
        push_whole(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.whole.cmp(&other.whole).then(self.part.cmp(&other.part))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.scale, self.to_text().parse::<f64>()) {
            (0, _) => serializer.serialize_i64(self.whole),
            (_, Ok(float)) => serializer.serialize_f64(float),
            (_, Err(_)) => Err(serde::ser::Error::custom("not a number")),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let float = f64::deserialize(deserializer)?;
        Self::parse(&float.to_string()).ok_or_else(|| serde::de::Error::custom("not a decimal number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_writes_and_orders() {
        for (text, back) in [
            ("0", "0"),
            ("-12.50", "-12.50"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+007", "7"),
            ("0.001", "0.001"),
            ("12345678901234567", "12345678901234567"),
            ("0.12345678901234567", "0.12345678901234567"),
            ("-1234567890.0123456", "-1234567890.0123456"),
            ("-0.5", "-0.5"),
            ("-0", "0"),
            ("00000000000000000000", "0"),
        ] {
            assert_eq!(Decimal::parse(text).map(Decimal::to_text).as_deref(), Some(back), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1e5",
            "1,5",
            " 1",
            "1.2.3",
            "--1",
            "1-",
            "123456789012345678",
            "0.000000000000000001",
            "٣",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
        let of = |t| Decimal::parse(t).unwrap();
        assert!(of("2") < of("10"));
        assert!(of("-0.5") < of("0.25"));
        assert_eq!(of("1.50"), of("1.5"));
        assert!(of("-1.5") < of("-1.25") && of("-1.5") < of("-1"));
        assert_eq!(of("0.00000000000000001").cmp(&of("99999999999999999")), Ordering::Less);
    }
}
