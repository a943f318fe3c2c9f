//! Mail: to the owner, with the lead and its way here, answered to the lead; and to the visitor, that it has come. Text and
//! HTML say the same; nothing is loaded from anywhere, so that opening a mail tells nobody.

use super::body::percent;
use super::confirmation::{Words, words};
use super::mapping;
use super::person::Role;
use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::plain;
use super::{Answer, Lead, Limits, MailRequest, Outgoing, Sending, Speaks, Verdict, story};
use crate::words::is_rtl;
use alloc::sync::Arc;
use leadwell_wire::{FieldError, Millis, Pii};

pub(super) const OWNER: KindInfo = KindInfo {
    name: "email",
    title: "E-mail",
    keys: &[
        Key::required("to", "addresses, with commas between"),
        Key::required("from", "the sender, as `Leads <leads@example.com>`"),
        Key::optional("subject", "", "in place of ours, with the same names in braces as a mapping"),
        Key::optional("link", "", "to the lead, as `https://leads.example/admin/leads/{lead.id}`"),
    ],
    page: Err("a page can not send mail; use a collector"),
};

pub(super) const VISITOR: KindInfo = KindInfo {
    name: "confirmation",
    title: "E-mail to the visitor",
    keys: &[
        Key::required("from", "the sender, as `Example Ltd <hello@example.com>`"),
        Key::optional("reply_to", "", "who is answered, where that is another address"),
        Key::optional("subject", "", "in place of ours, which is in the form's language"),
        Key::optional("text", "", "in place of ours"),
    ],
    page: Err("a page can not send mail; use a collector"),
};

/// What mail services let an account of theirs send.
const LIMITS: Limits =
    Limits { per: &[(10, Millis(1_000))], daily: None, timeout: Millis::secs(30), answer_bytes: 8 * 1024 };

struct Owner {
    to: Vec<String>,
    from: String,
    subject: String,
    link: String,
}

pub(super) fn parse_owner(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let mut to = Vec::new();
    for one in settings.text("to").split(',').map(str::trim).filter(|one| !one.is_empty()) {
        check(settings, "to", one);
        to.push(one.to_owned());
    }
    let (subject, link) = (settings.text("subject"), settings.url("link"));
    for (key, text) in [("subject", &subject), ("link", &link)] {
        if let Err(name) = mapping::fill_in(text) {
            settings.wrong(key, "choice", &format!("`{{{name}}}` is nothing that is known of a lead"));
        }
    }
    Arc::new(Owner { to, from: sender(settings), subject, link })
}

fn sender(settings: &mut Settings<'_>) -> String {
    let from = settings.text("from");
    if !from.is_empty() {
        check(settings, "from", &from);
    }
    from
}

/// `ada@example.com` or `Ada <ada@example.com>`.
fn check(settings: &mut Settings<'_>, key: &str, text: &str) {
    let bare = text.split_once('<').map_or(Some(text), |(_, rest)| rest.strip_suffix('>'));
    if bare.is_none_or(|bare| !is_address(bare)) {
        settings.wrong(key, "email", "is an address, as `name@example.com` or `Name <name@example.com>`");
    }
}

fn is_address(text: &str) -> bool {
    leadwell_email::parse(text, &leadwell_email::native::Native).is_ok()
        && !text.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,;\"".contains(c))
}

/// The person's address, where it is one that can stand in a header.
fn address(lead: &Lead) -> Option<Pii<String>> {
    Some(lead.person.get(Role::Email))
        .filter(|email| is_address(email))
        .map(|email| Pii::new(email.to_owned()))
}

/// As text in HTML.
fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    text.replace("\r\n", "\n").replace('\n', "<br>")
}

/// One column that a phone shows without turning or zooming, in colours that hold in the dark too.
fn page(language: &str, title: &str, inner: &str) -> String {
    let side = if is_rtl(language) { "rtl" } else { "ltr" };
    format!(
        "<!doctype html><html lang=\"{}\" dir=\"{side}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head>\
         <body style=\"margin:0;padding:16px;font:16px/1.5 sans-serif\">\
         <div style=\"max-width:560px;margin:0 auto;overflow-wrap:anywhere\">{inner}</div></body></html>",
        html(language),
        html(title),
    )
}

/// An address to write to and a number to call, for a finger.
fn touchable(value: &str, lead: &Lead) -> Option<String> {
    if address(lead).is_some_and(|email| email.expose() == value) {
        return Some(format!(
            "<a href=\"mailto:{}\">{}</a>",
            html(&percent(value).replace("%40", "@")),
            html(value)
        ));
    }
    let typed = lead.record.fields.get(lead.field_of("person.phone"))?;
    let phone = lead.person.get(Role::Phone);
    if typed.expose().trim() == value && phone.starts_with('+') {
        return Some(format!("<a href=\"tel:{}\">{}</a>", html(phone), html(value)));
    }
    None
}

fn rows(rows: &[(&str, &str)], lead: &Lead) -> String {
    let row = |(label, value): &(&str, &str)| {
        let value = touchable(value, lead).unwrap_or_else(|| html(value));
        format!(
            "<p style=\"margin:0 0 12px\"><span style=\"font-size:13px;opacity:.7\">{}</span><br>{}</p>",
            html(label),
            value
        )
    };
    rows.iter().map(row).collect()
}

impl Speaks for Owner {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let own = mapping::fill_in(&self.subject).map_or(String::new(), |parts| mapping::fill(&parts, lead));
        let subject = if own.trim().is_empty() { story::headline(lead) } else { story::one_line(&own) };
        let (fields, journey) = (story::fields(lead), story::journey(lead));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let journey: Vec<(&str, &str)> = journey.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let link = mapping::fill_in(&self.link).map_or(String::new(), |parts| mapping::fill(&parts, lead));
        let reply_to = if lead.sample { None } else { address(lead) };

        let mut text = format!("{subject}\n\n");
        for (label, value) in &fields {
            let gap = if value.contains('\n') { "\n" } else { " " };
            text.push_str(&format!("{label}:{gap}{value}\n"));
        }
        text.push_str("\n--\n");
        for (label, value) in &journey {
            text.push_str(&format!("{label}: {value}\n"));
        }
        if !link.is_empty() {
            text.push_str(&format!("\n{link}\n"));
        }
        let mut inner = format!("<h1 style=\"font-size:20px;margin:0 0 16px\">{}</h1>", html(&subject));
        inner.push_str(&rows(&fields, lead));
        inner.push_str("<hr style=\"border:0;border-top:1px solid #8888;margin:16px 0\">");
        inner.push_str(&rows(&journey, lead));
        if !link.is_empty() {
            inner.push_str(&format!("<p><a href=\"{}\">Open the lead</a></p>", html(&link)));
        }
        Ok(Outgoing::Mail(MailRequest {
            to: self.to.iter().cloned().map(Pii::new).collect(),
            from: Pii::new(self.from.clone()),
            reply_to,
            html: Pii::new(page("en", &subject, &inner)),
            subject: Pii::new(subject),
            text: Pii::new(text),
            message_id: sending.id.as_str().to_owned(),
            language: "en".to_owned(),
        }))
    }

    fn decode(&self, _: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        judge(answer)
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}

struct Visitor {
    from: String,
    reply_to: String,
    subject: String,
    text: String,
}

pub(super) fn parse_visitor(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let reply_to = settings.text("reply_to");
    if !reply_to.is_empty() {
        check(settings, "reply_to", &reply_to);
    }
    Arc::new(Visitor {
        from: sender(settings),
        reply_to,
        subject: settings.text("subject"),
        text: settings.text("text"),
    })
}

impl Speaks for Visitor {
    /// Nothing that was typed is in it but the address: whoever fills in somebody else's can make us greet them, and no
    /// more.
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let Some(to) = address(lead) else {
            return Err(vec![error(
                lead.field_of("person.email"),
                "email",
                "there is no address to confirm to",
            )]);
        };
        let Words { language, subject, text } = words(&lead.language);
        let or = |own: &str, ours: &str| if own.is_empty() { ours.to_owned() } else { own.to_owned() };
        let (subject, text) = (or(&self.subject, subject), or(&self.text, text));
        Ok(Outgoing::Mail(MailRequest {
            to: vec![to],
            from: Pii::new(self.from.clone()),
            reply_to: Some(self.reply_to.clone()).filter(|to| !to.is_empty()).map(Pii::new),
            html: Pii::new(page(language, &subject, &format!("<p>{}</p>", html(&text)))),
            subject: Pii::new(subject),
            text: Pii::new(format!("{text}\n")),
            message_id: sending.id.as_str().to_owned(),
            language: language.to_owned(),
        }))
    }

    fn decode(&self, _: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        judge(answer)
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}

/// By the three digits of SMTP (RFC 5321 section 4.2). A mail that comes twice has the same `Message-ID`.
fn judge(answer: &Answer<'_>) -> Verdict {
    let reply = match answer {
        Answer::Lost { reason, .. } => return Verdict::retry(*reason),
        Answer::Reply(reply) => reply,
    };
    let words = format!("{} {}", reply.status, plain(reply.body));
    match reply.status {
        200..=299 => Verdict::delivered(),
        400..=499 => Verdict::retry(words),
        // Who we are, or may send as; not the one mail.
        500..=504 | 521 | 523 | 530..=538 | 555 => Verdict::misconfigured(words),
        550..=599 => Verdict::refused("", "unspecified", &words),
        _ => Verdict::retry(words),
    }
}
