//! Destinations as the collector has them.

mod cases;
mod docs;
mod limits;
mod matching;
mod nonsense;
mod webhook;

use cases::{folder, kinds, read, request, settings};
use leadwell_core::destination::{Lead, Sending};
use leadwell_wire::{FormDef, Millis, Record};
use matching::matches;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Where the cases are, from this package.
const CASES: &str = "tests/destinations";

/// A collector has all that there is.
fn here(_: &str, settings: BTreeMap<String, String>, _: &Value) -> Option<BTreeMap<String, String>> {
    Some(settings)
}

#[derive(serde::Deserialize)]
struct Leads {
    form: FormDef,
    records: BTreeMap<String, Record>,
}

/// One of `leads.json`, with what a case changes of it.
fn lead(case: &Value) -> Lead {
    let path = folder().join("leads.json");
    let text = fs::read_to_string(&path).expect("leads.json");
    // Not by way of `Value`, which would sort the fields.
    let leads: Leads = serde_json::from_str(&text).expect("leads");
    let name = case["lead"].as_str().unwrap_or("ada");
    let mut record = leads.records.get(name).expect("a lead of that name").clone();
    if let Some(fields) = case.get("fields") {
        record.fields = serde_json::from_value(fields.clone()).expect("fields");
    }
    if let Some(created) = case["created_at"].as_u64() {
        record.created_at = Millis(created);
    }
    let form = leads.form;
    let context = case.get("context").map_or(String::new(), Value::to_string);
    let mut lead = Lead::of(record, &form).in_context(&context);
    lead.sample = case["sample"] == true;
    lead
}
