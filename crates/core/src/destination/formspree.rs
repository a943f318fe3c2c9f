//! Formspree: the form's fields as JSON. It may ask for a captcha, which answers with a page and is no delivery.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::text::{join, whole};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict, base64};
use crate::json::{self, Value, Writer};
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "formspree",
    title: "Formspree",
    keys: &[
        Key::required("form", "the form's key, as it stands after `/f/`"),
        Key::optional("project", "", "the project's key, where the form belongs to one"),
        Key::optional("host", "https://formspree.io", "of a service that speaks the same"),
        Key::optional("map.*", "", "a field of the mail; all of the form's fields go under their own names"),
    ],
    page: Ok(()),
};

struct Formspree {
    url: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (host, form, project) =
        (settings.url("host"), settings.token("form", "-_"), settings.token("project", "-_"));
    let front = if project.is_empty() { String::new() } else { ["/p/", &project].concat() };
    Arc::new(Formspree {
        url: [&host, &front, "/f/", &form].concat(),
        mapping: settings.mapping(&[("email", "person.email"), ("leadwell_id", "lead.id")]),
    })
}

/// What Formspree's codes are here; `None` is the owner's to repair.
fn means(code: &str) -> Option<&'static str> {
    Some(match code {
        "REQUIRED_FIELD_MISSING" | "REQUIRED_FIELD_EMPTY" => "required",
        "TYPE_EMAIL" => "email",
        "TYPE_NUMERIC" => "number",
        "TYPE_TEXT" => "text",
        "BLOCKED" => "blocked",
        "EMPTY" => "empty",
        "FILES_TOO_BIG" => "file_size",
        "TOO_MANY_FILES" => "too_many",
        "INACTIVE"
        | "FORM_NOT_FOUND"
        | "PROJECT_NOT_FOUND"
        | "NO_FILE_UPLOADS"
        | "STRIPE_CLIENT_ERROR"
        | "STRIPE_SCA_ERROR" => return None,
        _ => "unspecified",
    })
}

impl Formspree {
    /// Of an answer that has `error` or `errors`.
    fn errors(&self, sending: &Sending<'_>, value: Value<'_>) -> Option<Verdict> {
        let (mut reasons, mut owner) = (Vec::new(), Vec::new());
        for one in value.get("errors").members() {
            let (code, message) = (one.text_at("code"), plain(&one.text_at("message")));
            let field = self.mapping.ours(&one.text_at("field"), sending.lead);
            match means(&code) {
                Some(code) => reasons.push(error(&field, code, &message)),
                None => owner.push([&code, ": ", &message].concat()),
            }
        }
        if !owner.is_empty() {
            return Some(Verdict::misconfigured(join(owner, "; ")));
        }
        if reasons.is_empty() {
            let message = value.get("error").text()?;
            reasons.push(error("", "unspecified", &plain(&message)));
        }
        Some(Verdict::Refused { reasons })
    }
}

impl Speaks for Formspree {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let mut out = Writer::object();
        for (name, values) in self.mapping.apply_with_rest(lead) {
            out.text(&name, &join(values, ", "));
        }
        out.close();
        let mut session = Writer::object();
        session.number("loadedAt", lead.record.created_at.0);
        session.json("webdriver", "false");
        session.close();
        Ok(Outgoing::Http(
            HttpRequest::post(self.url.clone(), "application/json", out.text)
                .with("accept", "application/json")
                .with("formspree-client", concat!("leadwell@", env!("CARGO_PKG_VERSION")))
                .with("formspree-session-data", base64::encode(session.text.as_bytes())),
        ))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // Its own client goes by the body alone: errors first, then `next`.
        if let Answer::Reply(reply) = answer
            && !matches!(reply.status, 408 | 409 | 425 | 429 | 500..)
        {
            let text = reply.body;
            if let Some(value) = json::parse(text).filter(|value| value.is_object()) {
                if let Some(verdict) = self.errors(sending, value) {
                    return verdict;
                }
                if value.get("next").text().is_some() {
                    return Verdict::delivered();
                }
            } else if text.trim_start().starts_with('<') {
                let reason = "answered with a page, as it does when it asks for a captcha: switch that off for this form";
                return Verdict::Misconfigured { reason: reason.to_owned(), gone: reply.status == 410 };
            }
        }
        match common(sending, answer, Twice::Counts) {
            Err(verdict) => verdict,
            Ok(reply) if matches!(reply.status, 200..=299) => {
                Verdict::unconfirmed("answered with something that Formspree does not say")
            }
            Ok(reply) => {
                Verdict::refused("", "unspecified", &["answered ", &whole(reply.status.into())].concat())
            }
        }
    }
}
