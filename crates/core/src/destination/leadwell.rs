//! Another collector of Leadwell: the record as it came, by the protocol of the page.

use super::settings::{Key, KindInfo, Settings, error};
use super::text::whole;
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict};
use crate::answer::errors;
use crate::json::{self, Writer};
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "leadwell",
    title: "Leadwell collector",
    keys: &[Key::required("url", "the address of the collector, as `https://leads.example`")],
    page: Ok(()),
};

struct Leadwell {
    url: String,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    Arc::new(Leadwell { url: settings.url("url") })
}

impl Speaks for Leadwell {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let (lead, now) = (sending.lead, sending.now);
        let mut out = Writer::object();
        out.number("v", 1);
        out.number("sent_at", now.0);
        out.list("records", lead.json.expose());
        for (key, number) in
            [("age_ms", now.since(lead.record.created_at).0), ("attempts", sending.attempt.into())]
        {
            out.list(key, &whole(number));
        }
        out.close();
        let url = [&self.url, "/v1/collect"].concat();
        Ok(Outgoing::Http(HttpRequest::post(url, "application/json", out.text)))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(verdict) => return verdict,
        };
        let value = json::parse(reply.body).filter(|value| value.is_object()).unwrap_or_default();
        if matches!(reply.status, 400..=499) {
            let said = value.get("error").text().zip(value.get("message").text());
            let reasons = said.map(|(code, message)| match errors(value) {
                errors if errors.is_empty() => vec![error("", &code, &plain(&message))],
                errors => errors,
            });
            return match reasons {
                Some(reasons) => Verdict::Refused { reasons },
                None => Verdict::misconfigured(
                    ["answered ", &whole(reply.status.into()), ", which no collector does"].concat(),
                ),
            };
        }
        // Only an answer that names the lead is one: a login page says 200 too.
        let id = sending.lead.record.id.as_str();
        let names = |list: &str| value.get(list).members().any(|named| named.string() == id);
        if names("accepted") || names("duplicate") {
            return Verdict::delivered_as(id.to_owned());
        }
        match value.get("rejected").members().find(|rejected| rejected.text_at("id") == id) {
            Some(rejected) => Verdict::Refused { reasons: errors(rejected) },
            None => Verdict::retry(
                "the answer names no lead: this is no collector, or something stands before it",
            ),
        }
    }
}
