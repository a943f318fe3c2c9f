//! The routes.

mod assets;
mod body;
mod caching;
mod collect;
mod forget;
mod forms;
mod health;
mod hosted;
mod log;
mod model;
mod multipart;
mod native;
mod origin;
mod overload;
mod scripted;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub(crate) use body::read as read_body;
pub(crate) use caching::matches_etag;
pub(crate) use overload::turned_away;

use crate::error::ApiError;
use crate::state::Collector;
use crate::{admin, pages};

/// The whole collector as one service.
pub fn app(collector: Collector) -> Router {
    let origins = from_fn_with_state(collector.clone(), origin::check);
    // The CORS layer is outermost: a refusal, too, must be readable by the page.
    let by_script = Router::new()
        .route("/v1/collect", post(collect::collect))
        .route("/v1/forget", post(forget::forget))
        .route("/v1/forms/{form}", get(forms::definition))
        .route("/v1/model", get(model::model))
        .method_not_allowed_fallback(method)
        .layer(origins)
        .layer(origin::cors(collector.origins()));
    let by_browser = Router::new()
        .route("/f/{form}", get(hosted::form).post(native::post))
        .route("/f/{form}/thanks", get(hosted::thanks))
        .method_not_allowed_fallback(method)
        .layer(origin::form_cors(collector.origins()));
    let rest = Router::new()
        .route("/healthz", get(health::healthz))
        .route(pages::STYLE_PATH, get(pages::style))
        .route("/{asset}", get(assets::serve))
        .merge(admin::routes(collector.clone()))
        .method_not_allowed_fallback(method);
    by_script
        .merge(by_browser)
        .merge(rest)
        .fallback(not_found)
        .with_state(collector)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(from_fn(log::requests))
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

async fn method() -> ApiError {
    ApiError::Method
}

/// The payload is dropped unread: it may quote what was being worked on.
fn panicked(_payload: Box<dyn std::any::Any + Send>) -> Response {
    ApiError::Internal.into_response()
}
