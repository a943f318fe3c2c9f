//! A lead as destinations see it, from the record as it was sent.

use leadwell_wire::{Pii, Record};

use crate::parts::Parts;
use crate::store::{self, Due};

/// The circumstances of a stored lead, as the page told them; empty where it told none.
pub(super) fn context_of(due: &Due) -> Pii<String> {
    let raw = Parts::of(due.raw.expose()).and_then(|parts| parts.context.raw());
    Pii::new(raw.map(|raw| raw.get().to_owned()).unwrap_or_default())
}

/// The record of a stored lead as it is after its corrections; nothing only if what is stored is no object at all.
pub(super) fn record_of(due: &Due) -> Option<Record> {
    let parts = Parts::of(due.raw.expose())?;
    let bare = serde_json::json!({ "id": due.delivery.lead, "kind": "lead", "form": due.form });
    Some(Record {
        site: parts.site.read().unwrap_or_default(),
        created_at: parts.created_at.read().unwrap_or_default(),
        fields: store::apply(&parts.fields.read().unwrap_or_default(), &due.corrections),
        page: parts.page.read().unwrap_or_default(),
        touches: parts.touches.read().unwrap_or_default(),
        journey: parts.journey.read().unwrap_or_default(),
        consent: parts.consent.read().unwrap_or_default(),
        ..serde_json::from_value(bare).ok()?
    })
}
