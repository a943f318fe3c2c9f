//! Each kind of destination by data: the folder of a kind holds files of cases, and `leads.json` the leads in them.
//! Of an object the members that a case names are compared; a text that begins with `~` is a part of what is expected.
//! They run over the collector's destinations, and over the page's (`tests/page`).

use crate::{lead, matches};
use leadwell_core::destination::{Answer, Destination, Outgoing, Reply, Sending, Verdict};
use leadwell_wire::{FieldError, Millis};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(crate::CASES)
}

pub(crate) fn read(path: &PathBuf) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn settings(value: &Value) -> BTreeMap<String, String> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(key, value)| (key.clone(), value.as_str().expect("a text").to_owned())).collect()
}

pub(crate) fn told(errors: &[FieldError]) -> Value {
    errors
        .iter()
        .map(|error| json!({"field": error.field, "code": error.code, "message": error.message}))
        .collect()
}

pub(crate) fn request(outgoing: &Outgoing) -> Value {
    let request = match outgoing {
        Outgoing::Mail(mail) => {
            return json!({
                "to": mail.to.iter().map(|to| to.expose().clone()).collect::<Vec<_>>(),
                "from": mail.from.expose(),
                "reply_to": mail.reply_to.as_ref().map(|to| to.expose().clone()),
                "subject": mail.subject.expose(),
                "text": mail.text.expose(),
                "html": mail.html.expose(),
                "message_id": mail.message_id,
                "language": mail.language,
            });
        }
        Outgoing::Http(request) => request,
    };
    let headers = request.headers.iter().map(|(name, value)| (*name, value.expose()));
    let more = request.more_headers.iter().map(|(name, value)| (name.as_str(), value.expose()));
    let headers: BTreeMap<&str, &String> = headers.chain(more).collect();
    let body = request.body.expose();
    let kind = headers.get("content-type").map_or("", |kind| kind.as_str());
    let pairs: Option<Vec<(String, String)>> = match kind {
        "application/x-www-form-urlencoded" => Some(leadwell_core::urlencoded::parse(body)),
        kind => kind.strip_prefix("multipart/form-data; boundary=").map(|mark| parts(body, mark)),
    };
    json!({
        "method": request.method.as_str(),
        "url": request.url.expose(),
        "headers": headers,
        "json": serde_json::from_str::<Value>(body).ok(),
        "form": pairs,
        "body": body,
    })
}

fn parts(body: &str, mark: &str) -> Vec<(String, String)> {
    let inner = body.strip_suffix(&format!("--{mark}--\r\n")).expect("it ends");
    let line = format!("--{mark}\r\n");
    let each = inner.split(line.as_str()).skip(1);
    each.map(|part| {
        let (head, value) = part.split_once("\r\n\r\n").expect("a head");
        let name = head.split_once("name=\"").expect("a name").1.trim_end_matches('"');
        (name.to_owned(), value.strip_suffix("\r\n").expect("an end").to_owned())
    })
    .collect()
}

fn verdict(verdict: &Verdict) -> Value {
    let mut value = match verdict {
        Verdict::Delivered { remote_id, note, lost } => {
            json!({"remote_id": remote_id, "note": note, "lost": lost})
        }
        Verdict::Unconfirmed { reason, usual } => json!({"reason": reason, "usual": usual}),
        Verdict::RetryAfter { after, reason } => {
            json!({"after": after.map(|after| after.0), "reason": reason})
        }
        Verdict::Refused { reasons } => json!({"reasons": told(reasons)}),
        Verdict::Misconfigured { reason, gone } => json!({"reason": reason, "gone": gone}),
        Verdict::Next { memo } => json!({"memo": memo}),
    };
    value["is"] = verdict.name().into();
    value
}

/// `{"settings": …, "cases": [{"lead", "fields", "now", "attempt", "memo", and one of: "request", "refused", "answer" with
/// "verdict", "settings" with "errors", "page"}]}`; a case with
/// `"collector"` is no page's. `None` where it is not for here.
fn check(kind: &str, common: &BTreeMap<String, String>, case: &Value) -> Option<Vec<String>> {
    let mut all = common.clone();
    if case.get("only").is_some() {
        all = settings(&case["only"]);
    }
    all.extend(settings(&case["settings"]));
    all.retain(|_, value| value != "-");
    let all = crate::here(kind, all, case)?;
    let parsed = match case.get("page") {
        Some(_) => Destination::parse_for_page(kind, &all),
        None => Destination::parse(kind, &all),
    };
    let mut wrong = Vec::new();
    let mut compare = |what: &str, expected: &Value, found: Value| {
        if !matches(expected, &found) {
            wrong.push(format!("{what}: expected {expected}\n  found {found:#}"));
        }
    };
    if let Some(expected) = case.get("errors").or(case.get("page").filter(|page| page.is_array())) {
        let errors = parsed.as_ref().err().map(|errors| told(errors)).unwrap_or_default();
        compare("errors", expected, errors);
        return Some(wrong);
    }
    let destination = match parsed {
        Ok(destination) => destination,
        Err(errors) => return Some(vec![format!("refused: {}", told(&errors))]),
    };
    assert_eq!(format!("{destination:?}"), format!("Destination({kind:?})"));
    let lead = lead(case);
    let sending = Sending {
        id: &lead.record.id,
        lead: &lead,
        now: Millis(case["now"].as_u64().unwrap_or(1_795_700_000_000)),
        attempt: case["attempt"].as_u64().unwrap_or(1) as u32,
        memo: case["memo"].as_str().unwrap_or_default(),
    };
    let encoded = destination.encode(&sending);
    if let Some(expected) = case.get("refused") {
        compare("refused", expected, encoded.as_ref().err().map(|errors| told(errors)).unwrap_or_default());
    }
    if let Some(expected) = case.get("request") {
        compare("request", expected, encoded.as_ref().map(request).unwrap_or_default());
    }
    if let Some(answer) = case.get("answer") {
        let text = match &answer["body"] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            json => json.to_string(),
        };
        let headers: Vec<(String, String)> = settings(&answer["headers"]).into_iter().collect();
        let answer = match answer["lost"].as_str() {
            Some(reason) => Answer::Lost { reason, arrived: answer["arrived"] == true },
            None => Answer::Reply(Reply {
                status: answer["status"].as_u64().unwrap_or(200) as u16,
                headers: &headers,
                body: &text,
            }),
        };
        compare("verdict", &case["verdict"], verdict(&destination.decode(&sending, &answer)));
    }
    let did = ["refused", "request", "answer", "page"].iter().any(|key| case.get(key).is_some());
    assert!(did, "a case that asks nothing: {case}");
    Some(wrong)
}

pub(crate) fn kinds() -> Vec<&'static str> {
    Destination::kinds().map(|kind| kind.name).collect()
}

#[test]
fn every_case_of_every_kind() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for kind in kinds() {
        let mut files: Vec<PathBuf> = fs::read_dir(folder().join(kind))
            .unwrap_or_else(|error| panic!("{kind} has no cases: {error}"))
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        files.sort();
        for path in files {
            let file = read(&path);
            let common = settings(&file["settings"]);
            for (number, case) in file["cases"].as_array().expect("cases").iter().enumerate() {
                let name = case["name"].as_str().unwrap_or_default();
                let place = format!("{kind}/{} {number} {name}", path.file_name().expect("a name").display());
                if let Some(found) = check(kind, &common, case) {
                    count += 1;
                    wrong.extend(found.into_iter().map(|text| format!("{place}\n  {text}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 10 * kinds().len(), "{count} cases");
}

/// What no kind may do with any answer: fail, call a page of a hotel's Wi-Fi or a redirect a delivery, or forget to say
/// why.
#[test]
fn answers_of_nobody() {
    for kind in kinds() {
        let file = read(&folder().join(kind).join("answers.json"));
        let destination = Destination::parse(
            kind,
            &crate::here(kind, settings(&file["settings"]), &file).expect("settings here"),
        )
        .expect("settings");
        let lead = lead(&file);
        for (status, expected) in [
            (408, "retry"),
            (409, "retry"),
            (425, "retry"),
            (429, "retry"),
            (500, "retry"),
            (502, "retry"),
            (503, "retry"),
            (504, "retry"),
            (511, "retry"),
            (505, "retry"),
            (301, "misconfigured"),
            (308, "misconfigured"),
            (401, "misconfigured"),
            (402, "misconfigured"),
            (403, "misconfigured"),
            (404, "misconfigured"),
            (405, "misconfigured"),
            (410, "misconfigured"),
            (415, "misconfigured"),
            (421, "misconfigured"),
            (451, "misconfigured"),
        ] {
            // Mail has codes of its own.
            if matches!(kind, "email" | "confirmation") {
                continue;
            }
            let sending = Sending { id: &lead.record.id, lead: &lead, now: Millis(0), attempt: 1, memo: "" };
            for body in ["", "<html><title>Log in</title>", "{}", "null", "[", "error code: 1015"] {
                let headers = [("retry-after".to_owned(), "120".to_owned())];
                let answer = Answer::Reply(Reply { status, headers: &headers, body });
                let found = destination.decode(&sending, &answer);
                assert_eq!(found.name(), expected, "{kind} {status} {body}");
                match found {
                    Verdict::RetryAfter { after, reason } => {
                        assert!(after >= Some(Millis::secs(60)), "{kind} {status}: {after:?}");
                        assert!(!reason.is_empty());
                    }
                    Verdict::Misconfigured { gone, .. } => assert_eq!(gone, status == 410, "{kind}"),
                    _ => {}
                }
            }
        }
    }
}
