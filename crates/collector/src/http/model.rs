//! `GET /v1/model`: the stage model, for pages that are told to ask for it (`data-model="collector"`).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::caching::matches_etag;
use crate::forms::hex;
use crate::state::Collector;

pub(super) async fn model(State(collector): State<Collector>, headers: HeaderMap) -> Response {
    let text = collector.models().main().text.clone();
    let etag = format!("\"{}\"", &hex(&Sha256::digest(&text))[..16]);
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "public, max-age=60".into())];
    if matches_etag(&headers, &etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
