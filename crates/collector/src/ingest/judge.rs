//! One record: is it complete, is its form known, are its fields right?

use leadwell_core::aid::Native;
use leadwell_core::{channel, validate, words};
use leadwell_wire::{
    Consent, FieldError, FieldKind, Fields, FormDef, Id, Pii, Rejected, Touch, Touches, Verdict, limits,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::assess::Assessment;
use crate::channels::Channels;
use crate::forms::FormSet;
use crate::models::Models;
use crate::parts::Parts;
use crate::store::{JourneyPart, Kind, Mode, NewRecord, Source, TokenDigest};

/// What is to be done with one record.
#[derive(Debug)]
pub(crate) enum Judged {
    /// Store it.
    Take(Box<NewRecord>),
    /// Name it as rejected. `unknown_form` tells the one fault that can refuse a whole request.
    Reject { rejected: Rejected, unknown_form: bool },
}

/// The stage alone, as text: a page that is newer than the collector may know more stages.
#[derive(Deserialize)]
struct StageOf {
    stage: String,
}

/// Where and when a record came, and in which languages (`Accept-Language`) its sender reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) index: usize,
    pub(crate) sent_at: Option<i64>,
    pub(crate) age_ms: Option<i64>,
    pub(crate) attempts: Option<i64>,
    pub(crate) now: i64,
    pub(crate) accepted: &'a str,
}

/// Judges one record. Needs no clock of its own.
pub(crate) fn judge(forms: &FormSet, models: &Models, raw: &RawValue, arrival: Arrival<'_>) -> Judged {
    let Arrival { index, sent_at, age_ms, attempts, now, accepted } = arrival;
    let Some(parts) = Parts::of(raw.get()).filter(|parts| !parts.is_ambiguous) else {
        return reject(
            String::new(),
            vec![fault(
                &format!("records[{index}]"),
                "invalid",
                "A record must be an object with each key once.",
            )],
        );
    };
    let mut errors = Vec::new();
    let named = parts.id.read::<String>();
    let id = named.as_deref().and_then(Id::parse);
    if id.is_none() {
        let place = if named.is_some() { "id".into() } else { format!("records[{index}].id") };
        errors.push(fault(&place, "invalid_id", "\"id\" must be the text of a UUIDv7."));
    }
    let kind = parts.kind.read::<String>().as_deref().and_then(Kind::parse);
    if kind.is_none() {
        errors.push(fault("kind", "unknown_kind", "\"kind\" must be lead, partial or journey."));
    }
    // Without a known kind the rest is judged as for a lead, so that all errors come at once.
    let needs_form = kind != Some(Kind::Journey);
    let form_name = parts.form.read::<String>().unwrap_or_default();
    let form = forms.get(&form_name);
    let mut unknown_form = false;
    if needs_form && form_name.is_empty() {
        errors.push(fault("form", "required", "\"form\" must name the form."));
    } else if needs_form && form.is_none() {
        unknown_form = true;
        errors.push(fault("form", "unknown_form", "There is no form of this name here."));
    }
    let fields = match parts.fields.raw() {
        None if !needs_form => Some(Fields::default()),
        _ => parts.fields.read::<Fields>(),
    };
    match (&fields, form) {
        (None, _) => errors.push(fault("fields", "invalid", "\"fields\" must be an object of field values.")),
        // A partial is what somebody has typed so far: what is missing is not wrong yet.
        (Some(fields), Some(form)) if kind != Some(Kind::Partial) && needs_form => {
            let mut found = validate::check(&form.def, fields, &Native).err().unwrap_or_default();
            words::say(&form.def, words::for_form(&form.def, accepted), &mut found);
            errors.extend(found);
        }
        _ => {}
    }
    let touches = parts.touches.read::<Touches>().unwrap_or_default();
    // Without consent nothing is put together over several records.
    let allowed = parts.consent.read::<Consent>().is_some_and(|said| said.journey == Verdict::Granted);
    let journey = match allowed {
        true => JourneyPart::read(parts.journey, &touches),
        false => JourneyPart::default(),
    };
    if kind == Some(Kind::Journey) && !allowed {
        errors.push(fault("consent.journey", "not_granted", "A journey is taken only where it is allowed."));
    } else if kind == Some(Kind::Journey) && journey.visitor.is_none() {
        errors.push(fault("journey.visitor", "required", "A journey must name its visitor by a UUIDv7."));
    }
    let (Some(id), Some(kind), true) = (id, kind, errors.is_empty()) else {
        // Echoed as it was sent, so that the sender recognises it; cut, so that it cannot grow.
        let id: String = named.unwrap_or_default().chars().take(64).collect();
        return Judged::Reject { rejected: Rejected { id, errors }, unknown_form };
    };
    let fields = fields.unwrap_or_default();
    let channels = Channels::of(&touches);
    let email = form.and_then(|form| email(&form.def, &fields));
    Judged::Take(Box::new(NewRecord {
        id: id.as_str().to_owned(),
        kind,
        mode: Mode::Script,
        name: form.and_then(|form| person(&form.def, &fields)),
        assessment: (kind == Kind::Lead).then(|| Assessment::of(models, raw.get(), email.as_ref())),
        email,
        form: form_name,
        site: cut(parts.site.read::<String>().unwrap_or_default()),
        received_at: now,
        created_at: parts.created_at.read(),
        sent_at,
        age_ms,
        attempts,
        stage: parts.journey.read::<StageOf>().map(|journey| cut(journey.stage)),
        first: touches.first.as_ref().map(source).unwrap_or_default(),
        last: touches.last.as_ref().map(source).unwrap_or_default(),
        channel: channels.counted,
        sales_stage: None,
        // One that is no token is not worth a lead.
        token: parts.token.read::<Pii<String>>().and_then(|token| TokenDigest::of(token.expose())),
        destinations: Vec::new(),
        raw: Pii::new(if kind == Kind::Journey { String::new() } else { raw.get().to_owned() }),
        journey,
        files: Vec::new(),
    }))
}

/// The person's name: a field that says so by its autofill token or its name, else first and last name.
pub(crate) fn person(form: &FormDef, fields: &Fields) -> Option<Pii<String>> {
    let by = |token: &str, names: &[&str]| {
        form.fields
            .iter()
            .find(|field| field.autocomplete == token)
            .or_else(|| form.fields.iter().find(|field| names.contains(&field.name.as_str())))
            .and_then(|field| filled(fields, &field.name))
    };
    let whole = by("name", &["name", "full_name", "fullname", "your_name"]);
    whole.or_else(|| {
        let parts = [
            by("given-name", &["first_name", "firstname", "given_name"]),
            by("family-name", &["last_name", "lastname", "family_name"]),
        ];
        let parts: Vec<&str> = parts.iter().flatten().map(|part| part.expose().as_str()).collect();
        (!parts.is_empty()).then(|| Pii::new(parts.join(" ")))
    })
}

/// The first field of the kind e-mail that is filled in.
pub(crate) fn email(form: &FormDef, fields: &Fields) -> Option<Pii<String>> {
    form.fields
        .iter()
        .filter(|field| field.kind == FieldKind::Email)
        .find_map(|field| filled(fields, &field.name))
}

fn filled(fields: &Fields, name: &str) -> Option<Pii<String>> {
    let value = validate::trim(fields.get(name)?.expose());
    (!value.is_empty()).then(|| Pii::new(value.to_owned()))
}

/// A touch in two words.
pub(super) fn source(touch: &Touch) -> Source {
    let tag = |name: &str| touch.tags.get(name).filter(|value| !value.is_empty()).map(|v| cut(v.to_owned()));
    let channel = Some(channel::classify(touch).as_str());
    Source { source: tag("source").or_else(|| tag("referrer_host")), campaign: tag("campaign"), channel }
}

/// A text for a column: the whole of it stays in the raw record.
fn cut(text: String) -> String {
    if text.len() <= limits::TAG_CHARS { text } else { text.chars().take(limits::TAG_CHARS).collect() }
}

fn reject(id: String, errors: Vec<FieldError>) -> Judged {
    Judged::Reject { rejected: Rejected { id, errors }, unknown_form: false }
}

fn fault(field: &str, code: &str, message: &str) -> FieldError {
    FieldError { field: field.into(), code: code.into(), message: message.into(), ..FieldError::default() }
}
