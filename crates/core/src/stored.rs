//! How a lead lies in the page's store: one line of header, then the record's frozen bytes.
//!
//! `leadwell/1 <id> <created ms> <waiting|parked> <crc32, decimal>\n<record JSON>`. The checksum covers the
//! record and its id, so that a torn write is noticed. A header of another version is left alone.

use crate::crc::crc32;
use crate::json;
use leadwell_wire::{Id, Millis};

const MAGIC: &str = "leadwell/1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub id: Id,
    pub created: Millis,
    /// Refused by the collector: kept and listed, not sent by itself.
    pub parked: bool,
    /// The record as it will be sent, every time, byte for byte.
    pub payload: leadwell_wire::Pii<String>,
}

/// Why a stored text is not used. It stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Written by another version.
    Version,
    /// Torn or tampered with.
    Corrupt,
}

impl Unusable {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Version => "stored_version",
            Self::Corrupt => "stored_corrupt",
        }
    }
}

impl Stored {
    pub fn to_text(&self) -> String {
        let mut text = MAGIC.to_owned();
        text.push(' ');
        text.push_str(self.id.as_str());
        text.push(' ');
        json::push_whole(&mut text, self.created.0);
        text.push_str(if self.parked { " parked " } else { " waiting " });
        json::push_whole(&mut text, u64::from(self.checksum()));
        text.push('\n');
        text.push_str(self.payload.expose());
        text
    }

    pub fn parse(text: &str) -> Result<Self, Unusable> {
        let (header, payload) = text.split_once('\n').ok_or(Unusable::Corrupt)?;
        let mut words = header.split(' ');
        match words.next() {
            Some(MAGIC) => {}
            Some(other) if other.starts_with("leadwell/") => return Err(Unusable::Version),
            _ => return Err(Unusable::Corrupt),
        }
        let mut word = || words.next().unwrap_or_default();
        let id = Id::parse(word()).ok_or(Unusable::Corrupt)?;
        let created = Millis(json::parse_whole(word()).ok_or(Unusable::Corrupt)?);
        let parked = word() == "parked";
        let sum = json::parse_whole(word());
        let stored = Self { id, created, parked, payload: payload.to_owned().into() };
        if sum == Some(u64::from(stored.checksum())) { Ok(stored) } else { Err(Unusable::Corrupt) }
    }

    fn checksum(&self) -> u32 {
        crc32(self.id.as_str().bytes().chain(self.payload.expose().bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_nothing_torn() {
        let stored = Stored {
            id: Id::v7(1, [7; 10]),
            created: Millis(1_764_000_000_000),
            parked: true,
            payload: "{\"a\":\"line\\n\u{e9}\"}\nx".to_owned().into(),
        };
        let text = stored.to_text();
        assert_eq!(Stored::parse(&text), Ok(stored));
        for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            assert_eq!(Stored::parse(&text[..cut]), Err(Unusable::Corrupt), "cut at {cut}");
        }
        assert_eq!(Stored::parse(&text.replace("\"a\"", "\"b\"")), Err(Unusable::Corrupt));
        assert_eq!(Stored::parse(&text.replace("leadwell/1", "leadwell/2")), Err(Unusable::Version));
        assert_eq!(Stored::parse("null"), Err(Unusable::Corrupt));
    }
}
