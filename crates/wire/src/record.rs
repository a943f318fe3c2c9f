use crate::prelude::*;
use crate::{Consent, Fields, Id, Journey, Millis, Touch};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Kind {
    #[default]
    Lead,
    Partial,
    Journey,
}

/// Where the form was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Page {
    /// Without fragment.
    pub url: String,
    pub title: String,
    pub referrer: String,
    /// BCP 47, as the browser tells it.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
}

/// First, last, and last that was not direct: each with the `id` of its event among its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Touches {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub first: Option<Touch>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub last: Option<Touch>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub last_non_direct: Option<Touch>,
    /// The others, oldest first.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub between: Vec<Touch>,
}

/// One record of `POST /v1/collect`. A lead needs `id`, `kind`, `form` and `fields` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Record {
    pub id: Id,
    pub kind: Kind,
    #[cfg_attr(feature = "serde", serde(default))]
    pub form: String,
    #[cfg_attr(feature = "serde", serde(default))]
    pub site: String,
    #[cfg_attr(feature = "serde", serde(default))]
    pub created_at: Millis,
    #[cfg_attr(feature = "serde", serde(default))]
    pub fields: Fields,
    /// Telephone numbers in E.164, by field, where the page could tell. Nobody need believe it: it follows from `fields`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Fields::is_empty"))]
    pub normalized: Fields,
    #[cfg_attr(feature = "serde", serde(default))]
    pub page: Page,
    #[cfg_attr(feature = "serde", serde(default))]
    pub touches: Touches,
    #[cfg_attr(feature = "serde", serde(default))]
    pub journey: Journey,
    #[cfg_attr(feature = "serde", serde(default))]
    pub consent: Consent,
}

/// The body of `POST /v1/collect`; `R` is a record, or its raw text where that must stay as sent.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Envelope<R> {
    pub v: u32,
    /// The sender's clock, to tell its skew.
    #[cfg_attr(feature = "serde", serde(default))]
    pub sent_at: Millis,
    pub records: Vec<R>,
    /// For each record how old it is (milliseconds), by the clock that nobody sets where the sender has seen it
    /// all along.
    #[cfg_attr(feature = "serde", serde(default))]
    pub age_ms: Vec<Millis>,
    /// For each record the number of this attempt to send it, from 1, as this page counts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attempts: Vec<u32>,
}
