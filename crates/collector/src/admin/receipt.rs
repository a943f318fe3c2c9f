//! What a visitor agreed to, as it can be shown to them: who decided, why and when, and the words that stood beside the
//! box, with their hash, so that they can be held against what a site keeps.

use std::collections::BTreeMap;

use leadwell_wire::{Consent, ConsentSource, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::words;
use crate::forms::hex;
use crate::time;

/// A record's `consent`, with the hash of its text.
#[derive(Debug, Default, Serialize)]
pub(super) struct Receipt {
    pub(super) journey: Verdict,
    pub(super) source: ConsentSource,
    /// Since when it stands so.
    pub(super) at: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) signals: BTreeMap<String, Verdict>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    /// SHA-256 of the text in UTF-8; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) text_sha256: String,
}

#[derive(Deserialize)]
struct Said {
    #[serde(flatten)]
    consent: Consent,
    #[serde(default)]
    text: String,
    #[serde(default)]
    version: String,
}

impl Receipt {
    /// Of the record's member as it was sent.
    pub(super) fn read(raw: &str) -> Option<Receipt> {
        let Said { consent, text, version } = serde_json::from_str(raw).ok()?;
        let Consent { journey, source, at, reason, signals } = consent;
        let text_sha256 = if text.is_empty() { String::new() } else { hex(&Sha256::digest(text.as_bytes())) };
        Some(Receipt { journey, source, at: at.0, reason, signals, version, text, text_sha256 })
    }

    /// For people.
    pub(super) fn rows(&self) -> Vec<(&'static str, String)> {
        let verdict = words::verdict(self.journey);
        let since = i64::try_from(self.at).ok().filter(|at| *at > 0).map(time::readable);
        let signals: Vec<String> =
            self.signals.iter().map(|(name, said)| format!("{name}: {}", words::verdict(*said))).collect();
        [
            ("Keeping the journey", format!("{verdict}, says {}", words::consent_source(self.source))),
            ("Why", self.reason.clone()),
            ("Since", since.unwrap_or_default()),
            ("Everybody who said something", signals.join(", ")),
            ("Text in the form", self.text.clone()),
            ("Its version", self.version.clone()),
            ("Its SHA-256", self.text_sha256.clone()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest is the one that FIPS 180 gives for `abc`.
    #[test]
    fn the_text_with_its_hash() {
        let receipt =
            Receipt::read(r#"{"journey":"granted","source":"tcf","text":"abc","version":"7"}"#).unwrap();
        assert_eq!(receipt.text_sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let without = Receipt::read(r#"{"journey":"denied","source":"gpc"}"#).unwrap();
        assert_eq!(without.text_sha256, "");
        assert_eq!(without.rows().len(), 1, "{:?}", without.rows());
        assert!(Receipt::read("5").is_none());
    }
}
