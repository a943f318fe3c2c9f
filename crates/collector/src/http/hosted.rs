//! `GET /f/{form}`: the form as a page of its own, and its thank-you page.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use leadwell_core::words;

use super::body::languages;
use super::native::new_id;
use crate::pages;
use crate::state::Collector;

pub(super) async fn form(
    State(collector): State<Collector>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match collector.forms().get(&name) {
        Some(form) => pages::form(&form.def, words::for_form(&form.def, languages(&headers)), &new_id()),
        None => pages::no_such_form(),
    }
}

pub(super) async fn thanks(
    State(collector): State<Collector>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match collector.forms().get(&name) {
        Some(form) => pages::thanks(&form.def, words::for_form(&form.def, languages(&headers))),
        None => pages::no_such_form(),
    }
}
