use crate::prelude::*;
use crate::{Id, Millis, Pairs, Points};
use alloc::collections::BTreeMap;

/// A step forward and why: the rule of the model, and the ids of the events that made it hold. Never without one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Transition {
    pub stage: String,
    pub at: Millis,
    pub rule: String,
    pub evidence: Vec<String>,
}

/// Something that happened on the way. `id` is a page's life, a dot, and a number that goes on over all pages of a site
/// (`k3f9qz.12`): unique within the journey, and its order is that of number, then page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Event {
    pub id: String,
    /// `session_start`, `touch`, `consent`, `page_view`, `engaged_time`, `form_start`, `answer`, `submit` and more (see
    /// docs/events.md), or a name that the site tracks.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// The page's path, or what the event is about: a form's name, a session's id, a touch's source and medium.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub path: String,
    pub at: Millis,
    /// How much: seconds, percent, milliseconds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_zero"))]
    pub value: u64,
    /// What the site told with it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Pairs::is_empty"))]
    pub props: Pairs,
}

#[cfg(feature = "serde")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// The journey as it stood when the lead was submitted; later changes never rewrite it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Journey {
    pub visitor: Option<Id>,
    pub session: Option<Id>,
    /// Name and version of the stage model: `default@1`.
    pub model: String,
    pub stage: String,
    /// At the time of the record.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Points::is_none"))]
    pub score: Points,
    pub history: Vec<Transition>,
    pub events: Vec<Event>,
    /// Events that are no longer in the list, which holds the last hundred.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_zero"))]
    pub dropped: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Verdict {
    Granted,
    Denied,
    #[default]
    Unknown,
}

impl Verdict {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// Who said so: those that can, the strongest first, then what follows from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ConsentSource {
    /// Global Privacy Control.
    Gpc,
    /// Do Not Track.
    Dnt,
    /// The visitor, through the site's consent dialogue.
    Visitor,
    /// A consent platform by IAB's TCF.
    Tcf,
    /// A consent platform by IAB's GPP.
    Gpp,
    /// Google Consent Mode, as the page's data layer says.
    ConsentMode,
    /// The site's configuration.
    Site,
    /// Nobody yet.
    #[default]
    Default,
    /// It was granted, and somebody took it back; the reason says who.
    Withdrawn,
}

impl ConsentSource {
    /// Those that can say something, as they rank: the place of each is its number.
    pub const SPEAKERS: [Self; 7] =
        [Self::Gpc, Self::Dnt, Self::Visitor, Self::Tcf, Self::Gpp, Self::ConsentMode, Self::Site];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Site => "site",
            Self::Visitor => "visitor",
            Self::Gpc => "gpc",
            Self::Dnt => "dnt",
            Self::Tcf => "tcf",
            Self::Gpp => "gpp",
            Self::ConsentMode => "consent_mode",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Whether the journey may be kept on the device, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Consent {
    pub journey: Verdict,
    pub source: ConsentSource,
    /// Since when it stands so.
    #[cfg_attr(feature = "serde", serde(default))]
    pub at: Millis,
    /// What the page read: an interface and its answer.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub reason: String,
    /// What everybody said who said anything, by source.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub signals: BTreeMap<String, Verdict>,
}
