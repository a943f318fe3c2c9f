//! Putting something right in a lead, and sending it again: by the lead's page and for programs.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_core::urlencoded;
use leadwell_wire::{FieldError, Fields};
use serde::Deserialize;
use serde_json::{Value, json};

use super::deliveries::wake;
use super::detail::Detail;
use super::{Whole, lead, message, refused, whole};
use crate::clock;
use crate::correct::changes;
use crate::error::ApiError;
use crate::http::read_body;
use crate::ingest;
use crate::state::Collector;
use crate::store::{Corrected, Correction, Listed, NewCorrection, StoreError, replace};

/// The fields of a lead have 64 KiB at most; percent-encoded they may have three times as many.
const FORM: usize = 256 * 1024;
const JSON: usize = 128 * 1024;
/// Characters of a name.
const WHO: usize = 100;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) fields: Fields,
    pub(super) who: String,
    /// The destinations that are told it again.
    pub(super) resend: Vec<String>,
}

/// What became of it.
enum Outcome {
    Done { corrected: Fields, again: u64 },
    Wrong(Vec<FieldError>),
    NoLead,
}

impl Asked {
    /// As the lead's page posts it. A name that is there several times has an empty value first, so that a group of
    /// boxes none of which is ticked is there, too.
    fn read(text: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in urlencoded::parse(text) {
            match name.as_str() {
                "who" => asked.who = value,
                "resend" => asked.resend.push(value),
                _ => {
                    if let Some(field) = name.strip_prefix("field.") {
                        asked.fields.push(field, value);
                    }
                }
            }
        }
        let mut kept = Fields::default();
        for (name, _) in asked.fields.iter() {
            if kept.get(name).is_none() {
                let filled =
                    asked.fields.all(name).map(|value| value.expose().as_str()).filter(|v| !v.is_empty());
                let mut filled = filled.peekable();
                if filled.peek().is_none() {
                    kept.push(name, "");
                }
                filled.for_each(|value| kept.push(name, value));
            }
        }
        Self { fields: kept, ..asked }
    }
}

async fn correct(collector: &Collector, whole: &Whole, asked: &Asked) -> Result<Outcome, StoreError> {
    let record = &whole.record;
    let form = collector.forms().get(&record.form).map(|form| &form.def);
    let lead = Detail::read(record.raw.expose(), &whole.corrections).fields;
    let fields = match changes(form, &lead, &asked.fields) {
        Ok(fields) => fields,
        Err(errors) => return Ok(Outcome::Wrong(errors)),
    };
    let listed = form.map(|form| {
        let fields = replace(&lead, &fields);
        Listed { name: ingest::person(form, &fields), email: ingest::email(form, &fields) }
    });
    let who: String = asked.who.trim().chars().take(WHO).collect();
    let correction = Correction { at: clock::now(), who, fields: fields.clone() };
    let new = NewCorrection { lead: record.id.clone(), correction, listed, again: asked.resend.clone() };
    Ok(match collector.store().correct(new).await? {
        Corrected::Done { again } => {
            wake(collector, again);
            Outcome::Done { corrected: fields, again }
        }
        Corrected::NoLead => Outcome::NoLead,
    })
}

/// `POST /admin/leads/{id}/correct`.
pub(super) async fn page(State(collector): State<Collector>, Path(id): Path<String>, body: Body) -> Response {
    let asked = match read_body(body, FORM).await {
        Ok(bytes) => Asked::read(&String::from_utf8_lossy(&bytes)),
        Err(error) => return refused(&error),
    };
    let none = || message(StatusCode::NOT_FOUND, "No such lead", "There is no lead with this id.");
    let whole = match whole(&collector, id.to_ascii_lowercase()).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return none(),
        Err(error) => return refused(&error.into()),
    };
    match correct(&collector, &whole, &asked).await {
        Ok(Outcome::Done { .. }) => {
            let place = format!("/admin/leads/{}#fields", whole.record.id);
            (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
        }
        Ok(Outcome::Wrong(errors)) => lead::again(&collector, whole, &asked, &errors),
        Ok(Outcome::NoLead) => none(),
        Err(error) => refused(&error.into()),
    }
}

/// `POST /api/leads/{id}/corrections` with `{"fields":{…},"who"?,"resend"?:["crm"]}`.
pub(super) async fn api(
    State(collector): State<Collector>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    let bytes = read_body(body, JSON).await?;
    // Read as an object first: a list would be taken for its members in order.
    let asked = serde_json::from_slice::<serde_json::Map<String, Value>>(&bytes);
    let asked = asked.and_then(|map| Asked::deserialize(Value::Object(map)));
    let asked = asked.map_err(|_| ApiError::BadMember("fields"))?;
    if asked.who.chars().count() > WHO {
        return Err(ApiError::BadMember("who"));
    }
    let whole = whole(&collector, id.to_ascii_lowercase()).await?.ok_or(ApiError::NotFound)?;
    let known = |name: &String| whole.deliveries.iter().any(|one| one.destination == *name);
    if !asked.resend.iter().all(known) {
        return Err(ApiError::BadMember("resend"));
    }
    match correct(&collector, &whole, &asked).await? {
        Outcome::Done { corrected, again } => {
            let names: std::collections::BTreeSet<&str> =
                corrected.iter().map(|(name, _)| name.as_str()).collect();
            Ok(Json(json!({ "corrected": names, "again": again })))
        }
        Outcome::Wrong(errors) => Err(ApiError::InvalidFields(errors)),
        Outcome::NoLead => Err(ApiError::NotFound),
    }
}
