//! At most so many requests at once; the rest is told at once to come back, instead of waiting unseen.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::Collector;

pub(super) async fn limit(State(collector): State<Collector>, request: Request, next: Next) -> Response {
    match collector.permits().try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => ApiError::Busy.into_response(),
    }
}
