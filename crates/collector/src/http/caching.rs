//! Conditional requests.

use axum::http::{HeaderMap, header};

/// Whether the client already has this version. `If-None-Match` compares weakly (RFC 9110 section 13.1.2).
pub(crate) fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}
