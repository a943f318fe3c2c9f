//! The owner's own address: JSON, signed by Standard Webhooks, also for Zapier, Make and n8n.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::sign::{self, Secret};
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
    mapping: Mapping,
}

/// What we say ourselves.
const OURS: [&str; 8] = [
    "content-type",
    "content-length",
    "host",
    "transfer-encoding",
    "connection",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
];

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let mut secrets = Vec::new();
    for text in settings.text("secret").split_whitespace() {
        match Secret::parse(text) {
            Ok(secret) => secrets.push(secret),
            Err(reason) => settings.wrong("secret", "pattern", reason),
        }
    }
    let unsigned = settings.flag("unsigned");
    if unsigned != settings.text("secret").is_empty() {
        settings.wrong("secret", "required", "signs what is sent; or else say `unsigned = \"yes\"`");
    }
    let headers = settings.group("header.");
    if headers.len() > 10 {
        settings.wrong("header.*", "too_many", "ten at most");
    }
    for (name, value) in &headers {
        let key = format!("header.{name}");
        let token = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if !token || OURS.contains(&name.to_ascii_lowercase().as_str()) {
            settings.wrong(&key, "pattern", "is no name of a header that can be added");
        }
        if value.len() > 255 || !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            settings.wrong(&key, "too_long", "has at most 255 characters of ASCII");
        }
    }
    Arc::new(Webhook {
        url: settings.url("url"),
        secrets,
        headers: headers.into_iter().map(|(name, value)| (name, Pii::new(value))).collect(),
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
    let person = &lead.person;
    for (key, value) in [
        ("email", &person.email),
        ("name", &person.name),
        ("first_name", &person.first_name),
        ("last_name", &person.last_name),
        ("phone", &person.phone),
        ("company", &person.company),
        ("website", &person.website),
        ("country", &person.country),
        ("message", &person.message),
    ] {
        out.text(key, value.expose());
    }
    out.close();
    out.text("first_channel", lead.channel(true));
    out.text("last_channel", lead.channel(false));
    let mapped = mapping.apply(lead);
    if !mapped.is_empty() {
        out.open("mapped");
        for (key, values) in mapped {
            out.text(&key, &values.join(", "));
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
        let mut text = format!("answered {}", reply.status);
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
            let text = format!("{} bytes, and the webhook takes {}", body.len(), self.max_bytes);
            return Err(vec![error("", "too_large", &text)]);
        }
        let seconds = sending.now.0 / 1000;
        let mut request = HttpRequest::post(self.url.clone(), "application/json", body)
            .with("webhook-id", sending.id.as_str())
            .with("webhook-timestamp", seconds.to_string());
        if !self.secrets.is_empty() {
            let signature = sign::header(&self.secrets, sending.id.as_str(), seconds, request.body.expose());
            request = request.with("webhook-signature", signature);
        }
        request.more_headers = self.headers.clone();
        Ok(Outgoing::Http(request))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        match common(sending, answer, Twice::Harmless) {
            Err(verdict) => verdict,
            Ok(reply) if matches!(reply.status, 200..=299) => Verdict::delivered(),
            Ok(reply) => Verdict::Refused { reasons: reasons(&reply) },
        }
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}
