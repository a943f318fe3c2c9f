use crate::FieldError;
use crate::prelude::*;

/// The collector's answer to a batch. Each id of the request stands in exactly one list.
///
/// Ids are text: an id that is none must be named in `rejected` too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Ack {
    pub accepted: Vec<String>,
    pub duplicate: Vec<String>,
    pub rejected: Vec<Rejected>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rejected {
    pub id: String,
    pub errors: Vec<FieldError>,
}

/// A whole request refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Refusal {
    pub error: String,
    pub message: String,
    #[cfg_attr(feature = "serde", serde(default))]
    pub errors: Vec<FieldError>,
    /// Seconds; repeats `Retry-After` for scripts that may not read the header.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub retry_after_s: Option<u64>,
}
