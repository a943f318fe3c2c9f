//! At most so many requests at once; the rest is told at once to come back, instead of waiting unseen.

use axum::Router;
use axum::body::Body;
use axum::http::header;
use leadwell_wire::limits;
use tokio::sync::SemaphorePermit;
use tower_http::cors::{Any, CorsLayer};

use super::body;
use crate::error::ApiError;
use crate::state::Collector;

/// A place for the work on one request. It is asked for once the body is there: a body that trickles in takes
/// a connection, and must not take the place of one that is ready.
pub(super) fn place(collector: &Collector) -> Result<SemaphorePermit<'_>, ApiError> {
    collector.permits().try_acquire().map_err(|_| ApiError::Busy)
}

/// What serves the connections that are too many: whatever they ask, they are told to come back. The answer
/// says nothing of anybody, so pages of every origin may read it.
pub(crate) fn turned_away() -> Router {
    let busy = async |body: Body| {
        // Unread, it would turn the answer into a reset.
        let _ = body::read(body, limits::BODY_BYTES).await;
        ApiError::Busy
    };
    let cors = CorsLayer::new().allow_origin(Any).expose_headers([header::RETRY_AFTER]);
    Router::new().fallback(busy).layer(cors)
}
