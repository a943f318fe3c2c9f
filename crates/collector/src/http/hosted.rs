//! `GET /f/{form}`: the form as a page of its own, and its thank-you page.

use axum::extract::{Path, State};
use axum::response::Response;

use super::native::new_id;
use crate::pages;
use crate::state::Collector;

pub(super) async fn form(State(collector): State<Collector>, Path(name): Path<String>) -> Response {
    match collector.forms().get(&name) {
        Some(form) => pages::form(&form.def, &new_id()),
        None => pages::no_such_form(),
    }
}

pub(super) async fn thanks(State(collector): State<Collector>, Path(name): Path<String>) -> Response {
    match collector.forms().get(&name) {
        Some(form) => pages::thanks(&form.def),
        None => pages::no_such_form(),
    }
}
