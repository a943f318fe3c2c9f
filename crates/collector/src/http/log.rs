//! One line a request: method, route, status, time. Never the address as sent (queries carry tokens, paths
//! carry anything), never a header, never a body.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

pub(super) async fn requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let status = response.status().as_u16();
    let ms = started.elapsed().as_millis() as u64;
    // What goes well is said only to who asks for it: at full load a line a lead costs as much as the lead.
    if status < 400 {
        tracing::debug!(%method, route, status, ms, "request");
    } else {
        tracing::info!(%method, route, status, ms, "request refused");
    }
    response
}
