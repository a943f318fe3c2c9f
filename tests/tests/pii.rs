//! What a person typed is never printed: not by a log line, not by a panic that shows a value.

use leadwell_core::aid::Native;
use leadwell_core::{form, validate, words};
use leadwell_wire::{Envelope, Fields, Record};
use serde_json::json;

const TYPED: [&str; 4] = ["Ana Zrinski", "ana@example", "+385 1 4872 100", "Sixty seats by spring"];

fn envelope() -> Envelope<Record> {
    let [name, email, phone, message] = TYPED;
    let record = json!({
        "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "kind": "lead",
        "form": "contact",
        "fields": { "name": name, "email": email, "phone": phone, "notes": [message, message] },
    });
    serde_json::from_value(json!({ "v": 1, "records": [record] })).expect("an envelope")
}

#[test]
fn debug_of_a_record_shows_no_one() {
    let envelope = envelope();
    let sent = serde_json::to_string(&envelope).unwrap();
    for text in [format!("{envelope:?}"), format!("{envelope:#?}")] {
        assert!(text.contains("contact"), "{text}");
        for typed in TYPED {
            assert!(sent.contains(typed), "{typed} must travel");
            assert!(!text.contains(typed), "{text}");
        }
    }
}

#[test]
fn errors_do_not_repeat_what_was_typed() {
    let fields: Fields = envelope().records.remove(0).fields;
    let wants = json!({
        "form": "contact",
        "fields": [
            { "name": "name", "kind": "text", "label": "Name", "max_length": 3 },
            { "name": "email", "kind": "email", "label": "E-mail" },
            { "name": "phone", "kind": "number", "label": "Seats" },
            { "name": "notes", "kind": "choice", "label": "Topic", "options": ["sales"] },
        ],
    });
    let form = form::parse(&wants.to_string()).unwrap();
    let mut errors = validate::check(&form, &fields, &Native).unwrap_err();
    words::say(&form, words::of("de"), &mut errors);
    assert_eq!(errors.len(), 4, "{errors:?}");
    for text in [format!("{errors:?}"), serde_json::to_string(&errors).unwrap()] {
        for typed in TYPED {
            assert!(!text.contains(typed), "{text}");
        }
    }
}
