//! What judging asks of its surroundings. Unicode's tables, IDNA and the numbering plans weigh more than the
//! whole widget, and a browser has most of them: there each of these is one call into the page. Texts go in and
//! small numbers come out, so that such a call costs next to nothing.

#[cfg(feature = "native")]
mod native;

#[cfg(feature = "native")]
pub use native::Native;

use crate::prelude::*;
use crate::{journey, validate};

/// What is asked. All answers are about the text alone: the same text, the same answer.
pub trait Aid {
    /// Whether every character beyond ASCII is a letter, a digit or a mark: `leadwell_email::Unicode::is_word`.
    fn word(&self, text: &str) -> bool;

    /// Bytes of a domain as it goes through DNS, 0 where it is none: `leadwell_email::Unicode::ascii_len`.
    fn ascii_len(&self, domain: &str) -> u32;

    /// Characters as a person counts them: extended grapheme clusters (UAX 29).
    fn graphemes(&self, text: &str) -> u32;

    /// A telephone number, written in that country (ISO 3166-1 alpha-2, or empty where it is not known).
    fn phone(&self, text: &str, country: &str) -> Phone;

    /// Whether mail of this domain (lower case) is open to anybody: a free or a throw-away provider.
    fn open_mail(&self, domain: &str) -> bool;

    /// [`validate::special`], which a page loads once a form asks for it. Until then the answer is 0.
    fn special(&self, what: u32, texts: &str) -> u32 {
        validate::special(what, texts)
    }

    /// [`journey::fold`], which a page loads once the journey may be kept. Until then the answer is nothing.
    fn fold(&self, model: &str, events: &str) -> String {
        journey::fold(model, events)
    }

    /// [`journey::answers`], which comes with it.
    fn answers(&self, model: &str, fields: &str) -> String {
        journey::answers(model, fields)
    }

    /// [`journey::join`], which comes with it.
    fn join(&self, model: &str, ours: &str, theirs: &str) -> String {
        journey::join(model, ours, theirs)
    }
}

/// What the numbering plans say of a text. Nothing beyond the length is asked for: ranges open faster than any
/// table is renewed (`isPossible` of an old table is wrong 25 times less often than `isValid`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phone {
    /// Nobody here can tell. Refuses nothing.
    Unknown,
    Possible,
    TooShort,
    TooLong,
    /// No number at all.
    Impossible,
}

impl Phone {
    /// By number, as they come through the door of the widget.
    pub const ALL: [Self; 5] =
        [Self::Unknown, Self::Possible, Self::TooShort, Self::TooLong, Self::Impossible];
}

/// Knows nothing, refuses nothing that it would have to know. Counts code points.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unaided;

impl Aid for Unaided {
    fn word(&self, _: &str) -> bool {
        true
    }

    fn ascii_len(&self, domain: &str) -> u32 {
        domain.len() as u32
    }

    fn graphemes(&self, text: &str) -> u32 {
        text.chars().count() as u32
    }

    fn phone(&self, _: &str, _: &str) -> Phone {
        Phone::Unknown
    }

    fn open_mail(&self, _: &str) -> bool {
        false
    }
}
