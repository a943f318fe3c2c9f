use crate::prelude::*;
use crate::{Id, Millis};
use alloc::collections::BTreeMap;

/// How far a person has come. Order is weight: a journey only goes forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Stage {
    /// No visitor id: no consent, or no storage.
    #[default]
    Anonymous,
    Visitor,
    /// A second session of the same visitor.
    Returning,
    Engaged,
    Intent,
    Lead,
}

impl Stage {
    pub const ALL: [Self; 6] =
        [Self::Anonymous, Self::Visitor, Self::Returning, Self::Engaged, Self::Intent, Self::Lead];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Visitor => "visitor",
            Self::Returning => "returning",
            Self::Engaged => "engaged",
            Self::Intent => "intent",
            Self::Lead => "lead",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// A step forward and why: `evidence` names events (`e3`), sessions or the lead. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Transition {
    pub stage: Stage,
    pub at: Millis,
    pub rule: String,
    pub evidence: Vec<String>,
}

/// Something that happened on the way. `id` is unique within the journey.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Event {
    pub id: String,
    /// `page_view`, `engaged_time`, `form_start`, or a name that the site tracks.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// The page's path, or what the event is about (a form's name).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub path: String,
    pub at: Millis,
}

/// The journey as it stood when the lead was submitted; later changes never rewrite it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Journey {
    pub visitor: Option<Id>,
    pub session: Option<Id>,
    pub stage: Stage,
    pub history: Vec<Transition>,
    pub events: Vec<Event>,
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
