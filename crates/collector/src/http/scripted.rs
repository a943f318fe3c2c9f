//! What a script that posts a form is answered: the shape of Formspree's answers, so that its client and the scripts that were
//! written for it can post to a collector as they are. A script says that it wants JSON, a browser that posts by itself a page.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_wire::{FieldError, Fields, Id};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::error::ApiError;

#[derive(Serialize)]
struct Stored<'a> {
    next: String,
    ok: bool,
    id: &'a Id,
}

/// Never beside `next`: its client goes by the body alone.
#[derive(Serialize)]
struct Refused {
    error: String,
    errors: Vec<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    #[serde(skip_serializing_if = "String::is_empty")]
    field: String,
    code: &'static str,
    message: String,
    /// Our own word, which says more.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: BTreeMap<&'static str, String>,
}

/// Whether it is a script that has posted.
pub(super) fn wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

pub(super) fn stored(next: String, id: &Id) -> Response {
    Json(Stored { next, ok: true, id }).into_response()
}

pub(super) fn no_such_form() -> Response {
    let message = "There is no form at this address.".to_owned();
    whole(StatusCode::NOT_FOUND, "FORM_NOT_FOUND", message)
}

/// All fields that are wrong.
pub(super) fn wrong(errors: &[FieldError], fields: &Fields) -> Response {
    if fields.iter().next().is_none() {
        return whole(StatusCode::UNPROCESSABLE_ENTITY, "EMPTY", "Nothing was filled in.".to_owned());
    }
    let one = |error: &FieldError| Wrong {
        field: error.field.clone(),
        code: code(&error.code, fields.get(&error.field).is_some()),
        message: error.message.clone(),
        details: BTreeMap::from([("code", error.code.clone())]),
    };
    let errors = errors.iter().map(one).collect();
    let error = "Some fields are not right.".to_owned();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(Refused { error, errors })).into_response()
}

/// What stands in the way of the whole post.
pub(super) fn refused(error: &ApiError) -> Response {
    let code = match error {
        ApiError::TooLarge(_) => "FILES_TOO_BIG",
        ApiError::TooManyFiles => "TOO_MANY_FILES",
        _ => "UNSPECIFIED",
    };
    let mut response = whole(error.status(), code, error.message());
    if let Some(seconds) = error.retry_after_s() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn whole(status: StatusCode, code: &'static str, message: String) -> Response {
    let wrong = Wrong { field: String::new(), code, message: message.clone(), details: BTreeMap::new() };
    (status, Json(Refused { error: message, errors: vec![wrong] })).into_response()
}

/// Their word for ours; they have few.
fn code(ours: &str, was_sent: bool) -> &'static str {
    match ours {
        "required" | "consent" if was_sent => "REQUIRED_FIELD_EMPTY",
        "required" | "consent" => "REQUIRED_FIELD_MISSING",
        "email" | "work_email" => "TYPE_EMAIL",
        "number" | "too_small" | "too_large" => "TYPE_NUMERIC",
        "too_short" | "too_long" | "control" | "choice" | "pattern" => "TYPE_TEXT",
        "file_size" => "FILES_TOO_BIG",
        _ => "UNSPECIFIED",
    }
}
