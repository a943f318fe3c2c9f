//! The rows: what goes in, what comes out. Personal data stays inside [`Pii`] until it is written or shown.

use bytes::Bytes;
use leadwell_wire::Pii;

use super::{JourneyPart, SalesStage, TokenDigest};
use crate::assess::Assessment;

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A submitted form.
    Lead,
    /// A form that was begun and not submitted.
    Partial,
    /// Events of a journey, without a form.
    Journey,
}

impl Kind {
    /// The word on the wire and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Lead => "lead",
            Kind::Partial => "partial",
            Kind::Journey => "journey",
        }
    }

    /// The kind with this word, if there is one.
    pub fn parse(word: &str) -> Option<Kind> {
        match word {
            "lead" => Some(Kind::Lead),
            "partial" => Some(Kind::Partial),
            "journey" => Some(Kind::Journey),
            _ => None,
        }
    }
}

/// How a record came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By the script, over `POST /v1/collect`.
    Script,
    /// By the browser's own form post, over `POST /f/{form}`.
    Native,
}

impl Mode {
    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Script => "script",
            Mode::Native => "native",
        }
    }
}

/// Where a visit came from, in the words that a list has room for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// `utm_source`, else the referrer's host, else nothing: a direct visit.
    pub source: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// The channel, by the rules of [`leadwell_core::channel::RULE_VERSION`].
    pub channel: Option<&'static str>,
}

/// One record on its way into the store.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// UUIDv7 in its canonical lower-case text. The key.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// How it came.
    pub mode: Mode,
    /// The form's name; empty for a journey without one.
    pub form: String,
    /// The site's name as the page gave it; empty if it gave none.
    pub site: String,
    /// When the collector received it (epoch milliseconds). Authoritative for order between visitors.
    pub received_at: i64,
    /// When the page says it was made.
    pub created_at: Option<i64>,
    /// When the page says it was sent. With `created_at` it tells how far the page's clock is off.
    pub sent_at: Option<i64>,
    /// How old the page says it was then (milliseconds), by a clock that nobody sets.
    pub age_ms: Option<i64>,
    /// How often the page says it was sent, this time included.
    pub attempts: Option<i64>,
    /// The person's name, if a field is known to hold it.
    pub name: Option<Pii<String>>,
    /// The person's e-mail address, if a field is known to hold it.
    pub email: Option<Pii<String>>,
    /// How far the journey has gone.
    pub stage: Option<String>,
    /// First touch.
    pub first: Source,
    /// Last touch.
    pub last: Source,
    /// The channel of the last touch that was not direct: what reports count.
    pub channel: Option<&'static str>,
    /// What sales said last; nothing in a record that comes in.
    pub sales_stage: Option<SalesStage>,
    /// What the collector makes of its journey; of a lead that came before it did so, nothing.
    pub assessment: Option<Assessment>,
    /// What it tells of its visitor's journey, where that may be kept. Of a record that was read the visitor alone:
    /// [`Store::way`](super::Store::way) has the rest.
    pub journey: JourneyPart,
    /// By what its visitor may have it forgotten; nothing in a record that was read.
    pub token: Option<TokenDigest>,
    /// The names of the destinations that get it. Empty in a record that was read.
    pub destinations: Vec<std::sync::Arc<str>>,
    /// The record as it was sent, byte for byte. Empty for a report of a journey, whose events stand by themselves.
    pub raw: Pii<String>,
    /// Files to store with it. Empty in a record that was read: [`Store::files`](super::Store::files) has them.
    pub files: Vec<NewFile>,
}

/// One file on its way into the store.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The field it was chosen for.
    pub field: String,
    /// Its name as the sender gave it; it is no path here.
    pub name: Pii<String>,
    /// The media type as the sender gave it; may be empty.
    pub media_type: String,
    /// What is in it.
    pub bytes: Pii<Bytes>,
}

/// What is known of a stored file without reading it.
#[derive(Debug, Clone)]
pub struct FileInfo {
    /// Its place among the files of its lead, from 1.
    pub position: u32,
    /// The field it was chosen for.
    pub field: String,
    /// Its name as the sender gave it.
    pub name: Pii<String>,
    /// The media type as the sender gave it; may be empty.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
}

/// A stored file.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// Its name as the sender gave it.
    pub name: Pii<String>,
    /// What is in it.
    pub bytes: Pii<Vec<u8>>,
}

/// One record as the store has it.
pub type StoredRecord = NewRecord;

/// Other bytes that came later under an id that was taken: the first record stays, this stands beside it.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// When it came first (epoch milliseconds).
    pub first_at: i64,
    /// When it came last.
    pub last_at: i64,
    /// How often.
    pub times: u64,
    /// The record as it was sent, byte for byte.
    pub raw: Pii<String>,
}

/// A place in the list of leads: those received before this one follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// `received_at` of the last one shown.
    pub received_at: i64,
    /// Its id, for those received in the same millisecond.
    pub id: String,
}

impl Cursor {
    /// Reads what [`std::fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once('.')?;
        if id.len() > 64 {
            return None;
        }
        Some(Cursor { received_at: at.parse().ok()?, id: id.to_owned() })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.received_at, self.id)
    }
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Newest first.
    pub records: Vec<StoredRecord>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// How many leads there are in all.
    pub total: u64,
}
