//! What came back and what it means.

use super::Sending;
use super::text::{cut, trim, whole};
use crate::json::parse_whole;
use crate::prelude::*;
use crate::text::{clip, hex};
use core::fmt;
use leadwell_wire::{FieldError, Millis};

/// An answer that was read.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    /// For a mail: 250, or what the server said.
    pub status: u16,
    /// Names in lower case.
    pub headers: &'a [(String, String)],
    /// Bytes that are no UTF-8 are U+FFFD by now.
    pub body: &'a str,
}

#[derive(Clone, Copy)]
pub enum Answer<'a> {
    Reply(Reply<'a>),
    /// None came.
    Lost {
        reason: &'a str,
        /// The request may have arrived and been acted upon: it was written whole, or nobody knows.
        arrived: bool,
    },
}

/// Its texts may repeat what a person typed.
impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(reply) => write!(f, "Reply({})", reply.status),
            Self::Lost { arrived, .. } => write!(f, "Lost(arrived: {arrived})"),
        }
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({})", self.status)
    }
}

impl Reply<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// How long it asks to wait: seconds or a date, a day at most.
    pub(super) fn retry_after(&self, now: Millis) -> Option<Millis> {
        let value = trim(self.header("retry-after")?);
        let wait = match parse_whole(value) {
            Some(seconds) => Millis(seconds.saturating_mul(1000)),
            None => date(value, now)?,
        };
        Some(wait.min(Millis::secs(86_400)))
    }
}

/// What is to be done. Texts are for people who may see the lead, plain, and may repeat what a person typed: they
/// stand in no log, and `Debug` leaves them out.
#[derive(Clone, PartialEq, Eq)]
pub enum Verdict {
    Delivered {
        /// What the destination calls it.
        remote_id: Option<String>,
        /// What is to be said beside it.
        note: Option<String>,
        /// Names, there, of what the destination did not take.
        lost: Vec<String>,
    },
    /// It was sent, and nobody can say whether it was taken. Not sent again by itself.
    Unconfirmed {
        reason: String,
        /// The destination never says more than it did: the next lead goes out as if this one had been taken.
        usual: bool,
    },
    /// At the time of the schedule, and not before `after` has passed.
    RetryAfter { after: Option<Millis>, reason: String },
    /// This lead is not taken; another may be. `field` is a name of the form where that is known, else empty.
    Refused { reasons: Vec<FieldError> },
    /// No lead is taken until somebody repairs it.
    Misconfigured {
        reason: String,
        /// The destination is gone for good (410): nothing more is sent there.
        gone: bool,
    },
    /// Keep the memo, then encode again at once.
    Next { memo: String },
}

impl Verdict {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Delivered { .. } => "delivered",
            Self::Unconfirmed { .. } => "unconfirmed",
            Self::RetryAfter { .. } => "retry",
            Self::Refused { .. } => "refused",
            Self::Misconfigured { .. } => "misconfigured",
            Self::Next { .. } => "next",
        }
    }

    pub(super) const fn delivered() -> Self {
        Self::Delivered { remote_id: None, note: None, lost: Vec::new() }
    }

    pub(super) fn delivered_as(id: String) -> Self {
        Self::Delivered { remote_id: Some(id).filter(|id| !id.is_empty()), note: None, lost: Vec::new() }
    }

    pub(super) fn retry(reason: impl Into<String>) -> Self {
        Self::RetryAfter { after: None, reason: reason.into() }
    }

    pub(super) fn unconfirmed(reason: impl Into<String>) -> Self {
        Self::Unconfirmed { reason: reason.into(), usual: false }
    }

    pub(super) fn misconfigured(reason: impl Into<String>) -> Self {
        Self::Misconfigured { reason: reason.into(), gone: false }
    }

    pub(super) fn refused(field: &str, code: &str, message: &str) -> Self {
        Self::Refused { reasons: vec![super::settings::error(field, code, message)] }
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happens when the same lead comes twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Twice {
    /// The destination knows it again, by its id or by the person's address.
    Harmless,
    /// There would be two.
    Counts,
}

/// What the answers have in common. A reply comes back where its body must be read: 2xx, 400, 422 and what else has no
/// usual meaning.
pub(super) fn common<'a>(
    sending: &Sending<'_>,
    answer: &Answer<'a>,
    twice: Twice,
) -> Result<Reply<'a>, Verdict> {
    let reply = match *answer {
        Answer::Lost { reason, arrived: true } if twice == Twice::Counts => {
            return Err(Verdict::unconfirmed(
                [reason, ": it may have arrived, and a repeat would count twice"].concat(),
            ));
        }
        Answer::Lost { reason, .. } => return Err(Verdict::retry(reason)),
        Answer::Reply(reply) => reply,
    };
    let says = ["answered ", &whole(reply.status.into())].concat();
    let why = match reply.status {
        // 409: another request for this lead is under way there.
        408 | 409 | 425 | 429 | 500..=599 => {
            return Err(Verdict::RetryAfter { after: reply.retry_after(sending.now), reason: says });
        }
        401 | 403 => ": it does not accept these credentials",
        404 => ": there is nothing at this address",
        // A method, a media type, a price: what is wrong with one request is wrong with all of them.
        402 | 405 | 406 | 407 | 411 | 415 | 417 | 421 | 426 | 428 | 451 => ": it takes no such request",
        410 => ": it is gone",
        300..=399 => ": it points elsewhere, and that is not followed",
        _ => return Ok(reply),
    };
    Err(Verdict::Misconfigured { reason: says + why, gone: reply.status == 410 })
}

/// How far off a date of HTTP is.
#[cfg(feature = "native")]
fn date(text: &str, now: Millis) -> Option<Millis> {
    Some(crate::http_date::parse(text, now)?.since(now))
}

/// The page's host asks its browser.
#[cfg(not(feature = "native"))]
fn date(_: &str, _: Millis) -> Option<Millis> {
    None
}

/// A text of a destination as it may be shown: tags and entities out, white space folded, clipped.
#[inline(never)]
pub(super) fn plain(text: &str) -> String {
    let (mut out, mut rest, mut gap) = (String::new(), text.chars(), false);
    while let Some(mut c) = rest.next() {
        let after = rest.as_str();
        match c {
            '<' => {
                c = ' ';
                rest = cut(after, ">").map_or("", |(_, after)| after).chars();
            }
            '&' => {
                if let Some((name, _)) = cut(clip(after, 10), ";")
                    && let Some(meant) = entity(name)
                {
                    c = meant;
                    rest = after.get(name.len() + 1..).unwrap_or_default().chars();
                }
            }
            _ => {}
        }
        if c.is_whitespace() || c.is_control() {
            gap = true;
        } else {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    clip(&out, 300).to_owned()
}

/// The character that an entity stands for, by what stands between `&` and `;`.
fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            let (digits, base) = match digits.as_bytes() {
                [b'x' | b'X', digits @ ..] => (digits, 16),
                digits => (digits, 10),
            };
            let mut code = 0;
            for digit in digits {
                let digit = hex(*digit);
                if digit >= base || code > 0x10_FFFF {
                    return None;
                }
                code = code * base + digit;
            }
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}
