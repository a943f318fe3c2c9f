//! Answers and memos that no destination gives: nothing breaks, and nothing that is no success is called one.

use crate::{folder, kinds, lead, read, settings};
use leadwell_core::destination::{Answer, Destination, Reply, Sending, Verdict};
use leadwell_wire::Millis;
use proptest::prelude::*;
use serde_json::json;

/// What answers are made of, and what is like it.
fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,8}",
        "\\PC{0,4}",
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\"errors\"",
            "\"errorType\"",
            "\"message\"",
            "\"next\"",
            "\"success\"",
            "\"data\"",
            "\"status\"",
            "true",
            "1",
            "null",
            "leadwell(",
            ")",
            "<html>",
            "&#x41;",
            "&#99999999;",
            "&amp",
            "<",
            "FIELD_NOT_IN_FORM_DEFINITION",
            "Error in 'fields.",
            "0-2/",
            "ok",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_breaks(
        status in prop_oneof![Just(200u16), Just(400), any::<u16>()],
        body in body(),
        memo in "(round|only|field 0-1/[a-z]{1,5}|context hutk|person=[0-9]{0,25}|looked=[0-9]{0,3}|[ -~]{0,6}|\n| ){0,6}",
        attempt in 0u32..20,
        name in "\\PC{0,20}",
        email in "\\PC{0,20}",
    ) {
        let lead = lead(&json!({"fields": {"name": name, "email": email, "phone": "1"}, "created_at": u64::MAX / 4}));
        for kind in kinds() {
            let file = read(&folder().join(kind).join("answers.json"));
            let destination = Destination::parse(kind, &settings(&file["settings"])).expect("settings");
            let sending = Sending { id: &lead.record.id, lead: &lead, now: Millis(7), attempt, memo: &memo };
            let _ = destination.encode(&sending);
            let reply = Reply { status, headers: &[], body: &body };
            let verdict = destination.decode(&sending, &Answer::Reply(reply));
            // Formspree goes by the body, Netlify sends one on, Mail has no 3xx.
            let success = matches!(status, 200..=299) || matches!(kind, "formspree") || status == 302 || status == 303;
            let delivered = matches!(verdict, Verdict::Delivered { .. });
            prop_assert!(!delivered || success, "{} {} {}", kind, status, body);
        }
    }
}
