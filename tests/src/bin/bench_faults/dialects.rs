//! What the other SDKs' requests look like: where a submission's name and the SDK's own id stand in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leadwell_tests::faulty::{Dialect, Item};
use serde_json::Value;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;

pub(super) const SNOWPLOW: Dialect = Dialect {
    path: "/com.snowplowanalytics.snowplow/tp2",
    read: |body| items(&json(body)["data"], |event| (&event["se_ac"], &event["eid"])),
    acknowledge: |_, _| "ok".into(),
    named: nobody,
};

pub(super) const POSTHOG: Dialect = Dialect {
    path: "/e/",
    read: |body| {
        let body = unpacked(body);
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

fn nobody(_: &[u8], _: &[Item]) -> BTreeSet<String> {
    BTreeSet::new()
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// JSON; or gzip of it; or, from a page that goes away, base64 of it in a form's field.
fn unpacked(body: &[u8]) -> Value {
    let mut text = Vec::new();
    if flate2::read::GzDecoder::new(body).read_to_end(&mut text).is_ok() {
        return json(&text);
    }
    match form_urlencoded::parse(body).find(|(name, _)| name == "data") {
        Some((_, data)) => json(&STANDARD.decode(data.as_bytes()).unwrap_or_default()),
        None => json(body),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Bodies as the SDKs send them, cut to what matters: each is one submission `s1` under the id `i1`.
    #[test]
    fn a_submission_is_found_in_each() {
        let gzip = {
            let event = br#"{"properties":{"bench":"s1"},"uuid":"i1"}"#;
            let mut text = Vec::new();
            let mut encoder = flate2::write::GzEncoder::new(&mut text, flate2::Compression::default());
            std::io::Write::write_all(&mut encoder, event).unwrap();
            encoder.finish().unwrap();
            text
        };
        let beacon = b"data=eyJwcm9wZXJ0aWVzIjp7ImJlbmNoIjoiczEifSwidXVpZCI6ImkxIn0%3D";
        let cases: [(Dialect, &[u8]); 9] = [
            (SNOWPLOW, br#"{"schema":"iglu:x","data":[{"e":"se","se_ca":"bench","se_ac":"s1","eid":"i1"}]}"#),
            (POSTHOG, br#"[{"event":"bench","properties":{"bench":"s1"},"uuid":"i1"}]"#),
            (POSTHOG, br#"{"api_key":"k","batch":[{"properties":{"bench":"s1"},"uuid":"i1"}]}"#),
            (POSTHOG, &gzip),
            (POSTHOG, beacon),
            (SEGMENT, br#"{"event":"bench","properties":{"bench":"s1"},"messageId":"i1"}"#),
            (SEGMENT_BATCH, br#"{"batch":[{"properties":{"bench":"s1"},"messageId":"i1"}]}"#),
            (RUDDERSTACK, br#"{"properties":{"bench":"s1"},"messageId":"i1"}"#),
            (WORKBOX, br#"{"id":"i1","bench":"s1"}"#),
        ];
        for (dialect, body) in cases {
            let items: Vec<_> = (dialect.read)(body).into_iter().map(|item| (item.what, item.id)).collect();
            assert_eq!(
                items,
                [("s1".to_owned(), Some("i1".to_owned()))],
                "{}",
                String::from_utf8_lossy(body)
            );
        }
        assert!((POSTHOG.read)(b"nonsense").is_empty());
    }
}
