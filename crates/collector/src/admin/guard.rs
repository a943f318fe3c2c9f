//! Who may see leads: whoever has the token, in a header, in a cookie, or once in the address.

use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leadwell_core::urlencoded;

use super::{html, message};
use crate::error::ApiError;
use crate::http::read_body;
use crate::state::{Collector, TokenDigest};

const COOKIE: &str = "leadwell_admin";
/// Guessing is made slow; a random token cannot be guessed at any speed.
const WRONG_TOKEN_DELAY: Duration = Duration::from_millis(400);

#[derive(Template)]
#[template(path = "admin/login.html")]
struct Login {
    wrong: bool,
    signed_in: bool,
}

/// Pages: without a token, the login form.
pub(super) async fn pages(State(collector): State<Collector>, request: Request, next: Next) -> Response {
    let Some(admin) = collector.admin() else {
        return message(StatusCode::NOT_FOUND, "The dashboard is off", "No token is configured.");
    };
    match token_in_query(request.uri().query()) {
        // Sent on to the same page without the token, so that it stays in no history and no bookmark.
        Some(token) if admin.is_of(&token) => welcome(admin, request.headers(), request.uri().path()),
        Some(_) => wrong().await,
        None if is_known(admin, request.headers()) => next.run(request).await,
        None => html(StatusCode::UNAUTHORIZED, &Login { wrong: false, signed_in: false }),
    }
}

/// The API: without a token, 401.
pub(super) async fn api(State(collector): State<Collector>, request: Request, next: Next) -> Response {
    let known = collector.admin().is_some_and(|admin| {
        is_known(admin, request.headers())
            || token_in_query(request.uri().query()).is_some_and(|token| admin.is_of(&token))
    });
    if !known {
        return ApiError::Unauthorized.into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `POST /admin/login`.
pub(super) async fn login(State(collector): State<Collector>, headers: HeaderMap, body: Body) -> Response {
    let Some(admin) = collector.admin() else { return ApiError::NotFound.into_response() };
    let body = match read_body(body, 4096).await {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    match token_in_query(Some(&String::from_utf8_lossy(&body))) {
        Some(token) if admin.is_of(&token) => welcome(admin, &headers, "/admin"),
        _ => wrong().await,
    }
}

/// `POST /admin/logout`.
pub(super) async fn logout() -> Response {
    let cookie = format!("{COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/admin".to_owned()), (header::SET_COOKIE, cookie)])
        .into_response()
}

async fn wrong() -> Response {
    tokio::time::sleep(WRONG_TOKEN_DELAY).await;
    tracing::warn!("somebody tried a wrong admin token");
    html(StatusCode::UNAUTHORIZED, &Login { wrong: true, signed_in: false })
}

fn welcome(admin: &TokenDigest, headers: &HeaderMap, path: &str) -> Response {
    // A proxy that ends TLS says so; where nobody does, the cookie has to work over plain HTTP on one's own
    // machine.
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https");
    let secure = if secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000{secure}", admin.cookie());
    let headers = [
        (header::LOCATION, path.to_owned()),
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".into()),
        (header::REFERRER_POLICY, "no-referrer".into()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn is_known(admin: &TokenDigest, headers: &HeaderMap) -> bool {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|token| admin.is_of(token.trim()));
    let cookie = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .any(|(name, value)| name == COOKIE && admin.is_cookie(value));
    bearer || cookie
}

fn token_in_query(query: Option<&str>) -> Option<String> {
    urlencoded::parse(query?).into_iter().find(|(name, _)| name == "token").map(|(_, token)| token)
}
