//! Which pages may call from a script. `text/plain` needs no preflight, so the list is checked here and not
//! by the browser alone.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::Origins;
use crate::error::ApiError;
use crate::state::Collector;

/// The CORS headers: no credentials, `Retry-After` readable.
pub(super) fn cors(origins: &Origins) -> CorsLayer {
    open_to(origins).allow_headers([header::CONTENT_TYPE])
}

/// The same for scripts that post a form, with what Formspree's client says of itself. A page that is not on the list posts
/// as any page can, and may not read what came of it.
pub(super) fn form_cors(origins: &Origins) -> CorsLayer {
    let of_formspree = ["formspree-client", "formspree-session-data"].map(HeaderName::from_static);
    let [client, session] = of_formspree;
    open_to(origins).allow_headers([header::ACCEPT, header::CONTENT_TYPE, client, session])
}

fn open_to(origins: &Origins) -> CorsLayer {
    let allow = match origins {
        Origins::Any => AllowOrigin::any(),
        Origins::List(list) => {
            AllowOrigin::list(list.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
        }
    };
    CorsLayer::new()
        .allow_origin(allow)
        .allow_methods([Method::GET, Method::POST])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(3600))
}

/// Turns away what a page of another origin sends. A request without `Origin` is no page's script.
pub(super) async fn check(State(collector): State<Collector>, request: Request, next: Next) -> Response {
    if is_allowed(collector.origins(), request.headers()) {
        next.run(request).await
    } else {
        ApiError::Origin.into_response()
    }
}

fn is_allowed(origins: &Origins, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Origins::List(list) = origins else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    // A page that the collector itself serves.
    let own = origin.split_once("://").is_some_and(|(_, authority)| {
        headers.get(header::HOST).is_some_and(|host| host.as_bytes() == authority.as_bytes())
    });
    own || list.iter().any(|allowed| allowed == origin)
}
