//! A lead as destinations are told of it.

use super::record;
use crate::prelude::*;
#[cfg(feature = "native")]
use leadwell_wire::{FieldDef, FieldKind, Fields, FormDef, Id, Kind, Millis, Points};
use leadwell_wire::{Pii, Record, Touch};

/// Built once, from the record as it was sent and the form's definition.
#[derive(Clone, Debug)]
pub struct Lead {
    pub record: Record,
    /// The record as JSON.
    pub(super) json: Pii<String>,
    /// Who it is, as far as the form's fields say.
    pub person: Person,
    /// A part of the person, as `person.email`, and the field of the form that told it, or would have: who left it blank
    /// is told so by that field's name.
    told_by: Vec<(&'static str, String)>,
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

/// Empty is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    pub email: Pii<String>,
    pub name: Pii<String>,
    pub first_name: Pii<String>,
    pub last_name: Pii<String>,
    /// E.164 where it is a number of a known country, else as it was typed.
    pub phone: Pii<String>,
    pub company: Pii<String>,
    pub website: Pii<String>,
    pub country: Pii<String>,
    pub message: Pii<String>,
}

/// How fields are named, in lower case without marks, when nothing else says what they hold.
const NAMES: &[(Role, &[&str])] = &[
    (Role::Email, &["email", "mail", "emailaddress", "workemail", "businessemail"]),
    (Role::First, &["firstname", "fname", "givenname", "forename", "vorname", "prenom", "nombre"]),
    (Role::Last, &["lastname", "lname", "surname", "familyname", "nachname", "nom", "apellido"]),
    (Role::Name, &["name", "fullname", "yourname", "contactname"]),
    (Role::Phone, &["phone", "tel", "telephone", "mobile", "phonenumber", "telefon"]),
    (Role::Company, &["company", "organization", "organisation", "companyname", "firma", "entreprise"]),
    (Role::Website, &["website", "url", "web", "homepage"]),
    (Role::Country, &["country", "land", "pays"]),
    (Role::Message, &["message", "comment", "comments", "question", "nachricht", "notes"]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Email,
    First,
    Last,
    Name,
    Phone,
    Company,
    Website,
    Country,
    Message,
}

fn role_by_name(name: &str) -> Option<Role> {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.to_ascii_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&bare.as_str())).map(|(role, _)| *role)
}

#[cfg(feature = "native")]
fn role(name: &str, def: Option<&FieldDef>) -> Option<Role> {
    let named = role_by_name(name);
    let Some(def) = def else { return named };
    let by_token = match def.autocomplete.rsplit(' ').next().unwrap_or_default() {
        "email" => Some(Role::Email),
        "given-name" => Some(Role::First),
        "family-name" => Some(Role::Last),
        "name" => Some(Role::Name),
        "tel" => Some(Role::Phone),
        "organization" => Some(Role::Company),
        "url" => Some(Role::Website),
        "country" | "country-name" => Some(Role::Country),
        _ => None,
    };
    by_token.or(match def.kind {
        FieldKind::Email => Some(Role::Email),
        FieldKind::Phone => Some(Role::Phone),
        FieldKind::Company => Some(Role::Company),
        FieldKind::Url => Some(Role::Website),
        FieldKind::Country => Some(Role::Country),
        FieldKind::Name => named.filter(|role| matches!(role, Role::First | Role::Last)).or(Some(Role::Name)),
        FieldKind::Text if def.rows > 0 => named.or(Some(Role::Message)),
        FieldKind::Text | FieldKind::Hidden => named,
        _ => None,
    })
}

impl Role {
    /// As a mapping names it.
    const fn known(self) -> &'static str {
        match self {
            Self::Email => "person.email",
            Self::First => "person.first_name",
            Self::Last => "person.last_name",
            Self::Name => "person.name",
            Self::Phone => "person.phone",
            Self::Company => "person.company",
            Self::Website => "person.website",
            Self::Country => "person.country",
            Self::Message => "person.message",
        }
    }
}

impl Person {
    /// With the field of the form that told each part. `read` says what a field holds, and how that is written.
    fn of(
        record: &Record,
        read: impl Fn(&str, &str) -> Option<(Role, String)>,
    ) -> (Self, Vec<(&'static str, String)>) {
        let (mut person, mut told_by) = (Self::default(), Vec::new());
        // Those that were left blank only where nothing else tells that part.
        for blank in [false, true] {
            for (name, value) in record.fields.iter() {
                let Some((role, text)) = read(name, value.expose().trim()) else { continue };
                let known = role.known();
                if text.is_empty() == blank && !told_by.iter().any(|(own, _)| *own == known) {
                    *person.part(role) = Pii::new(text);
                    told_by.push((known, name.clone()));
                }
            }
        }
        person.complete();
        (person, told_by)
    }

    fn part(&mut self, role: Role) -> &mut Pii<String> {
        match role {
            Role::Email => &mut self.email,
            Role::First => &mut self.first_name,
            Role::Last => &mut self.last_name,
            Role::Name => &mut self.name,
            Role::Phone => &mut self.phone,
            Role::Company => &mut self.company,
            Role::Website => &mut self.website,
            Role::Country => &mut self.country,
            Role::Message => &mut self.message,
        }
    }

    /// The whole name from its parts, or the parts from the whole: the last word is the family's.
    fn complete(&mut self) {
        let (first, last, whole) = (self.first_name.expose(), self.last_name.expose(), self.name.expose());
        if whole.is_empty() {
            self.name = Pii::new(format!("{first} {last}").trim().to_owned());
        } else if first.is_empty() && last.is_empty() {
            let (first, last) = match whole.split_once(',') {
                Some((last, first)) => (first.trim(), last.trim()),
                None => whole.rsplit_once(char::is_whitespace).unwrap_or((whole, "")),
            };
            (self.first_name, self.last_name) =
                (Pii::new(first.trim().to_owned()), Pii::new(last.trim().to_owned()));
        }
    }
}

impl Lead {
    /// A record as a page wrote it; `None` where it is none. What its fields are is only known by their names, and where the
    /// page could tell a telephone number.
    pub fn read(json: &str) -> Option<Self> {
        let record = record::read(json)?;
        let (person, told_by) = Person::of(&record, |name, text| match record.normalized.get(name) {
            Some(number) => Some((Role::Phone, number.expose().clone())),
            None => Some((role_by_name(name)?, text.to_owned())),
        });
        Some(Self {
            person,
            told_by,
            json: Pii::new(json.to_owned()),
            labels: Vec::new(),
            #[cfg(feature = "native")]
            options: Vec::new(),
            title: record.form.clone(),
            language: record.page.language.clone(),
            record,
            sample: false,
        })
    }

    #[cfg(feature = "native")]
    pub fn of(record: Record, form: &FormDef) -> Self {
        let labels = form.fields.iter().filter(|def| !def.label.is_empty());
        let language = [&form.language, &record.page.language].into_iter().find(|text| !text.is_empty());
        let (person, mut told_by) = Person::of(&record, |name, text| {
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
            let known = role(&def.name, Some(def)).map(Role::known);
            if let Some(known) = known.filter(|known| !told_by.iter().any(|(own, _)| own == known)) {
                told_by.push((known, def.name.clone()));
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
        if let Some(front) = self.json.expose().strip_suffix('}').filter(|_| context.starts_with('{')) {
            self.json = Pii::new(format!("{front},\"context\":{context}}}"));
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

    /// The form's field that told this part of the person; empty where none did. A part of a name may have been told by
    /// the whole.
    pub(super) fn field_of(&self, known: &str) -> &str {
        let told =
            |known: &str| self.told_by.iter().find(|(own, _)| *own == known).map(|(_, name)| name.as_str());
        let part_of_name = matches!(known, "person.first_name" | "person.last_name");
        told(known).or_else(|| if part_of_name { told("person.name") } else { None }).unwrap_or_default()
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
    pub(super) fn touch(&self, first: bool) -> Option<&Touch> {
        let touches = &self.record.touches;
        if first { touches.first.as_ref() } else { touches.last.as_ref().or(touches.first.as_ref()) }
    }

    pub(super) fn channel(&self, first: bool) -> &'static str {
        #[cfg(feature = "native")]
        let channel = |touch| crate::channel::classify(touch).as_str();
        // A page has no table of channels; the touches are told.
        #[cfg(not(feature = "native"))]
        let channel = |_| "";
        self.touch(first).map_or("", channel)
    }
}
