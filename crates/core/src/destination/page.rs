//! A destination as a page's script tag names it, and leads told to it from there.

use super::{Answer, Destination, Lead, Outgoing, Reply, Sending, Verdict};
use crate::prelude::*;
use crate::text::split_at_byte;
use alloc::collections::BTreeMap;
use leadwell_wire::{FieldError, Id, Millis};

/// `kind:what?setting=value&…`, as in `data-destination`: `webhook:https://…`, `hubspot:PORTAL/FORM`, `formspree:KEY`,
/// `netlify:https://…`.
#[derive(Debug)]
pub struct Target {
    destination: Destination,
}

/// What is to be done, as texts with a zero byte between.
impl Target {
    /// `secure`: the page itself came by `https`; else the destination need not.
    pub fn parse(text: &str, secure: bool) -> Result<Self, Vec<FieldError>> {
        let (kind, rest) = split_at_byte(text.trim(), b':');
        let mut settings = BTreeMap::new();
        let mut set = |key: &str, value: &str| {
            if !value.is_empty() {
                settings.insert(key.to_owned(), value.to_owned());
            }
        };
        // A webhook's address may have a query of its own.
        let (what, more) = if kind == "webhook" { (rest, "") } else { split_at_byte(rest, b'?') };
        match kind {
            "webhook" => {
                set("url", what);
                set("unsigned", "yes");
            }
            "hubspot" => {
                let (portal, form) = split_at_byte(what, b'/');
                set("portal", portal);
                set("form", form);
            }
            "formspree" => set("form", what),
            _ => set("url", what),
        }
        if !secure {
            set("allow_http", "yes");
        }
        for (key, value) in crate::urlencoded::fields(more).iter() {
            set(key, value.expose());
        }
        Destination::parse_for_page(kind, &settings).map(|destination| Self { destination })
    }

    /// Method, address, headers as lines, body; or `!` and what is wrong with the lead: field, code and message each.
    pub fn encode(&self, record: &str, memo: &str, now: Millis) -> String {
        let Some(lead) = Lead::read(record) else { return texts(&["!", "", "json", "the record is none"]) };
        match self.destination.encode(&sending(&lead, &lead.record.id, memo, now)) {
            Ok(Outgoing::Http(request)) => {
                let own = request.headers.iter().map(|(name, value)| (*name, value));
                let more = request.more_headers.iter().map(|(name, value)| (name.as_str(), value));
                let headers: Vec<String> =
                    own.chain(more).map(|(name, value)| format!("{name}: {}", value.expose())).collect();
                texts(&[
                    request.method.as_str(),
                    request.url.expose(),
                    &headers.join("\n"),
                    request.body.expose(),
                ])
            }
            Ok(Outgoing::Mail(_)) => texts(&["!", "", "page", "a page sends no mail"]),
            Err(reasons) => told("!", &reasons),
        }
    }

    /// What an answer means: `delivered`; `retry` and seconds; `next` and a memo to encode with; `refused`, then field,
    /// code and message of each reason; `misconfigured` and why. `status` 0: no answer came; 1: nor was anything sent. What
    /// may have arrived and is not to be sent twice is refused with code `unconfirmed`.
    pub fn decode(
        &self,
        record: &str,
        memo: &str,
        status: u16,
        headers: &str,
        body: &str,
        now: Millis,
    ) -> String {
        let Some(lead) = Lead::read(record) else {
            return texts(&["refused", "", "json", "the record is none"]);
        };
        let headers: Vec<(String, String)> = headers
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let answer = match status {
            // The page can not tell whether the network failed or the answer may not be read.
            0 => Answer::Lost { reason: "no answer that may be read", arrived: true },
            1 => Answer::Lost { reason: "not sent", arrived: false },
            _ => Answer::Reply(Reply { status, headers: &headers, body }),
        };
        match self.destination.decode(&sending(&lead, &lead.record.id, memo, now), &answer) {
            Verdict::Delivered { .. } => "delivered".to_owned(),
            Verdict::RetryAfter { after, .. } => {
                texts(&["retry", &after.map_or(String::new(), |wait| wait.0.div_ceil(1000).to_string())])
            }
            Verdict::Next { memo } => texts(&["next", &memo]),
            Verdict::Refused { reasons } => told("refused", &reasons),
            Verdict::Unconfirmed { reason, .. } => texts(&["refused", "", "unconfirmed", &reason]),
            Verdict::Misconfigured { reason, .. } => texts(&["misconfigured", &reason]),
        }
    }
}

/// Repeats have the lead's own id.
fn sending<'a>(lead: &'a Lead, id: &'a Id, memo: &'a str, now: Millis) -> Sending<'a> {
    Sending { lead, id, now, attempt: 1, memo }
}

fn told(word: &str, reasons: &[FieldError]) -> String {
    let mut list = vec![word];
    for reason in reasons {
        list.extend([reason.field.as_str(), &reason.code, &reason.message]);
    }
    texts(&list)
}

fn texts(list: &[&str]) -> String {
    let bare: Vec<String> = list.iter().map(|text| text.replace('\0', "")).collect();
    bare.join("\0")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("formspree:abc", true, "POST | https://formspree.io/f/abc"),
            ("hubspot:123", true, "form:required"),
            ("hubspot:123/0197a4c2-7c3b-7d3e-8f21-3c5a90b1d2e4?token=x", true, "token:page"),
            ("netlify:https://www.example/", true, "POST | https://www.example/"),
            ("salesforce:x", true, "kind:page"),
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
            assert_eq!(
                shown(&target.decode(RECORD, "", status, headers, "", Millis(1))),
                expected,
                "{status}"
            );
        }
        assert_eq!(shown(&target.encode("{}", "", Millis(1))), "! |  | json | the record is none");
    }
}
