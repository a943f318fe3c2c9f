//! `GET /healthz`: whether a lead would be taken now.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::Collector;

pub(super) async fn healthz(State(collector): State<Collector>) -> Response {
    match collector.store().ping().await {
        Ok(()) => ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response(),
        Err(error) => ApiError::from(error).into_response(),
    }
}
