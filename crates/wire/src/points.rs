/// Points of a score, in hundredths: a JSON number with two decimals at most (`37.5`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i64);

impl Points {
    pub const fn is_none(&self) -> bool {
        self.0 == 0
    }
}

impl core::fmt::Display for Points {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            _ if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            _ => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::Points;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl Serialize for Points {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }

    impl<'de> Deserialize<'de> for Points {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let points = f64::deserialize(deserializer)?;
            // Half of a hundredth away from zero, as `f64::round`, which the core library has not.
            Ok(Self((points * 100.0 + if points < 0.0 { -0.5 } else { 0.5 }) as i64))
        }
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::Points;

    #[test]
    fn as_numbers() {
        for (points, shown) in
            [(0, "0"), (5, "0.05"), (3750, "37.5"), (1200, "12"), (-150, "-1.5"), (9_999, "99.99")]
        {
            assert_eq!(Points(points).to_string(), shown);
            let json = serde_json::to_string(&Points(points)).unwrap();
            assert_eq!(serde_json::from_str::<Points>(&json).unwrap(), Points(points), "{json}");
            assert_eq!(serde_json::from_str::<Points>(shown).unwrap(), Points(points), "{shown}");
        }
    }
}
