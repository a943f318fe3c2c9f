//! How texts lie on the device: `leadwell/1 <crc32, decimal> <content>`, so that a torn write is noticed. What
//! another version wrote is left alone.
//!
//! A lead's content is `<id> <created ms> <waiting|parked>\n<record JSON>`.

use crate::crc::crc32;
use crate::json::{parse_whole, push_whole};
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_wire::{Id, Millis};

const MAGIC: &str = "leadwell/1";

/// The text that keeps `content`.
pub(crate) fn seal(content: &str) -> String {
    let mut text = MAGIC.to_owned();
    text.push(' ');
    push_whole(&mut text, crc32(content).into());
    text.push(' ');
    text.push_str(content);
    text
}

/// The content of such a text.
pub(crate) fn unseal(text: &str) -> Result<&str, Unusable> {
    let (magic, rest) = split_at_byte(text, b' ');
    let (sum, content) = split_at_byte(rest, b' ');
    if magic != MAGIC && magic.starts_with("leadwell/") && !rest.is_empty() {
        return Err(Unusable::Version);
    }
    match magic == MAGIC && parse_whole(sum) == Some(crc32(content).into()) {
        true => Ok(content),
        false => Err(Unusable::Corrupt),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: Id,
    pub(crate) created: Millis,
    /// Refused by the collector: kept and listed, not sent by itself.
    pub(crate) parked: bool,
    /// The record as it will be sent, every time, byte for byte.
    pub(crate) payload: leadwell_wire::Pii<String>,
}

/// Why a stored text is not used. It stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// Written by another version.
    Version,
    /// Torn or tampered with.
    Corrupt,
}

impl Unusable {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Version => "stored_version",
            Self::Corrupt => "stored_corrupt",
        }
    }
}

impl Stored {
    pub(crate) fn to_text(&self) -> String {
        let mut text = self.id.as_str().to_owned();
        text.push(' ');
        push_whole(&mut text, self.created.0);
        text.push_str(if self.parked { " parked\n" } else { " waiting\n" });
        text.push_str(self.payload.expose());
        seal(&text)
    }

    /// Whether it lies under its own key, and its record begins with the same id: else an acknowledgement
    /// would name another lead than the one that is kept.
    pub(crate) fn is_under(&self, key: &str) -> bool {
        self.id.as_str() == key && self.payload.expose().get(7..43) == Some(key)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Unusable> {
        let (header, payload) = split_at_byte(unseal(text)?, b'\n');
        let (id, words) = split_at_byte(header, b' ');
        let (created, state) = split_at_byte(words, b' ');
        Ok(Self {
            id: Id::parse(id).ok_or(Unusable::Corrupt)?,
            created: Millis(parse_whole(created).ok_or(Unusable::Corrupt)?),
            parked: state == "parked",
            payload: payload.to_owned().into(),
        })
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
