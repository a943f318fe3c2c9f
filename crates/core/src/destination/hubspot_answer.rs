//! What HubSpot says to a lead, and what is left out of it then.

use super::hubspot::Hubspot;
use super::settings::error;
use super::text::{cut, join, whole};
use super::verdict::{Reply, plain};
use super::{Sending, Verdict};
use crate::json;
use crate::prelude::*;
use crate::text::{is_one_of, split_at_byte};

/// More than that means that something else is wrong.
const ROUNDS: usize = 4;

/// What is left out by now: `field 0-1/name`, `context hutk`; `round` counts, `only` leaves all but the e-mail address.
#[derive(Debug, Default)]
pub(super) struct Dropped {
    lines: Vec<String>,
}

impl Dropped {
    pub(super) fn read(memo: &str) -> Self {
        let (mut lines, mut rest) = (Vec::new(), memo);
        while !rest.is_empty() {
            let (line, after) = split_at_byte(rest, b'\n');
            lines.push(line.to_owned());
            rest = after;
        }
        Self { lines }
    }

    fn has_line(&self, line: &str) -> bool {
        self.lines.iter().any(|own| own == line)
    }

    pub(super) fn has(&self, object: &str, name: &str) -> bool {
        let only = self.has_line("only") && !(object == "0-1" && name == "email");
        only || self.has_line(&["field ", object, "/", name].concat())
    }

    pub(super) fn context(&self, name: &str) -> bool {
        self.has_line(&["context ", name].concat())
    }

    fn rounds(&self) -> usize {
        self.lines.iter().filter(|line| *line == "round").count()
    }

    fn next(mut self, more: Vec<String>) -> Verdict {
        self.lines.push("round".to_owned());
        self.lines.extend(more);
        Verdict::Next { memo: join(self.lines, "\n") }
    }
}

/// What an `errorType` means: a line of [`Dropped`] to go on with, the owner's to repair, or a code of ours.
const MEANS: [(&str, &str); 12] = [
    ("FIELD_NOT_IN_FORM_DEFINITION", "field"),
    ("INVALID_HUTK", "context hutk"),
    ("INVALID_PAGE_URI", "context pageUri"),
    ("INVALID_IP_ADDRESS", "context ipAddress"),
    ("INVALID_GOTOWEBINAR_WEBINAR_KEY", "context goToWebinarWebinarKey"),
    (
        "FORM_HAS_RECAPTCHA_ENABLED|INVALID_LEGAL_OPTION_FORMAT|MISSING_PROCESSING_CONSENT|\
            MISSING_PROCESSING_CONSENT_TEXT|MISSING_COMMUNICATION_CONSENT_TEXT|MISSING_LEGITIMATE_INTEREST_TEXT|\
            DUPLICATE_SUBSCRIPTION_TYPE_ID|INVALID_METADATA|MAX_NUMBER_OF_SUBMITTED_VALUES_EXCEEDED",
        "owner",
    ),
    ("REQUIRED_FIELD", "required"),
    ("INVALID_EMAIL|BLOCKED_EMAIL", "email"),
    ("INVALID_NUMBER|NUMBER_OUT_OF_RANGE", "number"),
    ("INVALID_PHONE_NUMBER", "phone"),
    ("INPUT_TOO_LARGE", "too_long"),
    ("VALUE_NOT_IN_FIELD_DEFINITION", "choice"),
];

fn means(code: &str) -> &'static str {
    MEANS.iter().find(|(codes, _)| is_one_of(code, codes)).map_or("unspecified", |(_, means)| means)
}

/// The object type and the name in `Error in 'fields.0-2/state'. …`.
fn named(message: &str) -> Option<(String, String)> {
    let (_, mut name) = cut(message, "fields.")?;
    for end in ["'", "\"", " "] {
        name = cut(name, end).map_or(name, |(name, _)| name);
    }
    while let Some(bare) = name.strip_suffix('.') {
        name = bare;
    }
    let (object, name) = cut(name, "/").unwrap_or(("0-1", name));
    (!name.is_empty()).then(|| (object.to_owned(), name.to_owned()))
}

pub(super) fn judge(hubspot: &Hubspot, sending: &Sending<'_>, reply: &Reply<'_>) -> Verdict {
    let (text, dropped) = (reply.body, Dropped::read(sending.memo));
    let Some(value) = json::parse(text).filter(|value| value.is_object()) else {
        return match reply.status {
            200..=299 => Verdict::unconfirmed("answered with something that HubSpot does not say"),
            status => Verdict::refused("", "unspecified", &["answered ", &whole(status.into())].concat()),
        };
    };
    if matches!(reply.status, 200..=299) {
        let note = Some(plain(&value.text_at("inlineMessage"))).filter(|note| !note.is_empty());
        return Verdict::Delivered { remote_id: None, note, lost: lost(hubspot, sending, &dropped) };
    }
    let (mut owner, mut reasons, mut leave, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), false);
    let sent = hubspot.fields(sending.lead, &dropped);
    for one in value.get("errors").members() {
        let (message, code) = (one.text_at("message"), one.text_at("errorType"));
        let place = named(&message);
        let (said, key) = (plain(&message), place.as_ref().map(key));
        let ours = key.as_deref().map_or(String::new(), |key| hubspot.mapping.ours(key, sending.lead));
        match means(&code) {
            "field" => {
                unknown = true;
                let found = place.filter(|(object, name)| {
                    let goes = sent.iter().any(|(own, theirs, _)| own == object && theirs == name);
                    goes && !hubspot.keep.contains(name)
                });
                leave.extend(found.map(|(object, name)| ["field ", &object, "/", &name].concat()));
            }
            line if line.starts_with("context ") && !dropped.has_line(line) => leave.push(line.to_owned()),
            // Of a field that we do not fill nobody here can fill it in.
            "required" if !ours.is_empty() => reasons.push(error(&ours, "required", &said)),
            means if means == "owner" || means == "required" || means.starts_with("context ") => {
                owner.push([&code, ": ", &said].concat());
            }
            "email" if ours.is_empty() => {
                reasons.push(error(&hubspot.mapping.ours("email", sending.lead), "email", &said));
            }
            code => reasons.push(error(&ours, code, &said)),
        }
    }
    if !owner.is_empty() {
        return Verdict::misconfigured(join(owner, "; "));
    }
    if !reasons.is_empty() {
        return Verdict::Refused { reasons };
    }
    if unknown && leave.is_empty() {
        let addressed = sent.iter().any(|(object, name, _)| object == "0-1" && name == "email");
        let named_one = value.get("errors").members().any(|one| named(&one.text_at("message")).is_some());
        if named_one || dropped.has_line("only") || !addressed || sent.len() < 2 {
            return Verdict::misconfigured("the form does not know a field that can not be left out");
        }
        leave.push("only".to_owned());
    }
    if leave.is_empty() {
        let said = plain(&value.text_at("message"));
        return Verdict::refused(
            "",
            "unspecified",
            if said.is_empty() { "refused without a reason" } else { &said },
        );
    }
    if dropped.rounds() == ROUNDS {
        return Verdict::misconfigured("still unknown fields after 4 rounds of leaving some out");
    }
    dropped.next(leave)
}

/// As it is written in a mapping.
fn key((object, name): &(String, String)) -> String {
    if object == "0-1" { name.clone() } else { [object, "/", name].concat() }
}

/// Their names of what had a value and was left out.
fn lost(hubspot: &Hubspot, sending: &Sending<'_>, dropped: &Dropped) -> Vec<String> {
    let all = hubspot.fields(sending.lead, &Dropped::default()).into_iter();
    let fields = all.filter(|(object, name, _)| dropped.has(object, name));
    let mut lost: Vec<String> = fields.map(|(object, name, _)| key(&(object, name))).collect();
    lost.extend(dropped.lines.iter().filter_map(|line| Some(line.strip_prefix("context ")?.to_owned())));
    lost
}
