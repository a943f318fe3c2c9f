//! The body of a native post in parts (RFC 7578): texts and files.

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::HeaderMap;
use bytes::{Bytes, BytesMut};
use leadwell_wire::{Code, FieldError, FormDef, Pii, limits};

use crate::error::ApiError;
use crate::files;
use crate::ingest::NativePost;
use crate::store::NewFile;

/// Bytes kept of a file's media type.
const TYPE_BYTES: usize = 127;

/// Reads a body that is here as a whole.
pub(super) async fn read(form: &FormDef, headers: &HeaderMap, body: Bytes) -> Result<NativePost, ApiError> {
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = headers.clone();
    // Measured already, and not by axum's 2 MB.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| ApiError::BodyBroken)?;
    let mut post = NativePost::default();
    let (mut texts, mut chosen) = (0, 0);
    while let Some(part) = parts.next_field().await.map_err(|_| ApiError::BodyBroken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let media_type = part.content_type().map(media_type).unwrap_or_default();
        let bytes = whole(part).await?;
        // However much the files may take, the texts of a form stay within what every form has.
        texts += name.len() + file_name.as_ref().map_or(bytes.len(), String::len);
        if texts > limits::BODY_BYTES {
            return Err(ApiError::TooLarge(limits::BODY_BYTES));
        }
        match file_name {
            None => post.fields.push(name, String::from_utf8_lossy(&bytes)),
            // An input of type file in which nothing was chosen is sent with an empty file name.
            Some(file_name) if file_name.is_empty() => {}
            Some(file_name) => {
                chosen += 1;
                if chosen > files::FILES {
                    return Err(ApiError::TooManyFiles);
                }
                if files::field(form, &name).is_none() {
                    post.refused.push(fault(name, "file", String::new()));
                } else if file_name.len() > files::NAME_BYTES {
                    post.refused.push(fault(name, Code::TooLong.as_str(), files::NAME_BYTES.to_string()));
                } else {
                    let (file_name, bytes) = (Pii::new(file_name), Pii::new(bytes));
                    let file = NewFile { field: name, name: file_name, media_type, bytes };
                    post.fields.push(file.field.clone(), files::value(&file));
                    post.files.push(file);
                }
            }
        }
    }
    Ok(post.with_id())
}

/// The content of a part. The body is one piece, so a part is one too, and is not copied again.
async fn whole(mut part: Field<'_>) -> Result<Bytes, ApiError> {
    let mut next = async || part.chunk().await.map_err(|_| ApiError::BodyBroken);
    let Some(first) = next().await? else { return Ok(Bytes::new()) };
    let Some(second) = next().await? else { return Ok(first) };
    let mut all = BytesMut::from(first);
    all.extend_from_slice(&second);
    while let Some(more) = next().await? {
        all.extend_from_slice(&more);
    }
    Ok(all.freeze())
}

/// What stands before the parameters; nothing where it is no type at all.
fn media_type(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default().trim();
    let is_type = text.len() <= TYPE_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_type { text.to_owned() } else { String::new() }
}

fn fault(field: String, code: &str, param: String) -> FieldError {
    FieldError { field, code: code.into(), param, ..FieldError::default() }
}
