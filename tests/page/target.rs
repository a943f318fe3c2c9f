//! A destination as a tag names it.

use leadwell_core::destination::Target;
use leadwell_wire::Millis;

const RECORD: &str = r#"{"id":"0197a4c2-7c3b-7d3e-8f21-3c5a90b1d2e4","kind":"lead","form":"contact",
    "fields":{"email":"ana@b.de","phone":"030 901820"},"normalized":{"phone":"+4930901820"}}"#;

fn shown(text: &str) -> String {
    text.replace('\0', " | ").replace('\n', " & ")
}

#[test]
fn named_by_a_tag() {
    for (text, secure, expected) in [
        ("webhook:https://h.example/x?y=1", true, "POST | https://h.example/x?y=1"),
        ("webhook:http://localhost:8080/lead", false, "POST | http://localhost:8080/lead"),
        ("webhook:http://h.example/", true, "url:url"),
        ("webhook", true, "url:required"),
        (
            "zapier:https://hooks.zapier.com/hooks/catch/1/a/?b=c",
            true,
            "POST | https://hooks.zapier.com/hooks/catch/1/a/?b=c | content-type: text/plain",
        ),
        ("mautic:https://m.example?form=7", true, "POST | https://m.example/form/submit?formId=7&ajax=1"),
        ("formspree:abc", true, "POST | https://formspree.io/f/abc"),
        ("hubspot:123", true, "form:required"),
        ("hubspot:123/0197a4c2-7c3b-7d3e-8f21-3c5a90b1d2e4?token=x", true, "token:page"),
        ("netlify:https://www.example/", true, "POST | https://www.example/"),
        ("salesforce:x", true, "kind:choice"),
        ("carrier-pigeon:x", true, "kind:choice"),
    ] {
        let found = match Target::parse(text, secure) {
            Ok(target) => shown(&target.encode(RECORD, "", Millis(1))),
            Err(errors) => {
                errors.iter().map(|e| format!("{}:{}", e.field, e.code)).collect::<Vec<_>>().join(" ")
            }
        };
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

#[test]
fn a_lead_and_its_answers() {
    let target = Target::parse("webhook:https://h.example/x", true).unwrap();
    let request = target.encode(RECORD, "", Millis(1));
    assert!(
        request.contains("\"phone\":\"+4930901820\"") && request.contains("webhook-id: 0197a4c2"),
        "{request}"
    );
    for (status, headers, expected) in [
        (200, "", "delivered"),
        (500, "", "retry | "),
        (429, "retry-after: 7", "retry | 7"),
        (404, "", "misconfigured | answered 404: there is nothing at this address"),
        (422, "", "refused |  | unspecified | answered 422"),
        (0, "", "retry | "),
    ] {
        assert_eq!(shown(&target.decode(RECORD, "", status, headers, "", Millis(1))), expected, "{status}");
    }
    assert_eq!(shown(&target.encode("{}", "", Millis(1))), "! |  | json | the record is none");
}
