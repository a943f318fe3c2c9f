//! `GET /v1/forms/{form}`: the definition, for pages that render it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::caching::matches_etag;
use crate::error::ApiError;
use crate::state::Collector;

pub(super) async fn definition(
    State(collector): State<Collector>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(form) = collector.forms().get(&name) else { return ApiError::NotFound.into_response() };
    let caching = [(header::ETAG, form.etag.clone()), (header::CACHE_CONTROL, "public, max-age=60".into())];
    if matches_etag(&headers, &form.etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, "application/json")], form.json.clone()).into_response()
}
