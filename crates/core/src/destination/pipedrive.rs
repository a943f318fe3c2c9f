//! Pipedrive: a person, then a lead that belongs to it. It knows no ids of ours that would keep a repeat from counting, so
//! each step looks first whether an earlier attempt has done it: a person by its address, a lead by `origin_id`.
//!
//! Persons are spoken of by version 2 of its API, since those of version 1 ended in July 2026; leads have version 1 alone
//! (pipedrive.readme.io, "Pipedrive API v2 migration guide"; its own client, `pipedrive/client-nodejs`).
//!
//! The memo holds `person=ID`, kept before the lead is made, and `looked=N`: in attempt N there was nothing yet.

use super::mapping::{self, Mapping};
use super::person::Role;
use super::settings::{Key, KindInfo, Settings, error};
use super::verdict::{Reply, Twice, common, plain};
use super::{Answer, HttpRequest, Limits, Outgoing, Sending, Speaks, Verdict, body};
use crate::json::{self, Value, Writer, push_text};
use crate::text::clip;
use alloc::sync::Arc;
use leadwell_wire::{FieldError, Millis};

pub(super) const KIND: KindInfo = KindInfo {
    name: "pipedrive",
    title: "Pipedrive",
    keys: &[
        Key::required("token", "of the API, from the personal preferences").secret(),
        Key::optional("host", "https://api.pipedrive.com", "of the company, as `https://acme.pipedrive.com`"),
        Key::optional(
            "title",
            "{person.name}",
            "the lead's title, with the same names in braces as a mapping",
        ),
        Key::optional("owner", "", "number of the user who is to have it"),
        Key::optional("labels", "", "ids of labels, with spaces or commas between"),
        Key::optional("visible_to", "", "`1`, `3`, `5` or `7`"),
        Key::optional(
            "map.*",
            "",
            "a field of the lead: `expected_close_date`, or the key of a custom field",
        ),
    ],
    page: Err("its token would be in the page; use a collector"),
};

/// Of its search, in every plan; of all requests the smallest plan allows twice as many.
const LIMITS: Limits = Limits { per: &[(10, Millis(2_000))], ..Limits::USUAL };
const LEADS: &str = "api/v1/leads";
const PERSONS: &str = "api/v2/persons";
const MOST_TITLE: usize = 255;

struct Pipedrive {
    host: String,
    token: String,
    title: String,
    owner: String,
    labels: Vec<String>,
    visible_to: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (title, token) = (settings.text("title"), settings.graphic("token"));
    if let Err(name) = mapping::fill_in(&title) {
        settings.wrong("title", "choice", &format!("`{{{name}}}` is nothing that is known of a lead"));
    }
    if !settings.text("visible_to").is_empty() {
        settings.choice("visible_to", &["1", "3", "5", "7"]);
    }
    Arc::new(Pipedrive {
        host: settings.url("host"),
        token,
        title,
        owner: settings.digits("owner"),
        labels: {
            settings.token("labels", "-, ");
            settings.words("labels")
        },
        visible_to: settings.text("visible_to"),
        mapping: settings.mapping(&[]),
    })
}

/// What is next, by the memo.
enum Step {
    FindPerson { field: &'static str, term: String },
    MakePerson,
    FindLead { person: u64 },
    MakeLead { person: u64 },
}

fn step(sending: &Sending<'_>) -> Step {
    let of = |key: &str| {
        let word = sending.memo.split(' ').find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        word.and_then(json::parse_whole)
    };
    let looked = of("looked") == Some(u64::from(sending.attempt));
    let person = &sending.lead.person;
    if let Some(person) = of("person") {
        return if looked { Step::MakeLead { person } } else { Step::FindLead { person } };
    }
    if looked {
        return Step::MakePerson;
    }
    let by = [("email", Role::Email), ("phone", Role::Phone)].map(|(field, role)| (field, person.get(role)));
    match by.into_iter().find(|(_, value)| !value.is_empty()) {
        Some((field, value)) => Step::FindPerson { field, term: value.to_owned() },
        // Namesakes are many: only where the first attempt may have made one.
        None if sending.attempt > 1 => {
            Step::FindPerson { field: "name", term: person.get(Role::Name).to_owned() }
        }
        None => Step::MakePerson,
    }
}

impl Pipedrive {
    fn post(&self, path: &str, body: String) -> HttpRequest {
        HttpRequest::post(format!("{}/{path}", self.host), "application/json", body)
            .with("x-api-token", self.token.as_str())
    }

    fn get(&self, path: &str) -> HttpRequest {
        HttpRequest::get(format!("{}/{path}", self.host)).with("x-api-token", self.token.as_str())
    }

    fn person(&self, sending: &Sending<'_>) -> String {
        let person = &sending.lead.person;
        let [name, email, phone] = [Role::Name, Role::Email, Role::Phone].map(|role| person.get(role));
        let mut out = Writer::object();
        out.text("name", [name, email, phone].into_iter().find(|text| !text.is_empty()).unwrap_or_default());
        for (key, value) in [("emails", email), ("phones", phone)] {
            if !value.is_empty() {
                let mut one = Writer::object();
                one.text("value", value);
                one.json("primary", "true");
                one.close();
                out.list(key, &one.text);
            }
        }
        self.owner(&mut out);
        // A number here, a text in a lead.
        out.json("visible_to", &self.visible_to);
        out.close();
        out.text
    }

    fn lead(&self, sending: &Sending<'_>, person: u64) -> String {
        let lead = sending.lead;
        let title = mapping::fill_in(&self.title).map_or(String::new(), |parts| mapping::fill(&parts, lead));
        let title = if title.trim().is_empty() { format!("Lead from {}", lead.title) } else { title };
        let mut out = Writer::object();
        out.text("title", clip(title.trim(), MOST_TITLE));
        out.number("person_id", person);
        out.text("origin_id", sending.id.as_str());
        if !self.labels.is_empty() {
            let mut list = String::new();
            for label in &self.labels {
                if !list.is_empty() {
                    list.push(',');
                }
                push_text(&mut list, label);
            }
            out.list("label_ids", &list);
        }
        self.owner(&mut out);
        out.text("visible_to", &self.visible_to);
        for (name, values) in self.mapping.apply(lead) {
            out.text(&name, &values.join(", "));
        }
        out.close();
        out.text
    }

    fn owner(&self, out: &mut Writer) {
        out.json("owner_id", self.owner.trim_start_matches('0'));
    }
}

impl Speaks for Pipedrive {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let person = &sending.lead.person;
        if [Role::Name, Role::Email, Role::Phone].into_iter().all(|role| person.get(role).is_empty()) {
            return Err(vec![error(
                "",
                "empty",
                "Pipedrive's leads belong to a person: no name, address or number",
            )]);
        }
        Ok(Outgoing::Http(match step(sending) {
            Step::FindPerson { field, term } => {
                let term = body::percent(&term);
                self.get(&format!("{PERSONS}/search?term={term}&fields={field}&exact_match=true&limit=1"))
            }
            Step::MakePerson => self.post(PERSONS, self.person(sending)),
            Step::FindLead { person } => self.get(&format!("{LEADS}?person_id={person}&limit=100")),
            Step::MakeLead { person } => self.post(LEADS, self.lead(sending, person)),
        }))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // The next attempt looks before it makes anything.
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(Verdict::Misconfigured { reason, gone }) => {
                return Verdict::Misconfigured { reason: with_words(reason, answer), gone };
            }
            Err(verdict) => return verdict,
        };
        let text = reply.body;
        let value = json::parse(text).unwrap_or_default();
        if reply.status == 402 {
            return Verdict::misconfigured(with_words("answered 402".to_owned(), answer));
        }
        if !matches!(reply.status, 200..=299) || value.get("success").raw() != "true" {
            return refused(&reply, value);
        }
        let (data, attempt) = (value.get("data"), sending.attempt);
        match step(sending) {
            Step::FindPerson { .. } => {
                let item = data.get("items").members().next().unwrap_or_default();
                match item.get("item").get("id").whole() {
                    Some(id) => Verdict::Next { memo: format!("person={id} looked={attempt}") },
                    None => Verdict::Next { memo: format!("looked={attempt}") },
                }
            }
            Step::MakePerson => match data.get("id").whole() {
                Some(id) => Verdict::Next { memo: format!("person={id} looked={attempt}") },
                None => Verdict::retry("the answer names no person"),
            },
            Step::FindLead { person } => {
                let own = data.members().find(|lead| lead.text_at("origin_id") == sending.id.as_str());
                match own {
                    Some(lead) => Verdict::delivered_as(lead.text_at("id")),
                    None => Verdict::Next { memo: format!("person={person} looked={attempt}") },
                }
            }
            Step::MakeLead { .. } => match data.text_at("id") {
                id if id.is_empty() => Verdict::retry("the answer names no lead"),
                id => Verdict::delivered_as(id),
            },
        }
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}

fn says(value: Value<'_>) -> String {
    let words = ["code", "error", "error_info"].map(|key| plain(&value.text_at(key)));
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": ")
}

fn with_words(reason: String, answer: &Answer<'_>) -> String {
    let Answer::Reply(reply) = answer else { return reason };
    let text = reply.body;
    let words = says(json::parse(text).unwrap_or_default());
    if words.is_empty() { reason } else { format!("{reason}; {words}") }
}

fn refused(reply: &Reply<'_>, value: Value<'_>) -> Verdict {
    let words = says(value);
    if !words.is_empty() {
        return Verdict::refused("", "unspecified", &words);
    }
    match reply.status {
        // Whatever it was, the next attempt sees what came of it.
        200..=299 => Verdict::retry("answered with something that Pipedrive does not say"),
        status => Verdict::refused("", "unspecified", &format!("answered {status}")),
    }
}
