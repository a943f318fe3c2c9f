//! A lead as destinations see it, from the record as it was sent.

use leadwell_wire::Record;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::store::{self, Due};

/// Every key on its own: a wrong type in one that is not needed must not keep the lead from its destinations.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(default, borrow)]
    site: Option<&'a RawValue>,
    #[serde(default, borrow)]
    created_at: Option<&'a RawValue>,
    #[serde(default, borrow)]
    fields: Option<&'a RawValue>,
    #[serde(default, borrow)]
    page: Option<&'a RawValue>,
    #[serde(default, borrow)]
    touches: Option<&'a RawValue>,
    #[serde(default, borrow)]
    journey: Option<&'a RawValue>,
    #[serde(default, borrow)]
    consent: Option<&'a RawValue>,
}

/// The record of a stored lead as it is after its corrections; nothing only if what is stored is no object at all.
pub(super) fn record_of(due: &Due) -> Option<Record> {
    let parts: Parts<'_> = serde_json::from_str(due.raw.expose()).ok()?;
    let bare = serde_json::json!({ "id": due.delivery.lead, "kind": "lead", "form": due.form });
    Some(Record {
        site: read(parts.site),
        created_at: read(parts.created_at),
        fields: store::apply(&read(parts.fields), &due.corrections),
        page: read(parts.page),
        touches: read(parts.touches),
        journey: read(parts.journey),
        consent: read(parts.consent),
        ..serde_json::from_value(bare).ok()?
    })
}

fn read<'a, T: Deserialize<'a> + Default>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}
