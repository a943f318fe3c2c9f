//! Sizes that are too large for a file of cases, and the limits that workers pace by.

use crate::{folder, lead, read, settings};
use leadwell_core::destination::{Destination, Sending};
use leadwell_wire::Millis;
use serde_json::json;

/// The code of what is wrong with a lead of these fields, empty where it is sent.
fn check(kind: &str, fields: serde_json::Value) -> String {
    let file = read(&folder().join(kind).join("answers.json"));
    let destination = Destination::parse(kind, &settings(&file["settings"])).expect("settings");
    let lead = lead(&json!({ "fields": fields }));
    let sending = Sending { id: &lead.record.id, lead: &lead, now: Millis(0), attempt: 1, memo: "" };
    destination.encode(&sending).err().map_or(String::new(), |errors| errors[0].code.clone())
}

#[test]
fn too_large_never_leaves() {
    let text = |bytes: usize| json!({"email": "a@example.com", "note": "a".repeat(bytes)});
    let rest = "form-name=contact&email=a%40example.com&note=".len();
    let most = 8 * 1024 * 1024;
    assert_eq!(check("netlify", text(most - rest)), "");
    assert_eq!(check("netlify", text(most - rest + 1)), "too_large");
    assert_eq!(check("webhook", text(9_000_000)), "");
    assert_eq!(check("webhook", text(10_000_000)), "too_large");
}

#[test]
fn what_each_bears() {
    for (kind, per, daily) in [
        ("hubspot", (50, 10_000), None),
        ("salesforce", (10, 1_000), Some(500)),
        ("webhook", (30, 1_000), None),
        ("formspree", (10, 1_000), None),
    ] {
        let file = read(&folder().join(kind).join("answers.json"));
        let limits = Destination::parse(kind, &settings(&file["settings"])).expect("settings").limits();
        assert_eq!((limits.per[0], limits.daily), ((per.0, Millis(per.1)), daily), "{kind}");
        assert!((15..=30).contains(&(limits.timeout.0 / 1000)), "{kind}");
        assert!(limits.answer_bytes <= 1 << 20, "{kind}");
    }
}
