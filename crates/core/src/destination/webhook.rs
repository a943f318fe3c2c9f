//! The owner's own address: JSON, signed by Standard Webhooks, also for Zapier, Make and n8n.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::sign::{self, Secret};
use super::text::{join, whole};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Limits, Outgoing, Reply, Sending, Speaks, Verdict, date};
use crate::answer::errors;
use crate::json::{self, Writer};
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::{FieldError, Millis, Pii};

pub(super) const KIND: KindInfo = KindInfo {
    name: "webhook",
    title: "Webhook",
    keys: &[
        Key::required("url", "where the JSON is posted to"),
        Key::optional(
            "secret",
            "",
            "signs: `whsec_…` (HMAC-SHA256), `whsk_…` (ed25519), or several with a space between",
        )
        .secret(),
        Key::optional("unsigned", "no", "`yes` sends without a signature"),
        Key::optional(
            "simple",
            "no",
            "`yes` sends as plain text without headers of ours, unsigned: what a browser sends without asking first",
        ),
        Key::optional("header.*", "", "a header more, as `header.authorization`; ten at most").secret(),
        Key::optional("max_bytes", "10000000", "a larger body is refused before it is sent"),
        Key::optional("map.*", "", "a member of `data.mapped`"),
    ],
    page: Ok(()),
};

/// Zapier's bounds, the tightest that are published.
const LIMITS: Limits = Limits { per: &[(30, Millis(1_000)), (10_000, Millis(300_000))], ..Limits::USUAL };

struct Webhook {
    url: String,
    secrets: Vec<Secret>,
    headers: Vec<(String, Pii<String>)>,
    max_bytes: u64,
    simple: bool,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (secrets, headers) = (sign::secrets(settings), sign::headers(settings));
    let simple = settings.flag("simple");
    if simple && !(secrets.is_empty() && headers.is_empty()) {
        settings.wrong("simple", "choice", "leaves no place for a signature and headers");
    }
    Arc::new(Webhook {
        simple,
        url: settings.url("url"),
        secrets,
        headers,
        max_bytes: settings.number("max_bytes", 1_000, 100_000_000),
        mapping: settings.mapping(&[]),
    })
}

/// The same text on every attempt: nothing of it depends on the time of sending.
fn body(sending: &Sending<'_>, mapping: &Mapping) -> String {
    let lead = sending.lead;
    let mut out = Writer::object();
    out.text("type", if lead.sample { "lead.test" } else { "lead.created" });
    out.text("timestamp", &date::rfc3339(lead.record.created_at));
    out.open("data");
    out.text("id", lead.record.id.as_str());
    out.json("sample", if lead.sample { "true" } else { "" });
    out.open("person");
    for (key, value) in lead.person.parts() {
        out.text(key, value);
    }
    out.close();
    out.text("first_channel", lead.channel(true));
    out.text("last_channel", lead.channel(false));
    let mapped = mapping.apply(lead);
    if !mapped.is_empty() {
        out.open("mapped");
        for (key, values) in mapped {
            out.text(&key, &join(values, ", "));
        }
        out.close();
    }
    out.json("record", lead.json.expose());
    out.close();
    out.close();
    out.text
}

/// Why, where the answer says so in a shape that many have: `errors` as a collector of ours has them, else `message`,
/// `error`, or `detail` (RFC 9457).
fn reasons(reply: &Reply<'_>) -> Vec<FieldError> {
    let value = json::parse(reply.body).filter(|value| value.is_object()).unwrap_or_default();
    let mut reasons = errors(value);
    reasons.retain(|reason| !reason.message.is_empty());
    for reason in &mut reasons {
        reason.message = plain(&reason.message);
        if reason.code.is_empty() {
            reason.code.push_str("unspecified");
        }
    }
    if reasons.is_empty() {
        let mut text = ["answered ", &whole(reply.status.into())].concat();
        let said = ["message", "error", "detail"].iter().find_map(|key| value.get(key).text());
        if let Some(said) = said {
            text.push_str(": ");
            text.push_str(&plain(&said));
        }
        reasons.push(error("", "unspecified", &text));
    }
    reasons
}

impl Speaks for Webhook {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let body = body(sending, &self.mapping);
        if body.len() as u64 > self.max_bytes {
            let text = [&whole(body.len() as u64), " bytes, and the webhook takes ", &whole(self.max_bytes)]
                .concat();
            return Err(vec![error("", "too_large", &text)]);
        }
        // Such a request needs no leave of the address it goes to (Fetch standard, CORS-safelisted).
        if self.simple {
            let request = HttpRequest::post(self.url.clone(), "text/plain;charset=UTF-8", body);
            return Ok(Outgoing::Http(request));
        }
        let seconds = sending.now.0 / 1000;
        let mut request = HttpRequest::post(self.url.clone(), "application/json", body)
            .with("webhook-id", sending.id.as_str())
            .with("webhook-timestamp", whole(seconds));
        if !self.secrets.is_empty() {
            let signature = sign::header(&self.secrets, sending.id.as_str(), seconds, request.body.expose());
            request = request.with("webhook-signature", signature);
        }
        request.more_headers = self.headers.clone();
        Ok(Outgoing::Http(request))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // Without `webhook-id` nobody looks for a repeat.
        let twice = if self.simple { Twice::Counts } else { Twice::Harmless };
        match common(sending, answer, twice) {
            Err(verdict) => verdict,
            Ok(reply) if matches!(reply.status, 200..=299) => Verdict::delivered(),
            Ok(reply) => Verdict::Refused { reasons: reasons(&reply) },
        }
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}
