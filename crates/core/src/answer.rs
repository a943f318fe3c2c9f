//! The collector's answers, read without serde. The page's host has a JSON reader of its own (the
//! browser's) and fills [`Reply`] itself; this is for everybody else.

use crate::http_date;
use crate::json::{self, Value};
use crate::outbox::Reply;
use crate::prelude::*;
use crate::validate;
use leadwell_wire::{Ack, FieldError, Millis, Rejected};

impl Reply {
    /// An answer as it came at the time `now` of the wall clock, from which a date in `Retry-After` counts. A
    /// body that is no JSON of the contract names nobody, and delivers nothing.
    pub fn read(status: u16, retry_after: &str, body: &str, now: Millis) -> Self {
        let body = json::parse(body).unwrap_or_default();
        let mut rejected = Vec::new();
        for record in body.get("rejected").members() {
            rejected.push(Rejected { id: record.text_at("id"), errors: errors(record) });
        }
        let retry_after = validate::trim(retry_after);
        let until = || http_date::parse(retry_after, now);
        let header = json::parse_whole(retry_after).or_else(|| Some(until()?.since(now).0.div_ceil(1000)));
        let secs = header.or_else(|| body.get("retry_after_s").whole());
        Self::Answer {
            status,
            retry_after_s: secs.map(|secs| secs.min(u64::from(u32::MAX)) as u32),
            ack: Ack {
                accepted: texts(body.get("accepted")),
                duplicate: texts(body.get("duplicate")),
                rejected,
            },
            errors: errors(body),
        }
    }
}

fn texts(list: Value<'_>) -> Vec<String> {
    list.members().map(|text| text.string()).collect()
}

/// Of an answer, or of a lead in it.
pub(crate) fn errors(value: Value<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for error in value.get("errors").members() {
        errors.push(FieldError {
            field: error.text_at("field"),
            code: error.text_at("code"),
            param: error.text_at("param"),
            message: error.text_at("message"),
        });
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_acknowledgement_counts() {
        for body in ["", "<!doctype html>", "null", "[]", "{}", r#"{"ok":true}"#, r#"{"v":1,"records":[]}"#] {
            let Reply::Answer { ack, errors, .. } = Reply::read(200, "", body, Millis(0)) else {
                panic!("{body}")
            };
            assert_eq!((ack, errors), (Ack::default(), Vec::new()), "{body}");
        }
        let given = Ack {
            accepted: vec!["a".into()],
            duplicate: vec!["b".into(), "c".into()],
            rejected: vec![Rejected {
                id: "d".into(),
                errors: vec![FieldError {
                    field: "email".into(),
                    code: "email".into(),
                    message: "m".into(),
                    ..FieldError::default()
                }],
            }],
        };
        let body = serde_json::to_string(&given).unwrap();
        assert!(matches!(Reply::read(200, "", &body, Millis(0)), Reply::Answer { ack, .. } if ack == given));
    }

    #[test]
    fn the_header_goes_before_the_body() {
        // Half a second after 07:28.
        let now = Millis(1_792_567_680_500);
        for (header, body, expected) in [
            ("20", "", Some(20)),
            (" 3 ", r#"{"retry_after_s":7}"#, Some(3)),
            ("", r#"{"retry_after_s":7}"#, Some(7)),
            ("Wed, 21 Oct 2026 07:28:20 GMT", r#"{"retry_after_s":7}"#, Some(20)),
            ("Wednesday, 21-Oct-26 07:28:03 GMT ", "", Some(3)),
            ("Wed, 21 Oct 2026 07:27:00 GMT", "", Some(0)),
            ("soon", r#"{"retry_after_s":7}"#, Some(7)),
            ("99999999999", "", Some(u32::MAX)),
            ("", "", None),
        ] {
            let Reply::Answer { retry_after_s, .. } = Reply::read(429, header, body, now) else { panic!() };
            assert_eq!(retry_after_s, expected, "{header} {body}");
        }
    }
}
