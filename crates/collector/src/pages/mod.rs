//! Pages that visitors see: the hosted form, the thank-you page, and what went wrong. They work without a
//! script, and nothing but their own style sheet is allowed to load.

mod view;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_core::words::{self, Words};
use leadwell_wire::{FieldError, FieldKind, Fields, FormDef, Id};

use crate::error::ApiError;
use crate::http::matches_etag;
use view::{FieldView, extras, fields};

/// Where the style sheet of these pages is.
pub(crate) const STYLE_PATH: &str = "/f/pages.css";
const STYLE: &str = include_str!("../../static/pages.css");

#[derive(Template)]
#[template(path = "pages/form.html")]
struct FormPage<'a> {
    def: &'a FormDef,
    words: Words,
    id: &'a Id,
    fields: Vec<FieldView<'a>>,
    /// What a form of the site sent beyond the definition: kept, so that sending again loses nothing.
    extras: Vec<(&'a str, &'a str)>,
    /// Errors of fields that are not on this page.
    elsewhere: Vec<&'a FieldError>,
    wrong: usize,
    not_saved: Option<String>,
    has_files: bool,
    /// Browsers take no web address without a scheme; the validator does, so it alone is asked.
    has_urls: bool,
}

#[derive(Template)]
#[template(path = "pages/message.html")]
struct Message<'a> {
    words: Words,
    title: &'a str,
    text: &'a str,
    back: Option<String>,
}

/// The empty form.
pub(crate) fn form(def: &FormDef, words: Words, id: &Id) -> Response {
    form_page(StatusCode::OK, def, words, id, &Fields::default(), &[], None)
}

/// The form as it was filled in, with all errors.
pub(crate) fn with_errors(
    def: &FormDef,
    words: Words,
    id: &Id,
    values: &Fields,
    errors: &[FieldError],
) -> Response {
    form_page(StatusCode::UNPROCESSABLE_ENTITY, def, words, id, values, errors, None)
}

/// The form as it was filled in, to be sent again because the store is away. Same id, so that it counts once.
pub(crate) fn not_saved(def: &FormDef, words: Words, id: &Id, values: &Fields, error: &ApiError) -> Response {
    let mut response = form_page(error.status(), def, words, id, values, &[], Some(error.message()));
    say_when(&mut response, error);
    response
}

/// A post that could not even be read.
pub(crate) fn refused(def: &FormDef, words: Words, error: &ApiError) -> Response {
    let back = Some(format!("/f/{}", def.form));
    let title = words.get("page_refused");
    let mut response = page(error.status(), &Message { words, title, text: &error.message(), back }, def);
    say_when(&mut response, error);
    response
}

fn say_when(response: &mut Response, error: &ApiError) {
    if let Some(seconds) = error.retry_after_s() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// What a visitor sees once the lead is stored.
pub(crate) fn thanks(def: &FormDef, words: Words) -> Response {
    let usual = words.get("page_arrived");
    let text = if def.success.is_empty() { usual } else { &def.success };
    page(StatusCode::OK, &Message { words, title: words.get("page_thanks"), text, back: None }, def)
}

/// An address that names no form.
pub(crate) fn no_such_form() -> Response {
    let text = "There is no form at this address.";
    let message = Message { words: words::of("en"), title: "No such form", text, back: None };
    page(StatusCode::NOT_FOUND, &message, &FormDef::default())
}

/// The style sheet.
pub(crate) async fn style(headers: HeaderMap) -> Response {
    stylesheet(STYLE, &headers)
}

/// A style sheet of ours, for an hour.
pub(crate) fn stylesheet(text: &'static str, headers: &HeaderMap) -> Response {
    use sha2::Digest;
    let etag = format!("\"{}\"", &crate::forms::hex(&sha2::Sha256::digest(text))[..16]);
    let caching = [(header::CACHE_CONTROL, "public, max-age=300".to_owned()), (header::ETAG, etag.clone())];
    if matches_etag(headers, &etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

fn form_page(
    status: StatusCode,
    def: &FormDef,
    words: Words,
    id: &Id,
    values: &Fields,
    errors: &[FieldError],
    not_saved: Option<String>,
) -> Response {
    let fields = fields(def, values, errors);
    let elsewhere =
        errors.iter().filter(|error| !fields.iter().any(|field| field.def.name == error.field)).collect();
    let extras = extras(def, values);
    let form = FormPage {
        def,
        words,
        id,
        extras,
        elsewhere,
        wrong: errors.len(),
        not_saved,
        has_files: crate::files::taken_by(def),
        has_urls: def.fields.iter().any(|field| field.kind == FieldKind::Url),
        fields,
    };
    page(status, &form, def)
}

fn page(status: StatusCode, template: &impl Template, def: &FormDef) -> Response {
    let Ok(html) = template.render() else { return ApiError::Internal.into_response() };
    // Browsers hold the redirect that follows a post to `form-action` too.
    let next = def.next.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let next = if def.next.starts_with("http") { next } else { String::new() };
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' {next}; frame-ancestors 'self'"
    );
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    let headers = response.headers_mut();
    // The page holds what somebody typed, or an id that is good for one submission.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
