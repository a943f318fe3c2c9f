//! A destination as a page's script tag names it, and leads told to it from there.

use super::text::{cut, join, trim, whole};
use super::{Answer, Destination, Lead, Outgoing, Reply, Sending, Verdict};
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_wire::{FieldError, Id, Millis};

/// `kind:what?setting=value&…`, as in `data-destination`: `webhook:https://…`, `hubspot:PORTAL/FORM`, `formspree:KEY`,
/// `netlify:https://…`, `mautic:https://…?form=7`. `zapier:https://…` is a webhook that answers no browser's question.
#[derive(Debug)]
pub struct Target {
    destination: Destination,
}

/// What is to be done, as texts with a zero byte between.
impl Target {
    /// `secure`: the page itself came by `https`; else the destination need not.
    pub fn parse(text: &str, secure: bool) -> Result<Self, Vec<FieldError>> {
        let (mut kind, rest) = split_at_byte(trim(text), b':');
        let mut settings = Vec::new();
        let mut set = |key: &str, value: &str| {
            if !value.is_empty() {
                settings.retain(|(own, _): &(String, String)| own != key);
                settings.push((key.to_owned(), value.to_owned()));
            }
        };
        if kind == "zapier" {
            kind = "webhook";
            set("simple", "yes");
        }
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
        Destination::of_page(kind, &settings).map(|destination| Self { destination })
    }

    /// Method, address, headers as lines, body; or `!` and what is wrong with the lead: field, code and message each.
    pub fn encode(&self, record: &str, memo: &str, now: Millis) -> String {
        let Some(lead) = Lead::read(record) else { return texts(&["!", "", "json", "the record is none"]) };
        match self.destination.encode(&sending(&lead, &lead.record.id, memo, now)) {
            Ok(Outgoing::Http(request)) => {
                let own = request.headers.iter().map(|(name, value)| (*name, value));
                let more = request.more_headers.iter().map(|(name, value)| (name.as_str(), value));
                let headers: Vec<String> =
                    own.chain(more).map(|(name, value)| [name, ": ", value.expose()].concat()).collect();
                texts(&[
                    request.method.as_str(),
                    request.url.expose(),
                    &join(headers, "\n"),
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
        let (mut rest, mut headers) = (headers, Vec::new());
        while !rest.is_empty() {
            let (line, after) = split_at_byte(rest, b'\n');
            headers.extend(cut(line, ": ").map(|(name, value)| (name.to_owned(), value.to_owned())));
            rest = after;
        }
        let answer = match status {
            // The page can not tell whether the network failed or the answer may not be read.
            0 => Answer::Lost { reason: "no answer that may be read", arrived: true },
            1 => Answer::Lost { reason: "not sent", arrived: false },
            _ => Answer::Reply(Reply { status, headers: &headers, body }),
        };
        match self.destination.decode(&sending(&lead, &lead.record.id, memo, now), &answer) {
            Verdict::Delivered { .. } => "delivered".to_owned(),
            Verdict::RetryAfter { after, .. } => {
                texts(&["retry", &after.map_or(String::new(), |wait| whole(wait.0.div_ceil(1000)))])
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
    let mut out = String::new();
    for (place, text) in list.iter().enumerate() {
        if place > 0 {
            out.push('\0');
        }
        out.extend(text.chars().filter(|c| *c != '\0'));
    }
    out
}
