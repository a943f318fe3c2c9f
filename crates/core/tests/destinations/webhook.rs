//! Our signatures as a receiver would check them.

use crate::{Sending, lead, request};
use leadwell_core::destination::Destination;
use leadwell_wire::Millis;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::time::{SystemTime, UNIX_EPOCH};

const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

fn sent(secret: &str, attempt: u32, now: Millis) -> Value {
    let settings = [("url", "https://hooks.example/lead"), ("secret", secret)];
    let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let destination = Destination::parse("webhook", &settings).expect("settings");
    let lead = lead(&json!({}));
    let sending = Sending { id: &lead.record.id, lead: &lead, now, attempt, memo: "" };
    request(&destination.encode(&sending).expect("a request"))
}

fn verifies(secret: &str, sent: &Value, body: &str) -> bool {
    let mut headers = http::HeaderMap::new();
    for (name, value) in sent["headers"].as_object().expect("headers") {
        let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.insert(name, value.as_str().expect("a text").parse().expect("a value"));
    }
    Webhook::new(secret).expect("a secret").verify(body.as_bytes(), &headers).is_ok()
}

/// The library asks the clock, and takes five minutes either way.
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Millis(since.as_millis() as u64)
}

#[test]
fn a_library_of_standard_webhooks_accepts_ours() {
    let sent = sent(OLD, 1, now());
    let body = sent["body"].as_str().expect("a body");
    assert!(verifies(OLD, &sent, body));
    assert!(!verifies(OLD, &sent, &format!("{body} ")));
    assert!(!verifies(NEW, &sent, body));
}

#[test]
fn while_secrets_change_either_verifies() {
    let sent = sent(&format!("{NEW} {OLD}"), 1, now());
    let body = sent["body"].as_str().expect("a body");
    assert!(verifies(OLD, &sent, body) && verifies(NEW, &sent, body));
}

#[test]
fn a_repeat_is_the_same_event_at_another_time() {
    let (first, second) =
        (sent(OLD, 1, Millis::secs(1_795_700_000)), sent(OLD, 2, Millis::secs(1_795_700_005)));
    assert_eq!(first["body"], second["body"]);
    assert_eq!(first["headers"]["webhook-id"], second["headers"]["webhook-id"]);
    assert_ne!(first["headers"]["webhook-timestamp"], second["headers"]["webhook-timestamp"]);
    assert_ne!(first["headers"]["webhook-signature"], second["headers"]["webhook-signature"]);
}
