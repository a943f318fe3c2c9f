//! The collector's answers, read without serde.

use crate::json::{self, Value};
use leadwell_wire::{Ack, FieldError, Rejected};

/// The acknowledgement in a 2xx body. `None` where the body is none: an HTML page of a captive portal,
/// an echo of the request, other JSON. One of the three lists must be there.
pub fn ack(body: &str) -> Option<Ack> {
    let value = json::parse(body)?;
    let named = ["accepted", "duplicate", "rejected"].map(|key| value.get(key));
    if named.iter().all(Option::is_none) {
        return None;
    }
    let [accepted, duplicate, rejected] = named;
    Some(Ack {
        accepted: texts(accepted),
        duplicate: texts(duplicate),
        rejected: rejected
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .map(|r| Rejected { id: r.text_at("id"), errors: errors(r) })
            .collect(),
    })
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.map(Value::items).unwrap_or_default().iter().filter_map(|v| v.text().map(str::to_owned)).collect()
}

/// The `errors` of a refusal or of a rejected record.
pub(crate) fn errors(value: &Value) -> Vec<FieldError> {
    let list = value.get("errors").map(Value::items).unwrap_or_default();
    list.iter()
        .map(|e| FieldError {
            field: e.text_at("field"),
            code: e.text_at("code"),
            message: e.text_at("message"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_acknowledgement_counts() {
        for body in ["", "<!doctype html>", "null", "[]", "{}", r#"{"ok":true}"#, r#"{"v":1,"records":[]}"#] {
            assert_eq!(ack(body), None, "{body}");
        }
        let given = Ack {
            accepted: vec!["a".into()],
            duplicate: vec!["b".into(), "c".into()],
            rejected: vec![Rejected {
                id: "d".into(),
                errors: vec![FieldError { field: "email".into(), code: "email".into(), message: "m".into() }],
            }],
        };
        assert_eq!(ack(&serde_json::to_string(&given).unwrap()), Some(given));
        assert_eq!(ack(r#"{"accepted":["a"]}"#).unwrap().accepted, ["a"]);
    }
}
