//! Netlify Forms: a post to the site itself. A form that was not in its static pages when the site was deployed is
//! answered with 200 too, and forgotten.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::text::whole;
use super::verdict::{Twice, common};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict, body};
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "netlify",
    title: "Netlify Forms",
    keys: &[
        Key::required("url", "a page of the site, as `https://www.example/`"),
        Key::optional("form", "", "the form's name there; the lead's own where it is empty"),
        Key::optional("subject", "", "the subject of the mail that Netlify sends"),
        Key::optional("map.*", "", "a field; all of the form's fields go under their own names"),
    ],
    page: Ok(()),
};

const MOST_BYTES: usize = 8 * 1024 * 1024;

struct Netlify {
    url: String,
    form: String,
    subject: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    Arc::new(Netlify {
        url: settings.url("url") + "/",
        form: settings.text("form"),
        subject: settings.text("subject"),
        mapping: settings.mapping(&[]),
    })
}

impl Speaks for Netlify {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let form = if self.form.is_empty() { &lead.record.form } else { &self.form };
        let mut pairs = vec![("form-name".to_owned(), form.clone())];
        if !self.subject.is_empty() {
            pairs.push(("subject".to_owned(), self.subject.clone()));
        }
        for (name, values) in self.mapping.apply_with_rest(lead) {
            pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        let body = body::urlencoded(&pairs);
        if body.len() > MOST_BYTES {
            let text = [&whole(body.len() as u64), " bytes, and Netlify takes 8388608"].concat();
            return Err(vec![error("", "too_large", &text)]);
        }
        Ok(Outgoing::Http(HttpRequest::post(self.url.clone(), body::FORM, body)))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        let accepted = || Verdict::Delivered {
            remote_id: None,
            note: Some(
                "accepted, not confirmed: Netlify says the same to a form that it does not know".to_owned(),
            ),
            lost: Vec::new(),
        };
        if let Answer::Reply(reply) = answer
            && matches!(reply.status, 302 | 303)
        {
            return accepted();
        }
        match common(sending, answer, Twice::Counts) {
            Err(verdict) => verdict,
            Ok(reply) if matches!(reply.status, 200..=299) => accepted(),
            Ok(reply) => {
                Verdict::refused("", "unspecified", &["answered ", &whole(reply.status.into())].concat())
            }
        }
    }
}
