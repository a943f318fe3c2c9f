//! Contact Form 7, a plugin of WordPress. It stores nothing: it mails, and says in its answer whether that went well.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict, body};
use crate::json::{self, Value};
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "cf7",
    title: "Contact Form 7",
    keys: &[
        Key::required("url", "WordPress's REST address, as `https://blog.example/wp-json`"),
        Key::required("form", "the form's number"),
        Key::optional("unit_tag", "", "of the form on its page; one is made up where it is empty"),
        Key::optional("locale", "en_US", "the language in which the plugin answers"),
        Key::optional("map.*", "", "a field; all of the form's fields go under their own names"),
    ],
    page: Err(
        "only a page of the same site could send there, and that has the plugin's own form; use a collector",
    ),
};

/// The names in the form that the plugin begins with.
const DEFAULTS: &[(&str, &str)] = &[
    ("your-name", "person.name"),
    ("your-email", "person.email"),
    ("your-subject", "page.title"),
    ("your-message", "person.message"),
];

struct Cf7 {
    url: String,
    form: String,
    unit_tag: String,
    locale: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (url, form, tag) = (settings.url("url"), settings.digits("form"), settings.token("unit_tag", "-_"));
    Arc::new(Cf7 {
        url: format!("{url}/contact-form-7/v1/contact-forms/{form}/feedback"),
        unit_tag: if tag.is_empty() { format!("wpcf7-f{form}-o1") } else { tag },
        form,
        locale: settings.token("locale", "_-"),
        mapping: settings.mapping(DEFAULTS),
    })
}

impl Cf7 {
    /// PHP writes a dot or a space in a name as `_`, and so the plugin names the field.
    fn ours(&self, sending: &Sending<'_>, theirs: &str) -> String {
        let sent = self.mapping.apply_with_rest(sending.lead).into_iter().map(|(name, _)| name);
        let blank = sending.lead.record.fields.iter().map(|(name, _)| name.clone());
        let known = self.mapping.pairs.iter().map(|(name, _)| name.clone());
        let mut all = sent.chain(blank).chain(known);
        let name = all.find(|name| name == theirs || name.replace(['.', ' '], "_") == theirs);
        self.mapping.ours(name.as_deref().unwrap_or(theirs), sending.lead)
    }

    fn invalid(&self, sending: &Sending<'_>, value: Value<'_>) -> Vec<FieldError> {
        let fields = value.get("invalid_fields").members();
        let read = |one: Value<'_>| {
            error(&self.ours(sending, &one.text_at("field")), "unspecified", &plain(&one.text_at("message")))
        };
        fields.map(read).collect()
    }
}

/// `wpcf7_not_found`, or WordPress's own `rest_no_route`: which of the two it is tells what to repair.
fn with_code(reason: String, answer: &Answer<'_>) -> String {
    let Answer::Reply(reply) = answer else { return reason };
    let text = reply.body;
    let value = json::parse(text).unwrap_or_default();
    match plain(&value.text_at("code")) {
        code if code.is_empty() => reason,
        code => format!("{reason}; {code}: {}", plain(&value.text_at("message"))),
    }
}

impl Speaks for Cf7 {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let mut pairs = vec![
            ("_wpcf7".to_owned(), self.form.clone()),
            ("_wpcf7_locale".to_owned(), self.locale.clone()),
            ("_wpcf7_unit_tag".to_owned(), self.unit_tag.clone()),
            ("_wpcf7_container_post".to_owned(), "0".to_owned()),
        ];
        for (name, values) in self.mapping.apply_with_rest(sending.lead) {
            let name = if values.len() > 1 { format!("{name}[]") } else { name };
            pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
        }
        // It takes nothing else.
        let (content_type, body) = body::multipart(&pairs, sending.id.as_str());
        let request = HttpRequest::post(self.url.clone(), &content_type, body);
        Ok(Outgoing::Http(request.with("accept", "application/json")))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        let reply = match common(sending, answer, Twice::Counts) {
            Ok(reply) => reply,
            Err(Verdict::Misconfigured { reason, gone }) => {
                return Verdict::Misconfigured { reason: with_code(reason, answer), gone };
            }
            Err(verdict) => return verdict,
        };
        let text = reply.body;
        let Some(value) = json::parse(text).filter(|value| value.is_object()) else {
            return match reply.status {
                200..=299 => Verdict::unconfirmed("answered with something that Contact Form 7 does not say"),
                status => Verdict::misconfigured(format!("answered {status}")),
            };
        };
        let (status, message) = (value.text_at("status"), plain(&value.text_at("message")));
        if !matches!(reply.status, 200..=299) {
            return Verdict::misconfigured(format!("{}: {message}", value.text_at("code")));
        }
        if value.get("demo_mode").raw() == "true" {
            return Verdict::unconfirmed("the form is in demo mode: nothing was mailed");
        }
        match status.as_str() {
            "mail_sent" => Verdict::Delivered {
                remote_id: None,
                note: Some(message).filter(|m| !m.is_empty()),
                lost: Vec::new(),
            },
            "mail_failed" => Verdict::retry(format!("mail_failed: {message}")),
            "validation_failed" | "acceptance_missing" => {
                let mut reasons = self.invalid(sending, value);
                if reasons.is_empty() {
                    reasons.push(error("", "unspecified", &message));
                }
                Verdict::Refused { reasons }
            }
            "spam" => Verdict::refused("", "blocked", &message),
            "aborted" | "error" => Verdict::misconfigured(format!("{status}: {message}")),
            other => Verdict::unconfirmed(format!("{}: {message}", plain(other))),
        }
    }
}
