//! E-mail addresses and domains: `leadwell_email` has the rule, [`Aid`] what it asks about Unicode.

use crate::aid::Aid;
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_email::{Unicode, parse_exact};

struct Asked<'a>(&'a dyn Aid);

impl Unicode for Asked<'_> {
    fn is_word(&self, text: &str) -> bool {
        self.0.word(text)
    }

    fn ascii_len(&self, domain: &str) -> u32 {
        self.0.ascii_len(domain)
    }
}

#[inline(never)]
pub(super) fn is_address(text: &str, aid: &dyn Aid) -> bool {
    parse_exact(text, &Asked(aid)).is_ok()
}

/// A domain as it may stand in an address.
pub(super) fn is_domain(domain: &str, aid: &dyn Aid) -> bool {
    let mut address = "a@".to_owned();
    address.push_str(domain);
    is_address(&address, aid)
}

/// Whether mail of this address's domain is open to anybody.
pub(super) fn is_open(address: &str, aid: &dyn Aid) -> bool {
    aid.open_mail(&split_at_byte(address, b'@').1.to_ascii_lowercase())
}
