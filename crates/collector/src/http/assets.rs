//! The widget's files, pre-compressed.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::matches_etag;
use crate::assets::{Asset, Encoding, SCRIPT};
use crate::error::ApiError;
use crate::state::Collector;

pub(super) async fn serve(
    State(collector): State<Collector>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    match collector.assets().get(&name) {
        Some(asset) => answer(asset, &headers),
        None if name == SCRIPT => ApiError::NoWidget.into_response(),
        None => ApiError::NotFound.into_response(),
    }
}

fn answer(asset: &Asset, asked: &HeaderMap) -> Response {
    let (encoding, bytes) = asset.best(|encoding| accepts(asked, encoding));
    let etag = asset.etag(encoding);
    let mut response = if matches_etag(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.content_type())], bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(asset.cache_control()));
    // These files are public and the same for everybody: any page may load and read them.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("timing-allow-origin", HeaderValue::from_static("*"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

/// Whether `Accept-Encoding` takes this one (RFC 9110 section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: Encoding) -> bool {
    let Some(wanted) = encoding.name() else { return true };
    let mut any = false;
    for item in headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        if name.eq_ignore_ascii_case(wanted) {
            return !refused;
        }
        any |= name == "*" && !refused;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_encoding() {
        for (value, brotli, gzip) in [
            ("", false, false),
            ("gzip, deflate, br, zstd", true, true),
            ("gzip", false, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("*", true, true),
            ("*;q=0, gzip", false, true),
            ("br;q=0.0, *", false, true),
            ("identity", false, false),
            ("BR", true, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts(&headers, Encoding::Brotli), brotli, "{value}");
            assert_eq!(accepts(&headers, Encoding::Gzip), gzip, "{value}");
        }
    }
}
