//! The dashboard and the same data as JSON, behind the token.

mod api;
mod correct;
mod deliveries;
mod deliveries_api;
mod detail;
mod file;
mod guard;
mod inputs;
mod lead;
mod list;
mod meaning;
mod phrase;
mod pretty;
mod receipt;
mod sales;
mod score;
mod timeline;
mod words;

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::error::ApiError;
use crate::pages::stylesheet;
use crate::state::Collector;
use crate::store::{
    Conflict, Correction, Cursor, Delivery, FileInfo, Kind, SalesStep, StoreError, StoredRecord, Way,
};

/// The largest page of the API.
const MOST: usize = 200;

/// All routes of the dashboard.
pub(crate) fn routes(collector: Collector) -> Router<Collector> {
    let pages = Router::new()
        .route("/admin", get(list::page))
        .route("/admin/leads/{id}", get(lead::page))
        .route("/admin/leads/{id}/correct", post(correct::page))
        .route("/admin/leads/{id}/files/{n}", get(file::page))
        .route("/admin/deliveries", get(deliveries::page))
        .route("/admin/deliveries/resend", post(deliveries::resend_all))
        .route("/admin/deliveries/test", post(deliveries::test))
        .route("/admin/deliveries/{id}/resend", post(deliveries::resend))
        .layer(from_fn_with_state(collector.clone(), guard::pages));
    let api = Router::new()
        .route("/api/leads", get(api::leads))
        .route("/api/leads/{id}", get(api::lead).delete(sales::forget))
        .route("/api/leads/{id}/corrections", post(correct::api))
        .route("/api/leads/{id}/stage", post(sales::stage))
        .route("/api/leads/{id}/files/{n}", get(file::api))
        .route("/api/deliveries", get(deliveries_api::list))
        .route("/api/deliveries/resend", post(deliveries_api::resend_all))
        .route("/api/deliveries/{id}/resend", post(deliveries_api::resend))
        .route("/api/destinations/{name}/test", post(deliveries_api::test))
        .layer(from_fn_with_state(collector, guard::api));
    let open = Router::new()
        .route("/admin/login", post(guard::login))
        .route("/admin/logout", post(guard::logout))
        .route("/admin/admin.css", get(style));
    pages.merge(api).merge(open)
}

async fn style(headers: HeaderMap) -> Response {
    stylesheet(include_str!("../../static/admin.css"), &headers)
}

#[derive(Template)]
#[template(path = "admin/message.html")]
struct Message<'a> {
    title: &'a str,
    text: &'a str,
    signed_in: bool,
}

/// A page that only says something.
fn message(status: StatusCode, title: &str, text: &str) -> Response {
    html(status, &Message { title, text, signed_in: true })
}

fn refused(error: &ApiError) -> Response {
    message(error.status(), "This did not work", &error.message())
}

/// A page of the dashboard. It shows what strangers typed: no script, nothing from elsewhere, no frame.
fn html(status: StatusCode, template: &impl Template) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";
    let Ok(text) = template.render() else { return ApiError::Internal.into_response() };
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

/// A record with what stands beside it.
struct Whole {
    record: StoredRecord,
    /// What was put right in it, oldest first.
    corrections: Vec<Correction>,
    conflicts: Vec<Conflict>,
    files: Vec<FileInfo>,
    steps: Vec<SalesStep>,
    deliveries: Vec<Delivery>,
    /// What is known of its visitor beside this record.
    way: Way,
}

async fn whole(collector: &Collector, id: String) -> Result<Option<Whole>, StoreError> {
    let store = collector.store();
    let record = store.record(id.clone()).await?.filter(|record| record.kind != Kind::Journey);
    let Some(record) = record else { return Ok(None) };
    let (conflicts, files) = (store.conflicts(id.clone()).await?, store.files(id.clone()).await?);
    let (steps, corrections) = (store.steps(id.clone()).await?, store.corrections(id.clone()).await?);
    let deliveries = store.deliveries_of(id).await?;
    let way = match &record.journey.visitor {
        Some(visitor) => store.way(visitor.as_str().to_owned()).await?,
        None => Way::default(),
    };
    Ok(Some(Whole { record, corrections, conflicts, files, steps, deliveries, way }))
}

/// `cursor` and `limit` of a list.
fn paging(query: Option<&str>, usual: usize) -> Result<(Option<Cursor>, usize), ApiError> {
    let pairs = leadwell_core::urlencoded::parse(query.unwrap_or_default());
    let get = |key: &str| {
        pairs.iter().find(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.as_str())
    };
    let cursor = match get("cursor") {
        None => None,
        Some(text) => Some(Cursor::parse(text).ok_or(ApiError::BadQuery("cursor"))?),
    };
    let limit = match get("limit") {
        None => usual,
        Some(text) => {
            let limit: usize = text.parse().map_err(|_| ApiError::BadQuery("limit"))?;
            if limit == 0 {
                return Err(ApiError::BadQuery("limit"));
            }
            limit.min(MOST)
        }
    };
    Ok((cursor, limit))
}
