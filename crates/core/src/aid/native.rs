//! The answers where there is no browser to ask: in the collector, on the command line, in tests.

use super::{Aid, Phone};
use leadwell_email::Unicode;
use leadwell_phone::{Phones, Verdict};
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

static PHONES: LazyLock<Phones> = LazyLock::new(Phones::new);

/// Unicode by ICU4X and `unicode-segmentation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Aid for Native {
    fn word(&self, text: &str) -> bool {
        leadwell_email::native::Native.is_word(text)
    }

    fn ascii_len(&self, domain: &str) -> u32 {
        leadwell_email::native::Native.ascii_len(domain)
    }

    fn graphemes(&self, text: &str) -> u32 {
        text.graphemes(true).count() as u32
    }

    fn phone(&self, text: &str, country: &str) -> Phone {
        match PHONES.judge(text, country) {
            Verdict::Unknown => Phone::Unknown,
            Verdict::Possible => Phone::Possible,
            Verdict::TooShort => Phone::TooShort,
            Verdict::TooLong => Phone::TooLong,
            Verdict::Impossible => Phone::Impossible,
        }
    }

    fn open_mail(&self, domain: &str) -> bool {
        leadwell_email::is_free(domain) || leadwell_email::is_disposable(domain)
    }
}

impl Native {
    /// The number in E.164, where it is one.
    pub fn e164(self, text: &str, country: &str) -> Option<String> {
        Some(PHONES.e164(&PHONES.parse(text, country).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a page a verdict comes as its number (`crates/assist`), and [`Phone::ALL`] reads it.
    #[test]
    fn a_verdict_of_the_page_is_the_same_one_here() {
        for (text, country, means) in [
            ("020 7946 0958", "", Phone::Unknown),
            ("020 7946 0958", "GB", Phone::Possible),
            ("+44 20", "", Phone::TooShort),
            ("+44 20 7946 0958 0958", "", Phone::TooLong),
            ("call me", "GB", Phone::Impossible),
        ] {
            assert_eq!(Native.phone(text, country), means, "{text}");
            let number = PHONES.judge(text, country) as usize;
            assert_eq!(Phone::ALL.get(number), Some(&means), "{text}");
        }
    }
}
