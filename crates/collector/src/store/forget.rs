//! What a visitor, or whoever has the dashboard's token, may have forgotten.

use sha2::{Digest, Sha256};

/// What is to be forgotten.
#[derive(Debug, Clone)]
pub enum Forget {
    /// Everything that came with this token.
    Token(TokenDigest),
    /// One lead, by its id.
    Lead(String),
}

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Leads, and forms that were begun.
    pub leads: u64,
    /// Everything else counted as well: reports of journeys, events.
    pub rows: u64,
}

/// A deletion token's SHA-256. The token itself is in the record as it was sent, and in no column.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// Of a text that can hold 128 random bits; anything shorter could be guessed, and is no token.
    pub fn of(token: &str) -> Option<TokenDigest> {
        let fits = (22..=128).contains(&token.len());
        let fits = fits && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        fits.then(|| TokenDigest(Sha256::digest(token.as_bytes()).into()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenDigest")
    }
}
