//! What bodies look like. Leadwell's own by default; a comparison with another SDK brings its own.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// One record of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which submission it is, as the bench knows it.
    pub what: String,
    /// The id that the SDK gave it, by which copies can be told.
    pub id: Option<String>,
    /// Of the record's bytes as they stood in the body.
    pub hash: u64,
}

/// Reads requests and writes acknowledgements.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// The path that leads are sent to.
    pub path: &'static str,
    pub read: fn(&[u8]) -> Vec<Item>,
    /// The ids that are new, those that were there before → the body of the answer.
    pub acknowledge: fn(&[&str], &[&str]) -> String,
    /// The ids that the answer (of who is behind) to these says are kept.
    pub named: fn(&[u8], &[Item]) -> BTreeSet<String>,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    records: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    fields: serde_json::Value,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    accepted: BTreeSet<String>,
    #[serde(default)]
    duplicate: BTreeSet<String>,
}

impl Dialect {
    /// `POST /v1/collect`. A field `bench` says which submission it is; without one its id does.
    pub const LEADWELL: Self = Self {
        path: "/v1/collect",
        read: |body| {
            let Ok(body) = serde_json::from_slice::<Body<'_>>(body) else { return Vec::new() };
            let items = body.records.into_iter().map(|raw| {
                let record = serde_json::from_str::<Record>(raw.get()).ok();
                let id = record.as_ref().and_then(|record| record.id.clone());
                let bench = record.as_ref().and_then(|record| record.fields["bench"].as_str());
                let what = bench.map(str::to_owned).or_else(|| id.clone()).unwrap_or_default();
                Item { what, id, hash: hash(raw.get().as_bytes()) }
            });
            items.collect()
        },
        acknowledge: |accepted, duplicate| {
            serde_json::json!({"accepted": accepted, "duplicate": duplicate, "rejected": []}).to_string()
        },
        named: |answer, _| {
            let named = serde_json::from_slice::<Named>(answer).ok();
            named.map_or_else(BTreeSet::new, |named| {
                named.accepted.into_iter().chain(named.duplicate).collect()
            })
        },
    };
}

/// The same for the same bytes within one run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
