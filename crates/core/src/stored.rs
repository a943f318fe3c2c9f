//! How a lead lies in the page's store: one line of header, then the record's frozen bytes.
//!
//! `leadwell/1 <id> <created ms> <waiting|parked> <crc32, decimal>\n<record JSON>`. The checksum covers the
//! record and its id, so that a torn write is noticed. A header of another version is left alone.

use crate::crc::crc32;
use crate::json;
use crate::text::split_at_byte;
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
        json::push_whole(&mut text, self.checksum());
        text.push('\n');
        text.push_str(self.payload.expose());
        text
    }

    pub fn parse(text: &str) -> Result<Self, Unusable> {
        let (header, payload) = split_at_byte(text, b'\n');
        let (magic, rest) = split_at_byte(header, b' ');
        if payload.is_empty() {
            return Err(Unusable::Corrupt);
        }
        if magic != MAGIC {
            let other = magic.starts_with("leadwell/");
            return Err(if other { Unusable::Version } else { Unusable::Corrupt });
        }
        let (id, rest) = split_at_byte(rest, b' ');
        let (created, rest) = split_at_byte(rest, b' ');
        let (state, sum) = split_at_byte(rest, b' ');
        let id = Id::parse(id).ok_or(Unusable::Corrupt)?;
        let created = Millis(json::parse_whole(created).ok_or(Unusable::Corrupt)?);
        let stored = Self { id, created, parked: state == "parked", payload: payload.to_owned().into() };
        if json::parse_whole(sum) == Some(stored.checksum()) { Ok(stored) } else { Err(Unusable::Corrupt) }
    }

    fn checksum(&self) -> u64 {
        crc32(crc32(0, self.id.as_str()), self.payload.expose()).into()
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
