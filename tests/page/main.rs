//! Destinations as a page has them.

#[path = "../../crates/core/tests/destinations/cases.rs"]
mod cases;
#[path = "../../crates/core/tests/destinations/matching.rs"]
mod matching;
mod target;

use leadwell_core::destination::{Destination, Lead};
use matching::matches;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs;

/// Where the cases are, from this package.
const CASES: &str = "../../crates/core/tests/destinations";

/// The settings that a page could have: without the secrets. `None` where the case is about them, or (`collector`) about
/// what no page knows.
fn here(
    kind: &str,
    mut settings: BTreeMap<String, String>,
    case: &Value,
) -> Option<BTreeMap<String, String>> {
    let info = Destination::kinds().find(|info| info.name == kind).expect("a kind");
    let secret = |key: &String| info.key(key).is_some_and(|key| key.secret);
    let own = ["settings", "only"].into_iter().filter_map(|place| case.get(place)?.as_object());
    if case.get("cases").is_none()
        && (case["collector"] == true || own.flat_map(|own| own.keys()).any(secret))
    {
        return None;
    }
    settings.retain(|key, _| !secret(key));
    if info.key("unsigned").is_some() {
        settings.insert("unsigned".to_owned(), "yes".to_owned());
    }
    Some(settings)
}

type Raw = BTreeMap<String, Box<RawValue>>;

/// One of `leads.json`, with what a case changes of it, from its text alone: a page has no definition of the form.
fn lead(case: &Value) -> Lead {
    let inner = |raw: &RawValue| serde_json::from_str::<Raw>(raw.get()).expect("an object");
    let text = fs::read_to_string(cases::folder().join("leads.json")).expect("leads.json");
    let leads: Raw = serde_json::from_str(&text).expect("leads");
    let name = case["lead"].as_str().unwrap_or("ada");
    let mut record = inner(inner(&leads["records"]).get(name).expect("a lead of that name"));
    for key in ["fields", "created_at", "context"] {
        if let Some(value) = case.get(key) {
            record.insert(key.to_owned(), serde_json::value::to_raw_value(value).expect("JSON"));
        }
    }
    let mut lead = Lead::read(&serde_json::to_string(&record).expect("JSON")).expect("a record");
    lead.sample = case["sample"] == true;
    lead
}

#[test]
fn a_page_has_these_kinds() {
    assert_eq!(cases::kinds(), ["leadwell", "webhook", "hubspot", "mautic", "formspree", "netlify"]);
}
