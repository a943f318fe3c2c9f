//! HubSpot Forms v3: the open route, which pages may use too, and the one with a token. One field that the form does not
//! know makes HubSpot refuse the whole lead, so that such fields are left out and the rest is sent again.
//!
//! The memo has a line for each thing that is left out.

use super::hubspot_answer::{Dropped, judge};
use super::mapping::{Mapping, Source};
use super::settings::{Key, KindInfo, Settings, error};
use super::text::{cut, join, whole};
use super::verdict::{Twice, common};
use super::{Answer, HttpRequest, Lead, Limits, Outgoing, Sending, Speaks, Verdict};
use crate::json::Writer;
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::{FieldError, Millis};

pub(super) const KIND: KindInfo = KindInfo {
    name: "hubspot",
    title: "HubSpot",
    keys: &[
        Key::required("portal", "the number of the account (Hub ID)"),
        Key::required("form", "the form's GUID"),
        Key::optional(
            "host",
            "https://api.hsforms.com",
            "of another region, as `https://api-na2.hsforms.com`",
        ),
        Key::optional("token", "", "of a private app with the scope `forms`: takes the authenticated route")
            .secret(),
        Key::optional("keep", "email", "fields that are never left out, with spaces or commas between"),
        Key::optional("consent_field", "", "the form's field that agrees to processing"),
        Key::optional("consent_text", "", "what it says"),
        Key::optional("subscription", "", "number of the subscription type that is agreed to"),
        Key::optional("subscription_text", "", "what is agreed to by it"),
        Key::optional("legal_basis", "", "`LEAD` or `CUSTOMER`: legitimate interest in place of consent"),
        Key::optional("legal_basis_text", "", "why"),
        Key::optional(
            "context.*",
            "",
            "`hutk`, `ipAddress`, `pageUri`, `pageName`, `pageId`, `sfdcCampaignId`, `goToWebinarWebinarKey`",
        ),
        Key::optional("map.*", "", "a field of HubSpot's form; `0-2/domain` is one of the company"),
    ],
    page: Ok(()),
};

const WINDOW: Millis = Millis(10_000);
const OPEN: Limits = Limits { per: &[(50, WINDOW)], ..Limits::USUAL };
/// Of the smallest plan.
const WITH_TOKEN: Limits = Limits { per: &[(100, WINDOW)], ..Limits::USUAL };

/// What `context` holds unless the configuration says otherwise; the cookie where the form hands it over.
const CONTEXT: &[(&str, &str)] =
    &[("hutk", "hubspotutk"), ("pageUri", "page.url"), ("pageName", "page.title")];
const CONTEXT_KEYS: [&str; 7] =
    ["hutk", "ipAddress", "pageUri", "pageName", "pageId", "sfdcCampaignId", "goToWebinarWebinarKey"];

const DEFAULTS: &[(&str, &str)] = &[
    ("email", "person.email"),
    ("firstname", "person.first_name"),
    ("lastname", "person.last_name"),
    ("phone", "person.phone"),
    ("company", "person.company"),
    ("website", "person.website"),
    ("country", "person.country"),
    ("message", "person.message"),
];

/// HubSpot takes a month, and the shortest has 28 days.
const OLDEST: Millis = Millis::secs(27 * 86_400);
const MOST_FIELDS: usize = 1000;

pub(super) struct Hubspot {
    url: String,
    token: String,
    pub(super) keep: Vec<String>,
    consent: Option<Consent>,
    context: Vec<(String, Source)>,
    pub(super) mapping: Mapping,
}

struct Consent {
    field: String,
    text: String,
    /// Its number and its text.
    subscription: Option<(u64, String)>,
    basis: String,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let token = settings.graphic("token");
    let (host, portal, form) = (settings.url("host"), settings.digits("portal"), settings.token("form", "-"));
    let route = if token.is_empty() { "submit" } else { "secure/submit" };
    let mut context = Vec::new();
    for (name, ours) in settings.group("context.") {
        if !CONTEXT_KEYS.contains(&name.as_str()) {
            let message = ["is none of ", &join(CONTEXT_KEYS, ", ")].concat();
            settings.wrong(&["context.", &name].concat(), "unknown", &message);
        }
        if let Some(source) = settings.source(&["context.", &name].concat(), &ours) {
            context.push((name, source));
        }
    }
    let own = settings.group("context.");
    for (name, ours) in CONTEXT.iter().filter(|(name, _)| !own.iter().any(|(key, _)| key == name)) {
        context.extend(Source::parse(ours).map(|source| ((*name).to_owned(), source)));
    }
    Arc::new(Hubspot {
        url: [&host, "/submissions/v3/integration/", route, "/", &portal, "/", &form].concat(),
        token,
        keep: settings.words("keep"),
        consent: consent(settings),
        context,
        mapping: settings.mapping(DEFAULTS),
    })
}

fn consent(settings: &mut Settings<'_>) -> Option<Consent> {
    let [field, text, number, basis] =
        ["consent_field", "consent_text", "subscription", "legal_basis"].map(|key| settings.text(key));
    if !basis.is_empty() {
        settings.choice("legal_basis", &["LEAD", "CUSTOMER"]);
        if !field.is_empty() {
            settings.wrong("legal_basis", "choice", "stands in place of consent: either one or the other");
        }
        if number.is_empty() {
            settings.wrong("subscription", "required", "is needed with `legal_basis`");
        }
    }
    if field.is_empty() != text.is_empty() {
        settings.wrong("consent_text", "required", "stands together with `consent_field`");
    }
    if field.is_empty() && basis.is_empty() {
        return None;
    }
    let said = settings.text(if basis.is_empty() { "subscription_text" } else { "legal_basis_text" });
    let subscription = match number.is_empty() {
        true => None,
        false => Some((settings.number("subscription", 1, u64::MAX / 20), said.clone())),
    };
    if subscription.is_some() && said.is_empty() {
        let key = if basis.is_empty() { "subscription_text" } else { "legal_basis_text" };
        settings.wrong(key, "required", "is needed with `subscription`");
    }
    Some(Consent { field, text, subscription, basis })
}

impl Consent {
    fn write(&self, out: &mut Writer) {
        out.open("legalConsentOptions");
        if self.basis.is_empty() {
            out.open("consent");
            out.json("consentToProcess", "true");
            out.text("text", &self.text);
            if let Some((number, text)) = &self.subscription {
                let mut one = Writer::object();
                one.json("value", "true");
                one.number("subscriptionTypeId", *number);
                one.text("text", text);
                one.close();
                out.list("communications", &one.text);
            }
        } else {
            out.open("legitimateInterest");
            out.json("value", "true");
            if let Some((number, text)) = &self.subscription {
                out.number("subscriptionTypeId", *number);
                out.text("legalBasis", &self.basis);
                out.text("text", text);
            }
        }
        out.close();
        out.close();
    }
}

impl Hubspot {
    /// Object type, name and value of what is sent.
    pub(super) fn fields(&self, lead: &Lead, dropped: &Dropped) -> Vec<(String, String, String)> {
        let mut fields = Vec::new();
        for (theirs, values) in self.mapping.apply(lead) {
            let (object, name) = cut(&theirs, "/").unwrap_or(("0-1", &theirs));
            if !dropped.has(object, name) {
                fields.push((object.to_owned(), name.to_owned(), join(values, ";")));
            }
        }
        fields
    }
}

impl Speaks for Hubspot {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let (lead, dropped) = (sending.lead, Dropped::read(sending.memo));
        let fields = self.fields(lead, &dropped);
        if fields.is_empty() || fields.len() > MOST_FIELDS {
            let text = [&whole(fields.len() as u64), " fields, and HubSpot takes 1 to 1000"].concat();
            return Err(vec![error("", "empty", &text)]);
        }
        if let Some(consent) = self.consent.as_ref().filter(|consent| consent.basis.is_empty()) {
            let given =
                lead.record.fields.get(&consent.field).is_some_and(|value| !value.expose().is_empty());
            if !given {
                return Err(vec![error(
                    &consent.field,
                    "consent",
                    "HubSpot is told of nobody without this consent",
                )]);
            }
        }
        let mut out = Writer::object();
        let created = lead.record.created_at;
        if created <= sending.now && sending.now.since(created) < OLDEST {
            out.text("submittedAt", &whole(created.0));
        }
        let mut list = Vec::new();
        for (object, name, value) in &fields {
            let mut one = Writer::object();
            one.text("objectTypeId", object);
            one.text("name", name);
            one.text("value", value);
            one.close();
            list.push(one.text);
        }
        out.list("fields", &join(list, ","));
        out.open("context");
        for (name, source) in &self.context {
            if !dropped.context(name) {
                out.text(name, source.values(lead).first().map_or("", String::as_str));
            }
        }
        out.close();
        if let Some(consent) = &self.consent {
            consent.write(&mut out);
        }
        out.close();
        let mut request = HttpRequest::post(self.url.clone(), "application/json", out.text);
        if !self.token.is_empty() {
            request = request.with("authorization", ["Bearer ", &self.token].concat());
        }
        Ok(Outgoing::Http(request))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // Contacts are merged by address, and by the cookie.
        match common(sending, answer, Twice::Harmless) {
            Ok(reply) => judge(self, sending, &reply),
            Err(Verdict::RetryAfter { after, reason }) => match answer {
                // Too fast. After ten of these within a second the whole address is shut out for a minute, as Cloudflare
                // says in plain text.
                Answer::Reply(reply) if reply.status == 429 => {
                    let least = if cut(reply.body, "1015").is_some() { Millis::secs(60) } else { WINDOW };
                    Verdict::RetryAfter { after: Some(after.unwrap_or(least).max(least)), reason }
                }
                _ => Verdict::RetryAfter { after, reason },
            },
            Err(verdict) => verdict,
        }
    }

    fn limits(&self) -> Limits {
        if self.token.is_empty() { OPEN } else { WITH_TOKEN }
    }
}
