//! What the other SDKs' requests look like: where a submission's name and the SDK's own id stand in them.

use leadwell_tests::faulty::{Dialect, Item};
use serde_json::Value;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub(super) const SNOWPLOW: Dialect = Dialect {
    path: "/com.snowplowanalytics.snowplow/tp2",
    read: |body| items(&json(body)["data"], |event| (&event["se_ac"], &event["eid"])),
    acknowledge: |_, _| "ok".into(),
    named: nobody,
};

pub(super) const POSTHOG: Dialect = Dialect {
    path: "/e/",
    read: |body| {
        let body = json(body);
        let events = if body.is_array() {
            &body
        } else if body["batch"].is_array() {
            &body["batch"]
        } else {
            &body
        };
        items(events, |event| (&event["properties"]["bench"], &event["uuid"]))
    },
    acknowledge: |_, _| r#"{"status":1}"#.into(),
    named: nobody,
};

pub(super) const SEGMENT: Dialect = Dialect {
    path: "/v1/t",
    read: |body| items(&json(body), |event| (&event["properties"]["bench"], &event["messageId"])),
    acknowledge: |_, _| r#"{"success":true}"#.into(),
    named: nobody,
};

pub(super) const SEGMENT_BATCH: Dialect = Dialect {
    path: "/v1/b",
    read: |body| items(&json(body)["batch"], |event| (&event["properties"]["bench"], &event["messageId"])),
    ..SEGMENT
};

pub(super) const RUDDERSTACK: Dialect =
    Dialect { path: "/v1/track", acknowledge: |_, _| "OK".into(), ..SEGMENT };

pub(super) const WORKBOX: Dialect = Dialect {
    path: "/collect",
    read: |body| items(&json(body), |event| (&event["bench"], &event["id"])),
    acknowledge: |_, _| r#"{"ok":true}"#.into(),
    named: nobody,
};

fn nobody(_: &[u8]) -> BTreeSet<String> {
    BTreeSet::new()
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// A list of events, or a single one: those of the bench.
fn items(events: &Value, parts: fn(&Value) -> (&Value, &Value)) -> Vec<Item> {
    let one = std::slice::from_ref(events);
    let list = events.as_array().map_or(one, Vec::as_slice);
    let item = |event: &Value| {
        let (what, id) = parts(event);
        let mut hasher = DefaultHasher::new();
        // The time of sending stands in some of them, so only the name counts.
        what.to_string().hash(&mut hasher);
        let id = id.as_str().map(str::to_owned);
        Some(Item { what: what.as_str()?.to_owned(), id, hash: hasher.finish() })
    };
    list.iter().filter_map(item).collect()
}
