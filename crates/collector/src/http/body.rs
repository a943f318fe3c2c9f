//! Reading a body: never more than the limit, never longer than the patience.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::error::ApiError;

/// How long one body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of a body that is too large is read and thrown away, so that an honest client gets to read the
/// answer instead of a reset connection.
const DISCARD: usize = 1024 * 1024;

/// The whole body, at most `limit` bytes of it.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    tokio::time::timeout(PATIENCE, collect(body, limit)).await.unwrap_or(Err(ApiError::BodyTimeout))
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    let mut total = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| ApiError::BodyBroken)?.into_data() else { continue };
        total += data.len();
        if total <= limit {
            bytes.extend_from_slice(&data);
        } else {
            bytes.clear();
            if total > limit + DISCARD {
                break;
            }
        }
    }
    if total > limit { Err(ApiError::TooLarge) } else { Ok(bytes.freeze()) }
}

/// The media type, lower case, without its parameters; empty where there is none.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default()
}

/// What languages the sender reads; empty where it does not say.
pub(crate) fn languages(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
