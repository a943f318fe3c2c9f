//! A signup form of Mailchimp, by the route that answers with data: JSONP, which is read here and never run.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Outgoing, Sending, Speaks, Verdict, body};
use crate::{json, urlencoded};
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "mailchimp",
    title: "Mailchimp",
    keys: &[
        Key::required(
            "url",
            "the `action` of the embedded form: `https://….list-manage.com/subscribe/post?u=…&id=…`",
        ),
        Key::optional(
            "consent_field",
            "",
            "the form's field that agrees to be written to; who has not is not sent",
        ),
        Key::optional("tags", "", "numbers of tags, with commas between"),
        Key::optional("map.*", "", "a merge tag, as `map.ROLE`"),
    ],
    page: Err("its answer is a script that the page would have to run; use a collector"),
};

const DEFAULTS: &[(&str, &str)] =
    &[("EMAIL", "person.email"), ("FNAME", "person.first_name"), ("LNAME", "person.last_name")];

const CALLBACK: &str = "leadwell";

struct Mailchimp {
    /// With the query that names account, list and form.
    url: String,
    /// Must stay empty, and is a field that only programs fill in.
    honeypot: String,
    consent_field: String,
    tags: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let url = settings.url("url").replace("&amp;", "&");
    let (place, query) = url.split_once('?').unwrap_or((&url, ""));
    let pairs = urlencoded::parse(query);
    let of = |key: &str| pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
    let front = place.strip_suffix("/post").or_else(|| place.strip_suffix("/post-json"));
    if !url.is_empty() && (front.is_none() || of("u").is_empty() || of("id").is_empty()) {
        settings.wrong("url", "url", "ends in `/subscribe/post?u=…&id=…`, as in the embedded form");
    }
    Arc::new(Mailchimp {
        url: format!("{}/post-json?{query}", front.unwrap_or_default()),
        honeypot: format!("b_{}_{}", of("u"), of("id")),
        consent_field: settings.text("consent_field"),
        tags: settings.text("tags"),
        mapping: settings.mapping(DEFAULTS),
    })
}

impl Speaks for Mailchimp {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        if self.mapping.one("EMAIL", lead).is_empty() {
            return Err(vec![error(
                lead.field_of("person.email"),
                "required",
                "Mailchimp takes nobody without an address",
            )]);
        }
        let agreed =
            || lead.record.fields.get(&self.consent_field).is_some_and(|value| !value.expose().is_empty());
        if !self.consent_field.is_empty() && !agreed() {
            return Err(vec![error(
                &self.consent_field,
                "consent",
                "nobody is signed up without this consent",
            )]);
        }
        let fields = self.mapping.apply(lead).into_iter();
        let mut pairs: Vec<(String, String)> =
            fields.map(|(name, values)| (name, values.join(", "))).collect();
        pairs.push((self.honeypot.clone(), String::new()));
        if !self.tags.is_empty() {
            pairs.push(("tags".to_owned(), self.tags.clone()));
        }
        pairs.push(("subscribe".to_owned(), "Subscribe".to_owned()));
        pairs.push(("c".to_owned(), CALLBACK.to_owned()));
        Ok(Outgoing::Http(HttpRequest::get(format!("{}&{}", self.url, body::urlencoded(&pairs)))))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // Who is on the list already is told so.
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(verdict) => return verdict,
        };
        let text = reply.body;
        let inner = text.trim().trim_end_matches(';').strip_prefix(CALLBACK);
        let inner = inner.and_then(|text| text.trim().strip_prefix('(')?.strip_suffix(')'));
        let value = inner.and_then(json::parse).unwrap_or_default();
        let (said, lower) = (plain(&value.text_at("msg")), value.text_at("msg").to_lowercase());
        match value.text_at("result").as_str() {
            "success" => Verdict::Delivered { remote_id: None, note: Some(said), lost: Vec::new() },
            "error" if lower.contains("already subscribed") || lower.contains("already a list member") => {
                let note = "was on the list already".to_owned();
                Verdict::Delivered { remote_id: None, note: Some(note), lost: Vec::new() }
            }
            // `Recipient … has too many recent signup requests`, `… has signed up to a lot of lists very recently`: so far.
            "error" if lower.contains("too many") || lower.contains("very recently") => {
                Verdict::RetryAfter { after: None, reason: said }
            }
            // Its own script opens a page with the captcha then.
            "error" if lower == "captcha" => {
                Verdict::misconfigured("it asks for a captcha: switch that off for this form")
            }
            "error" => {
                // `0 - Please enter a value`: the number of the field, the address first.
                let (number, words) = said.split_once(" - ").unwrap_or(("", &said));
                let theirs = if number == "0" || lower.contains("email") { "EMAIL" } else { "" };
                let field =
                    if theirs.is_empty() { String::new() } else { self.mapping.ours(theirs, sending.lead) };
                let words = if number.bytes().all(|byte| byte.is_ascii_digit()) { words } else { &said };
                Verdict::refused(&field, "unspecified", words)
            }
            _ if matches!(reply.status, 200..=299) => {
                Verdict::unconfirmed("answered with something that Mailchimp does not say")
            }
            _ => Verdict::refused("", "unspecified", &format!("answered {}", reply.status)),
        }
    }
}
