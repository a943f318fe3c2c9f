//! Salesforce Web-to-Lead. It answers 200 or a redirect whatever becomes of the lead, so nothing is ever known to be
//! delivered; what it would cut or refuse without a word is seen to before.

use super::mapping::Mapping;
use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::{Twice, common};
use super::{Answer, HttpRequest, Lead, Limits, Outgoing, Sending, Speaks, Verdict, body};
use crate::text::clip;
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "salesforce",
    title: "Salesforce Web-to-Lead",
    keys: &[
        Key::required("oid", "the organisation's id: 15 or 18 letters and digits that begin with `00D`"),
        Key::optional("host", "https://webto.salesforce.com", "of a sandbox"),
        Key::optional(
            "company",
            "Unknown",
            "stands in where the lead has no company, which Salesforce requires",
        ),
        Key::optional(
            "last_name",
            "Unknown",
            "stands in where the lead has no name, which Salesforce requires",
        ),
        Key::optional("lead_source", "Web", "the lead's source"),
        Key::optional(
            "date_format",
            "YYYY-MM-DD",
            "of the organisation: `DD/MM/YYYY`, `MM/DD/YYYY` or `DD.MM.YYYY`",
        ),
        Key::optional("debug_email", "", "Salesforce mails there what it made of each lead"),
        Key::optional("map.*", "", "a field of the lead, or the id of a custom one, `00N…`"),
    ],
    page: Err("Salesforce lets no page read its answer, so that nothing could be kept safe; use a collector"),
};

/// In 24 hours; what is beyond is mailed to somebody or waits in a queue there.
const LIMITS: Limits = Limits { daily: Some(500), ..Limits::USUAL };

const DEFAULTS: &[(&str, &str)] = &[
    ("first_name", "person.first_name"),
    ("last_name", "person.last_name"),
    ("company", "person.company"),
    ("email", "person.email"),
    ("phone", "person.phone"),
    ("website", "person.website"),
    ("country", "person.country"),
    ("description", "person.message"),
];

/// Longer ones are refused without a word.
const LENGTHS: &[(&str, usize)] =
    &[("first_name", 40), ("last_name", 80), ("company", 40), ("email", 80), ("phone", 40)];

struct Salesforce {
    url: String,
    oid: String,
    stand_ins: [(&'static str, String); 3],
    dates: &'static str,
    debug: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (host, oid) = (settings.url("host"), settings.token("oid", ""));
    let fits = oid.starts_with("00D") && matches!(oid.len(), 15 | 18);
    if !fits && !oid.is_empty() {
        settings.wrong("oid", "pattern", "has 15 or 18 letters and digits and begins with `00D`");
    }
    for key in ["company", "last_name"] {
        if settings.text(key).is_empty() {
            settings.wrong(
                key,
                "required",
                "is needed: Salesforce refuses a lead without it, and does not say so",
            );
        }
    }
    Arc::new(Salesforce {
        url: format!("{host}/servlet/servlet.WebToLead?encoding=UTF-8&orgId={oid}"),
        stand_ins: ["company", "last_name", "lead_source"].map(|key| (key, settings.text(key))),
        dates: settings.choice("date_format", &["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY"]),
        debug: settings.text("debug_email"),
        mapping: settings.mapping(DEFAULTS),
        oid,
    })
}

impl Salesforce {
    /// What is sent, and in words what was changed for that.
    fn fields(&self, lead: &Lead) -> (Vec<(String, String)>, Vec<String>) {
        let (mut fields, mut changes) = (Vec::new(), Vec::new());
        for (theirs, values) in self.mapping.apply(lead) {
            let value = self.date(&values.join(";"));
            let most = LENGTHS.iter().find(|(name, _)| *name == theirs).map(|(_, most)| *most);
            match most.filter(|most| value.chars().count() > *most) {
                Some(most) => {
                    changes.push(format!("{theirs} was cut to {most} characters"));
                    fields.push((theirs, clip(&value, most).to_owned()));
                }
                None => fields.push((theirs, value)),
            }
        }
        // Somebody with one name has it as the last one.
        let has = |fields: &[(String, String)], name: &str| fields.iter().any(|(own, _)| own == name);
        if !has(&fields, "last_name")
            && let Some((name, _)) = fields.iter_mut().find(|(name, _)| name == "first_name")
        {
            "last_name".clone_into(name);
        }
        for (name, stand_in) in &self.stand_ins {
            if !has(&fields, name) && !stand_in.is_empty() {
                if *name != "lead_source" {
                    changes.push(format!("{name} was filled in with {stand_in}"));
                }
                fields.push(((*name).to_owned(), stand_in.clone()));
            }
        }
        (fields, changes)
    }

    /// A date of a form in the organisation's way to write it.
    fn date(&self, text: &str) -> String {
        let parts: Vec<&str> = text.split('-').collect();
        let digits =
            |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        match parts[..] {
            [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
                self.dates.replace("YYYY", year).replace("MM", month).replace("DD", day)
            }
            _ => text.to_owned(),
        }
    }
}

impl Speaks for Salesforce {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let (fields, _) = self.fields(sending.lead);
        let told = |name: &str| fields.iter().any(|(own, _)| own == name);
        if !told("email") && !told("phone") {
            let text = "neither an e-mail address nor a phone number: nobody could answer this lead";
            return Err(vec![error("", "empty", text)]);
        }
        let mut pairs = vec![("oid".to_owned(), self.oid.clone())];
        pairs.push(("retURL".to_owned(), sending.lead.record.page.url.clone()));
        pairs.extend(fields);
        if !self.debug.is_empty() {
            pairs.push(("debug".to_owned(), "1".to_owned()));
            pairs.push(("debugEmail".to_owned(), self.debug.clone()));
        }
        let body = body::urlencoded(&pairs);
        Ok(Outgoing::Http(HttpRequest::post(self.url.clone(), body::FORM, body)))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        let taken = match answer {
            // To `retURL`; 301 and 308 mean that the place has moved.
            Answer::Reply(reply) => matches!(reply.status, 200..=299 | 302 | 303),
            Answer::Lost { .. } => false,
        };
        if !taken {
            return match common(sending, answer, Twice::Counts) {
                Err(verdict) => verdict,
                Ok(reply) => Verdict::refused("", "unspecified", &format!("answered {}", reply.status)),
            };
        }
        let (_, changes) = self.fields(sending.lead);
        let mut reason = "sent; Salesforce does not say what became of it".to_owned();
        for change in changes {
            reason.push_str("; ");
            reason.push_str(&change);
        }
        Verdict::Unconfirmed { reason, usual: true }
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}
