use core::cmp::Ordering;
use core::fmt;

/// A decimal number as people type it: up to 17 digits, with a point. Kept exact, and free of float
/// formatting and parsing, which would weigh more than the rest of the validator.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    digits: i64,
    /// How many of the digits stand after the point.
    scale: u8,
}

impl Decimal {
    /// `-12.50`, `+3`, `.5`; no exponent, no grouping, no white space.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let (mut digits, mut scale, mut seen, mut point) = (0i64, 0u8, 0u8, false);
        for &b in rest {
            match b {
                b'0'..=b'9' if seen < 17 => {
                    digits = digits * 10 + i64::from(b - b'0');
                    // Leading zeros cost no precision.
                    seen += u8::from(digits != 0);
                    scale += u8::from(point);
                    if scale > 17 {
                        return None;
                    }
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        let any = rest.iter().any(u8::is_ascii_digit);
        any.then_some(Self { digits: if negative { -digits } else { digits }, scale })
    }

    pub const fn whole(number: i64) -> Self {
        Self { digits: number, scale: 0 }
    }

    fn at_scale(self, scale: u8) -> i128 {
        let mut digits = i128::from(self.digits);
        for _ in self.scale..scale {
            digits *= 10;
        }
        digits
    }

    /// The text form, shortest in front, as many decimals as were given.
    pub fn to_text(self) -> String {
        let mut rest = self.digits.unsigned_abs();
        let mut reversed = Vec::with_capacity(20);
        let mut place = 0;
        while rest > 0 || place <= self.scale {
            if place == self.scale && place > 0 {
                reversed.push(b'.');
            }
            reversed.push(b'0' + (rest % 10) as u8);
            rest /= 10;
            place += 1;
        }
        if self.digits < 0 {
            reversed.push(b'-');
        }
        reversed.iter().rev().map(|&b| char::from(b)).collect()
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
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
            (0, _) => serializer.serialize_i64(self.digits),
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
        ] {
            assert_eq!(Decimal::parse(text).map(Decimal::to_text).as_deref(), Some(back), "{text}");
        }
        for text in ["", "-", ".", "1e5", "1,5", " 1", "1.2.3", "123456789012345678", "٣"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
        let of = |t| Decimal::parse(t).unwrap();
        assert!(of("2") < of("10"));
        assert!(of("-0.5") < of("0.25"));
        assert_eq!(of("1.50"), of("1.5"));
        assert_eq!(of("0.00000000000000001").cmp(&of("99999999999999999")), Ordering::Less);
    }
}
