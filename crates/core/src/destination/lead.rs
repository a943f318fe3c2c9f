//! A lead as destinations are told of it.

#[cfg(feature = "native")]
use super::person::role;
use super::person::{Person, Role, ToldBy};
#[cfg(not(feature = "native"))]
use super::{person::role_by_name, record::Record};
use crate::json::{self, Value};
use crate::prelude::*;
#[cfg(feature = "native")]
use leadwell_wire::{FieldKind, Fields, FormDef, Id, Kind, Millis, Points, Record, Touch};

use leadwell_wire::Pii;

/// Built once, from the record as it was sent and the form's definition.
#[derive(Clone, Debug)]
pub struct Lead {
    pub record: Record,
    /// The record as JSON.
    pub(super) json: Pii<String>,
    /// Who it is, as far as the form's fields say.
    pub person: Person,
    told_by: ToldBy,
    /// Name and label of the form's fields.
    pub labels: Vec<(String, String)>,
    /// Field, value and label of the options that have one.
    #[cfg(feature = "native")]
    options: Vec<(String, String, String)>,
    /// What the form is called by people.
    pub title: String,
    /// Of the form, or of the page: BCP 47.
    pub language: String,
    /// Nobody's lead: the test button made it.
    pub sample: bool,
}

impl Lead {
    /// A record as a page wrote it; `None` where it is none. What its fields are is only known by their names, and where the
    /// page could tell a telephone number.
    #[cfg(not(feature = "native"))]
    pub fn read(json: &str) -> Option<Self> {
        let record = Record::read(json)?;
        let (person, told_by) = Person::of(&record.fields, |name, text| match record.normalized.get(name) {
            Some(number) => Some((Role::Phone, number.expose().clone())),
            None => Some((role_by_name(name)?, text.to_owned())),
        });
        Some(Self {
            person,
            told_by,
            json: Pii::new(json.to_owned()),
            labels: Vec::new(),
            title: record.form.clone(),
            language: json::parse(json).unwrap_or_default().get("page").text_at("language"),
            record,
            sample: false,
        })
    }

    #[cfg(feature = "native")]
    pub fn of(record: Record, form: &FormDef) -> Self {
        let labels = form.fields.iter().filter(|def| !def.label.is_empty());
        let language = [&form.language, &record.page.language].into_iter().find(|text| !text.is_empty());
        let (person, mut told_by) = Person::of(&record.fields, |name, text| {
            let def = form.fields.iter().find(|def| def.name == *name);
            let role = role(name, def)?;
            let number = if role == Role::Phone {
                crate::aid::Native.e164(text, def.map_or("", |def| def.country.as_str()))
            } else {
                None
            };
            Some((role, number.unwrap_or_else(|| text.to_owned())))
        });
        for def in &form.fields {
            let known = role(&def.name, Some(def));
            if let Some(role) = known.filter(|role| !told_by.iter().any(|(own, _)| own == role)) {
                told_by.push((role, def.name.clone()));
            }
        }
        let options = form.fields.iter().flat_map(|def| def.options.iter().map(|one| (&def.name, one)));
        let options = options.filter(|(_, one)| !one.label.is_empty());
        Self {
            person,
            told_by,
            // It has texts for keys and no other floats than points, so that nothing can go wrong.
            json: Pii::new(serde_json::to_string(&record).unwrap_or_default()),
            labels: labels.map(|def| (def.name.clone(), def.label.clone())).collect(),
            options: options
                .map(|(name, one)| (name.clone(), one.value.clone(), one.label.clone()))
                .collect(),
            title: if form.title.is_empty() { record.form.clone() } else { form.title.clone() },
            language: language.cloned().unwrap_or_default(),
            record,
            sample: false,
        }
    }

    /// With the circumstances as the page told them, an object of JSON: they go to who takes the record.
    #[cfg(feature = "native")]
    #[must_use]
    pub fn in_context(mut self, context: &str) -> Self {
        // What can not be read again would take the rest of the record with it.
        if let Some(front) = self.json.expose().strip_suffix('}').filter(|_| context.starts_with('{')) {
            let json = format!("{front},\"context\":{context}}}");
            if json::parse(&json).is_some() {
                self.json = Pii::new(json);
            }
        }
        self
    }

    /// What the test button sends: the form's fields filled in by nobody, and marked as that.
    #[cfg(feature = "native")]
    pub fn sample(id: Id, form: &FormDef, site: &str, now: Millis) -> Self {
        let mut fields = Fields::default();
        for def in &form.fields {
            let value = match role(&def.name, Some(def)) {
                Some(Role::Email) => "test@example.com",
                Some(Role::First) => "Test",
                Some(Role::Last) => "Leadwell",
                Some(Role::Name) => "Test Leadwell",
                Some(Role::Phone) => "+12025550143",
                Some(Role::Company) => "Example Ltd",
                Some(Role::Website) => "https://example.com/",
                Some(Role::Country) => "GB",
                Some(Role::Message) => "A test by Leadwell: please delete.",
                None => match def.kind {
                    FieldKind::Number | FieldKind::Rating | FieldKind::Nps => "1",
                    FieldKind::Consent => "yes",
                    FieldKind::Date => "2026-01-01",
                    FieldKind::Choice => def.options.first().map_or("", |choice| choice.value.as_str()),
                    FieldKind::File | FieldKind::Hidden => continue,
                    _ => "Test",
                },
            };
            fields.push(def.name.as_str(), value);
        }
        let record = Record {
            id,
            kind: Kind::Lead,
            form: form.form.clone(),
            site: site.to_owned(),
            created_at: now,
            fields,
            normalized: Default::default(),
            page: Default::default(),
            touches: Default::default(),
            journey: Default::default(),
            consent: Default::default(),
        };
        Self { sample: true, ..Self::of(record, form) }
    }

    /// The form's field that told this part of the person, as `person.email`; empty where none did. A part of a name may
    /// have been told by the whole.
    pub(super) fn field_of(&self, known: &str) -> &str {
        let Some(role) = known.strip_prefix("person.").and_then(Role::of) else { return "" };
        let told = |role| self.told_by.iter().find(|(own, _)| *own == role).map(|(_, name)| name.as_str());
        let part_of_name = matches!(role, Role::First | Role::Last);
        told(role).or_else(|| if part_of_name { told(Role::Name) } else { None }).unwrap_or_default()
    }

    /// What the record says, as JSON.
    pub(super) fn said(&self) -> Value<'_> {
        json::parse(self.json.expose()).unwrap_or_default()
    }

    /// The label of a field, or its name.
    pub(super) fn label<'a>(&'a self, name: &'a str) -> &'a str {
        self.labels.iter().find(|(own, _)| own == name).map_or(name, |(_, label)| label)
    }

    /// What the collector makes of the journey counts where the page told no stage: it may not keep what it would need. The
    /// record as it was sent stays.
    #[cfg(feature = "native")]
    pub fn assess(&mut self, stage: &str, score: Points) {
        let journey = &mut self.record.journey;
        if journey.stage.is_empty() {
            (journey.stage, journey.score) = (stage.to_owned(), score);
        }
    }

    /// A value as people read it: an option by its label.
    #[cfg(feature = "native")]
    pub(super) fn word<'a>(&'a self, name: &str, value: &'a str) -> &'a str {
        let option = self.options.iter().find(|(field, own, _)| field == name && own == value);
        option.map_or(value, |(_, _, label)| label)
    }

    /// The touch that the visitor came with first, or last.
    pub(super) fn came(&self, first: bool) -> Value<'_> {
        let touches = self.said().get("touches");
        let last = touches.get("last");
        if first || !last.is_object() { touches.get("first") } else { last }
    }

    /// Of the journey: what [`Self::assess`] made of it goes before the record.
    #[cfg(feature = "native")]
    pub(super) fn journey(&self, part: &str) -> String {
        match part {
            "stage" => self.record.journey.stage.clone(),
            "score" => self.record.journey.score.to_string(),
            _ => self.said().get("journey").text_at(part),
        }
    }

    #[cfg(not(feature = "native"))]
    pub(super) fn journey(&self, part: &str) -> String {
        let value = self.said().get("journey").get(part);
        match (part, value.raw()) {
            ("score", "") => "0".to_owned(),
            ("score", number) => number.to_owned(),
            _ => value.string(),
        }
    }

    /// [`Self::came`] as a server has it.
    #[cfg(feature = "native")]
    pub(super) fn touch(&self, first: bool) -> Option<&Touch> {
        let touches = &self.record.touches;
        if first { touches.first.as_ref() } else { touches.last.as_ref().or(touches.first.as_ref()) }
    }

    #[cfg(feature = "native")]
    pub(super) fn channel(&self, first: bool) -> &'static str {
        self.touch(first).map_or("", |touch| crate::channel::classify(touch).as_str())
    }

    /// A page has no table of channels; the touches are told.
    #[cfg(not(feature = "native"))]
    pub(super) fn channel(&self, _: bool) -> &'static str {
        ""
    }
}
