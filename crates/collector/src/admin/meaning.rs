//! What the values of a lead mean, told beside them and never instead: made when a lead is looked at, by the form
//! as it is now.

use std::collections::BTreeMap;

use leadwell_core::aid::Native;
use leadwell_core::validate;
use leadwell_wire::{FieldKind, Fields, FormDef, Pii};
use serde::Serialize;

/// By the names of fields.
#[derive(Debug, Default, Serialize)]
pub(super) struct Meaning {
    /// The value in the one form that all ways to write it have: an E.164 number, a date such as 2026-11-25.
    pub(super) normal: BTreeMap<String, Pii<String>>,
    /// What is known of an e-mail address: `free`, `disposable`, `role`.
    pub(super) flags: BTreeMap<String, Vec<&'static str>>,
}

impl Meaning {
    /// Of the fields that are right; of the others nothing can be said.
    pub(super) fn of(form: &FormDef, fields: &Fields) -> Meaning {
        let mut meaning = Meaning::default();
        for def in &form.fields {
            let Some(value) = fields.get(&def.name) else { continue };
            if validate::check_field(form, def, fields, &Native).is_some() {
                continue;
            }
            if let Some(normal) = validate::normal(form, def, value.expose()) {
                meaning.normal.insert(def.name.clone(), Pii::new(normal));
            }
            let flags = if def.kind == FieldKind::Email { flags(value.expose()) } else { Vec::new() };
            if !flags.is_empty() {
                meaning.flags.insert(def.name.clone(), flags);
            }
        }
        meaning
    }
}

fn flags(address: &str) -> Vec<&'static str> {
    let Some((local, domain)) = validate::trim(address).rsplit_once('@') else { return Vec::new() };
    let domain = domain.to_lowercase();
    [
        ("free", leadwell_email::is_free(&domain)),
        ("disposable", leadwell_email::is_disposable(&domain)),
        ("role", leadwell_email::is_role(local)),
    ]
    .into_iter()
    .filter_map(|(flag, is)| is.then_some(flag))
    .collect()
}
