//! The body of `POST /v1/collect`, down to the raw text of each record.

use leadwell_wire::limits;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::ApiError;

/// The records as they stand in the body, byte for byte.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) sent_at: Option<i64>,
    /// One for each record: how old it was when it was sent, and the number of the attempt; empty where the sender
    /// does not say.
    pub(crate) age_ms: Vec<i64>,
    pub(crate) attempts: Vec<i64>,
    pub(crate) records: Vec<&'a RawValue>,
}

/// Nothing is required here, so that each mistake gets its own answer.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default, borrow)]
    v: Option<&'a RawValue>,
    #[serde(default, borrow)]
    sent_at: Option<&'a RawValue>,
    #[serde(default, borrow)]
    age_ms: Option<&'a RawValue>,
    #[serde(default, borrow)]
    attempts: Option<&'a RawValue>,
    #[serde(default, borrow)]
    records: Option<&'a RawValue>,
}

impl<'a> Batch<'a> {
    pub(crate) fn parse(body: &'a [u8]) -> Result<Batch<'a>, ApiError> {
        let text = std::str::from_utf8(body).map_err(|_| ApiError::NotJson)?;
        let whole: &'a RawValue = serde_json::from_str(text).map_err(|_| ApiError::NotJson)?;
        let envelope: Envelope<'a> = object(whole).ok_or(ApiError::Envelope)?;
        let Some(version) = envelope.v else { return Err(ApiError::Envelope) };
        // Judged before the records: a later version may have another shape altogether.
        if version.get().parse() != Ok(limits::VERSION) {
            return Err(ApiError::UnknownVersion);
        }
        let records = envelope.records.ok_or(ApiError::Envelope)?;
        let records: Vec<&'a RawValue> =
            serde_json::from_str(records.get()).map_err(|_| ApiError::Envelope)?;
        match records.len() {
            0 => Err(ApiError::NoRecords),
            n if n > limits::BATCH_RECORDS => Err(ApiError::TooManyRecords),
            _ => Ok(Batch {
                sent_at: envelope.sent_at.and_then(|raw| raw.get().parse().ok()),
                age_ms: numbers(envelope.age_ms),
                attempts: numbers(envelope.attempts),
                records,
            }),
        }
    }
}

/// What is no list of numbers says nothing: it is not worth a lead.
fn numbers(raw: Option<&RawValue>) -> Vec<i64> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// An object as a struct. Serde alone would take a list of the values in order as well.
fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}
