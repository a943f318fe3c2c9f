//! A form that the browser posted by itself, turned into a record like any other.

use leadwell_core::aid::Native as Aid;
use leadwell_core::form::ID_FIELD;
use leadwell_core::words::{self, Words};
use leadwell_core::{urlencoded, validate};
use leadwell_wire::{FieldError, Fields, FormDef, Id, Pii, limits};
use serde::Serialize;

use super::judge::{email, person};
use crate::assess::Assessment;
use crate::models::Models;
use crate::store::{JourneyPart, Kind, Mode, NewFile, NewRecord, Source};

/// What was posted.
#[derive(Debug, Default)]
pub(crate) struct NativePost {
    /// The id that the script or the hosted page put into the form, else a new one.
    pub(crate) id: Option<Id>,
    /// What was typed.
    pub(crate) fields: Fields,
    /// The files for fields that take files.
    pub(crate) files: Vec<NewFile>,
    /// What is wrong with files beyond the definition's rules.
    pub(crate) refused: Vec<FieldError>,
}

impl NativePost {
    /// Reads an urlencoded body.
    pub(crate) fn urlencoded(body: &[u8]) -> NativePost {
        let fields = urlencoded::parse(&String::from_utf8_lossy(body)).into_iter().collect();
        NativePost { fields, ..NativePost::default() }.with_id()
    }

    /// Reads an object of texts and lists of texts.
    pub(crate) fn json(body: &[u8]) -> Option<NativePost> {
        let fields = serde_json::from_slice(body).ok()?;
        Some(NativePost { fields, ..NativePost::default() }.with_id())
    }

    /// Takes the id out of the fields.
    pub(crate) fn with_id(mut self) -> NativePost {
        self.id = self.fields.take(ID_FIELD).and_then(|id| Id::parse(id.expose()));
        self
    }

    /// Everything that is wrong, at once, in these words.
    pub(crate) fn errors(&self, form: &FormDef, words: Words) -> Vec<FieldError> {
        let mut errors = validate::check(form, &self.fields, &Aid).err().unwrap_or_default();
        errors.extend(self.refused.iter().cloned());
        words::say(form, words, &mut errors);
        errors
    }
}

/// No times and no headers in it: the same post sent twice makes the same bytes.
#[derive(Serialize)]
struct Native<'a> {
    id: &'a Id,
    kind: &'static str,
    form: &'a str,
    mode: &'static str,
    fields: &'a Fields,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<NativePage<'a>>,
}

#[derive(Serialize)]
struct NativePage<'a> {
    url: &'a str,
}

/// The record of a native post. `referer` is what the browser says and no more.
pub(crate) fn native_record(
    form: &FormDef,
    models: &Models,
    id: Id,
    fields: &Fields,
    referer: Option<&str>,
    now: i64,
) -> Option<NewRecord> {
    let url = referer.filter(|url| {
        url.len() <= limits::URL_CHARS && (url.starts_with("https://") || url.starts_with("http://"))
    });
    let raw = serde_json::to_string(&Native {
        id: &id,
        kind: Kind::Lead.as_str(),
        form: &form.form,
        mode: Mode::Native.as_str(),
        fields,
        page: url.map(|url| NativePage { url }),
    })
    .ok()?;
    let email = email(form, fields);
    Some(NewRecord {
        assessment: Some(Assessment::of(models, &raw, email.as_ref())),
        id: id.as_str().to_owned(),
        kind: Kind::Lead,
        mode: Mode::Native,
        form: form.form.clone(),
        site: String::new(),
        received_at: now,
        created_at: None,
        sent_at: None,
        age_ms: None,
        attempts: None,
        name: person(form, fields),
        email,
        stage: None,
        first: Source::default(),
        last: Source::default(),
        channel: None,
        sales_stage: None,
        journey: JourneyPart::default(),
        token: None,
        destinations: Vec::new(),
        raw: Pii::new(raw),
        files: Vec::new(),
    })
}
