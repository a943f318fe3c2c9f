//! Another collector of Leadwell: the record as it came, by the protocol of the page.

use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict};
use crate::json;
use leadwell_wire::{Ack, Envelope, FieldError, Refusal};
use std::sync::Arc;

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
        let envelope = Envelope {
            v: 1,
            sent_at: sending.now,
            records: vec![&sending.lead.record],
            age_ms: vec![sending.now.since(sending.lead.record.created_at)],
            attempts: vec![sending.attempt],
        };
        let body = serde_json::to_vec(&envelope)
            .map_err(|_| vec![error("", "unspecified", "the record can not be written as JSON")])?;
        let url = format!("{}/v1/collect", self.url);
        Ok(Outgoing::Http(HttpRequest::post(url, "application/json", body)))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(verdict) => return verdict,
        };
        let text = reply.text();
        if matches!(reply.status, 400..=499) {
            let refusal: Option<Refusal> = serde_json::from_str(&text).ok();
            let reasons = refusal.map(|refusal| match refusal.errors {
                errors if errors.is_empty() => vec![error("", &refusal.error, &plain(&refusal.message))],
                errors => errors,
            });
            return match reasons {
                Some(reasons) => Verdict::Refused { reasons },
                None => Verdict::misconfigured(format!("answered {}, which no collector does", reply.status)),
            };
        }
        // Only an answer that names the lead is one: a login page says 200 too.
        let id = sending.lead.record.id.as_str();
        let ack: Ack = match json::parse(&text).filter(|value| value.is_object()) {
            Some(value) => serde_json::from_str(value.raw()).unwrap_or_default(),
            None => Ack::default(),
        };
        if ack.accepted.iter().chain(&ack.duplicate).any(|named| named == id) {
            return Verdict::delivered_as(id.to_owned());
        }
        match ack.rejected.into_iter().find(|rejected| rejected.id == id) {
            Some(rejected) => Verdict::Refused { reasons: rejected.errors },
            None => Verdict::retry(
                "the answer names no lead: this is no collector, or something stands before it",
            ),
        }
    }
}
