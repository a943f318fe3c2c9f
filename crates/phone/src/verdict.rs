//! What a form makes of a phone field. Only the length may refuse: number ranges open faster than tables are
//! renewed. Everything else is a doubt, to be said and not to be insisted on.

use crate::{Phones, Possible, Refusal};

/// What may be held against a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Without a country and a `+` nobody can tell.
    Unknown,
    Possible,
    TooShort,
    TooLong,
    /// No number at all.
    Impossible,
}

impl Phones {
    /// What may be held against a text written in that country. A number that can be dialled within its area
    /// alone is possible, as in libphonenumber.
    pub fn judge(&self, text: &str, region: &str) -> Verdict {
        match self.parse(text, region) {
            Ok(number) => match self.possible(&number) {
                Possible::Yes | Possible::LocalOnly => Verdict::Possible,
                Possible::TooShort => Verdict::TooShort,
                Possible::TooLong => Verdict::TooLong,
                Possible::InvalidLength | Possible::InvalidCode => Verdict::Impossible,
            },
            Err(Refusal::InvalidCallingCode) if self.region(region).is_none() && !is_international(text) => {
                Verdict::Unknown
            }
            Err(Refusal::TooShort | Refusal::TooShortAfterIdd) => Verdict::TooShort,
            Err(Refusal::TooLong) => Verdict::TooLong,
            Err(Refusal::NotANumber | Refusal::InvalidCallingCode) => Verdict::Impossible,
        }
    }

    /// Whether a text that is a number looks like none that anybody has: it does not match its numbering plan,
    /// or, while that is not loaded, begins with a digit that no fixed or mobile number of its length has; or
    /// it lacks its area code.
    pub fn doubts(&self, text: &str, region: &str) -> bool {
        self.parse(text, region).is_ok_and(|number| {
            self.possible(&number) != Possible::Yes
                || !self.valid(&number).unwrap_or_else(|| self.plausible(&number))
        })
    }
}

/// Whether the first sign that is no space or bracket is a plus.
fn is_international(text: &str) -> bool {
    text.chars().find(|c| !matches!(c, ' ' | '(' | '\u{a0}')).is_some_and(|c| matches!(c, '+' | '＋'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_dialled_is_refused() {
        let phones = Phones::new();
        for (text, region, verdict) in [
            ("030 901820", "DE", Verdict::Possible),
            ("+49 30 901820", "", Verdict::Possible),
            ("030 901820", "", Verdict::Unknown),
            ("(＋49) 30 901820", "", Verdict::Possible),
            ("+999 123456", "", Verdict::Impossible),
            ("555-0123", "US", Verdict::Possible),
            ("555-01", "US", Verdict::TooShort),
            ("+1 202 555 01234", "", Verdict::TooLong),
            ("call me", "US", Verdict::Impossible),
            ("", "US", Verdict::Impossible),
        ] {
            assert_eq!(phones.judge(text, region), verdict, "{text:?} in {region:?}");
        }
    }

    #[test]
    fn a_doubt_needs_a_number() {
        let phones = Phones::new();
        for (text, region, doubt) in [
            ("+49 30 901820", "", false),
            ("+44 20 7946 0958", "", false),
            ("555-0123", "US", true),
            ("+1 102 555 0123", "", true),
            ("call me", "US", false),
        ] {
            assert_eq!(phones.doubts(text, region), doubt, "{text:?} in {region:?}");
        }
    }
}
