//! What a page asks of its browser, answered by ICU4X; and the form for comparison, which only the collector
//! needs.

use crate::{Address, Unicode};
use alloc::string::String;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use idna::AsciiDenyList;

/// Unicode by the tables of ICU4X.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Unicode for Native {
    fn is_word(&self, text: &str) -> bool {
        let categories = CodePointMapData::<GeneralCategory>::new();
        text.chars().all(|c| c.is_ascii() || is_admitted(c) || is_word(categories.get(c)))
    }

    fn ascii_len(&self, domain: &str) -> u32 {
        // What the URL parser forbids beside what UTS 46 does. It leaves the lengths open.
        let Ok(ascii) = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::URL) else { return 0 };
        if ascii.split('.').any(|label| label.len() > 63) {
            return 0;
        }
        u32::try_from(ascii.len()).unwrap_or(0)
    }
}

const fn is_word(category: GeneralCategory) -> bool {
    use GeneralCategory as C;
    matches!(
        category,
        C::UppercaseLetter
            | C::LowercaseLetter
            | C::TitlecaseLetter
            | C::ModifierLetter
            | C::OtherLetter
            | C::DecimalNumber
            | C::NonspacingMark
            | C::SpacingMark
    )
}

/// RFC 5892: the exceptions of section 2.6 that are valid or depend on context, and the joiners.
const fn is_admitted(c: char) -> bool {
    matches!(c, '·' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '〇' | '・')
        || matches!(c, '\u{200c}' | '\u{200d}')
}

/// The form that tells whether two addresses are one mailbox. For comparison only: mail goes to the address as
/// it was typed, since a server may tell `A` from `a`.
///
/// The domain is in its lower-case ASCII form, the local part in lower case and composed (NFC). One provider's
/// rule is applied, because Google documents it and sees to it that no two people differ by it: at `gmail.com`
/// and `googlemail.com` dots do not count, nor what follows a `+`.
#[must_use]
pub fn key(address: &Address<'_>) -> String {
    let domain = match idna::domain_to_ascii_cow(address.domain.as_bytes(), AsciiDenyList::URL) {
        Ok(ascii) => ascii.to_ascii_lowercase(),
        Err(_) => address.domain.to_ascii_lowercase(),
    };
    let composed = ComposingNormalizerBorrowed::new_nfc();
    // Lower case may leave marks that compose anew.
    let local = composed.normalize(&address.local.to_lowercase()).into_owned();
    let mut key = String::with_capacity(local.len() + 1 + domain.len());
    if domain == "gmail.com" || domain == "googlemail.com" {
        let mailbox = local.split('+').next().unwrap_or(&local);
        key.extend(mailbox.chars().filter(|c| *c != '.'));
        key.push_str("@gmail.com");
    } else {
        key.push_str(&local);
        key.push('@');
        key.push_str(&domain);
    }
    key
}
