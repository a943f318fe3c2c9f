//! `…/leads/{id}/files/{n}`: a file that somebody sent, for saving and never for showing.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{message, refused};
use crate::error::ApiError;
use crate::state::Collector;
use crate::store::StoredFile;

/// For people: what is not there is said on a page.
pub(super) async fn page(
    State(collector): State<Collector>,
    Path((id, position)): Path<(String, String)>,
) -> Response {
    match find(&collector, id, &position).await {
        Ok(file) => download(file),
        Err(ApiError::NotFound) => {
            message(StatusCode::NOT_FOUND, "No such file", "This lead has no file of this number.")
        }
        Err(error) => refused(&error),
    }
}

/// For programs.
pub(super) async fn api(
    State(collector): State<Collector>,
    Path((id, position)): Path<(String, String)>,
) -> Response {
    find(&collector, id, &position).await.map_or_else(IntoResponse::into_response, download)
}

async fn find(collector: &Collector, id: String, position: &str) -> Result<StoredFile, ApiError> {
    let position = position.parse().map_err(|_| ApiError::NotFound)?;
    collector.store().file(id.to_ascii_lowercase(), position).await?.ok_or(ApiError::NotFound)
}

/// A stranger made this file: whatever its type says, no browser is to open it in the dashboard's origin.
fn download(file: StoredFile) -> Response {
    let disposition = HeaderValue::from_str(&disposition(file.name.expose()));
    let mut response = file.bytes.into_inner().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// RFC 6266: the name in ASCII for old clients, and whole by RFC 8187 for the others. Of a path only the end:
/// the name may not say where the file goes.
fn disposition(name: &str) -> String {
    let end = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let end: String = end.chars().filter(|c| !c.is_control()).collect();
    let end = end.trim_matches(['.', ' ']);
    let end = if end.is_empty() { "file" } else { end };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._- ()".contains(c) { c } else { '_' };
    let ascii: String = end.chars().map(plain).collect();
    let mut whole = String::new();
    for byte in end.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_a_name_and_no_more() {
        for (name, ascii, whole) in [
            ("cv.pdf", "cv.pdf", "cv.pdf"),
            ("Lebenslauf Jürgen.pdf", "Lebenslauf J_rgen.pdf", "Lebenslauf%20J%C3%BCrgen.pdf"),
            ("../../etc/passwd", "passwd", "passwd"),
            (r"C:\fakepath\cv.pdf", "cv.pdf", "cv.pdf"),
            (
                "a\"; filename=evil.exe\r\nX-Evil: 1",
                "a__ filename_evil.exeX-Evil_ 1",
                "a%22%3B%20filename%3Devil.exeX-Evil%3A%201",
            ),
            ("..", "file", "file"),
            ("", "file", "file"),
            (".htaccess", "htaccess", "htaccess"),
            ("履歴書.pdf", "___.pdf", "%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf"),
        ] {
            let expected = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}");
            assert_eq!(disposition(name), expected, "{name:?}");
        }
    }
}
