//! Reading a body: never more than the limit, never longer than the patience.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Frame;

use crate::error::ApiError;
use crate::files::Room;

/// How long a body may take to arrive, and how long it may pause. A page gives its request up after 20 s; a
/// proxy before us may take longer.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(10);
/// The same for a body with files: 12 MB at the 1 Mbit/s of a slow line.
const FILE_PATIENCE: Duration = Duration::from_secs(120);
/// How much of a body that is too large is read and thrown away, so that an honest client gets to read the
/// answer instead of a reset connection.
const DISCARD: usize = 1024 * 1024;

/// The whole body, at most `limit` bytes of it.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    tokio::time::timeout(PATIENCE, collect(body, limit, None)).await.unwrap_or(Err(ApiError::BodyTimeout))
}

/// The same for a body with files, which finds room in memory as it arrives.
pub(super) async fn read_files(body: Body, limit: usize, room: &mut Room) -> Result<Bytes, ApiError> {
    let collected = tokio::time::timeout(FILE_PATIENCE, collect(body, limit, Some(room))).await;
    collected.unwrap_or(Err(ApiError::BodyTimeout))
}

async fn collect(mut body: Body, limit: usize, mut room: Option<&mut Room>) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    let mut total = 0;
    let mut refused = None;
    while let Some(frame) = next(&mut body).await? {
        let Ok(data) = frame.map_err(|_| ApiError::BodyBroken)?.into_data() else { continue };
        total += data.len();
        if total > limit {
            refused = Some(ApiError::TooLarge(limit));
        } else if let Some(room) = &mut room
            && refused.is_none()
        {
            refused = room.grow(total).err();
        }
        if refused.is_none() {
            bytes.extend_from_slice(&data);
            continue;
        }
        bytes = BytesMut::new();
        if let Some(room) = &mut room {
            room.give_back();
        }
        if total > limit + DISCARD {
            break;
        }
    }
    refused.map_or_else(|| Ok(bytes.freeze()), Err)
}

async fn next(body: &mut Body) -> Result<Option<Result<Frame<Bytes>, axum::Error>>, ApiError> {
    tokio::time::timeout(PAUSE, body.frame()).await.map_err(|_| ApiError::BodyTimeout)
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
