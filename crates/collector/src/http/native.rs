//! `POST /f/{form}`: the browser's own form post, for pages where the script is missing. A person reads the
//! answer, so every answer is a page, and nothing that was typed is lost on the way. A script that wants JSON gets it.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_core::words;
use leadwell_wire::{Fields, FormDef, Id, limits};

use super::{body, multipart, overload, scripted};
use crate::clock;
use crate::error::ApiError;
use crate::files::{self, Room};
use crate::forms::Form;
use crate::ingest::{NativePost, native_record};
use crate::pages;
use crate::state::Collector;

pub(super) async fn post(
    State(collector): State<Collector>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let by_script = scripted::wanted(&parts.headers);
    let Some(form) = collector.forms().get(&name) else {
        return if by_script { scripted::no_such_form() } else { pages::no_such_form() };
    };
    let words = words::for_form(&form.def, body::languages(&parts.headers));
    let mut post = match read(&collector, &form.def, &parts.headers, body).await {
        Ok(post) => post,
        Err(error) if by_script => return scripted::refused(&error),
        Err(error) => return pages::refused(&form.def, words, &error),
    };
    let id = post.id.clone().unwrap_or_else(new_id);
    let errors = post.errors(&form.def, words);
    if !errors.is_empty() && by_script {
        return scripted::wrong(&errors, &post.fields);
    }
    if !errors.is_empty() {
        return pages::with_errors(&form.def, words, &id, &post.fields, &errors);
    }
    let not_saved = |fields: &Fields, error: &ApiError| match by_script {
        true => scripted::refused(error),
        false => pages::not_saved(&form.def, words, &id, fields, error),
    };
    let _place = match overload::place(&collector) {
        Ok(place) => place,
        Err(busy) => return not_saved(&post.fields, &busy),
    };
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(mut record) =
        native_record(&form.def, collector.models(), id.clone(), &post.fields, referer, clock::now())
    else {
        return not_saved(&post.fields, &ApiError::Internal);
    };
    record.files = std::mem::take(&mut post.files);
    match collector.put(vec![record]).await {
        // Stored now or before: the person has sent it once, and it is here once.
        Ok(_) if by_script => scripted::stored(next(form), &id),
        Ok(_) => see_other(form),
        Err(error) => not_saved(&post.fields, &error.into()),
    }
}

/// An id for a form that came without one.
pub(super) fn new_id() -> Id {
    let mut random = [0; 10];
    random.copy_from_slice(&uuid::Uuid::now_v7().as_bytes()[6..]);
    Id::v7(clock::now() as u64, random)
}

/// Where a person goes who has sent it.
fn next(form: &Form) -> String {
    if form.def.next.is_empty() { format!("/f/{}/thanks", form.def.form) } else { form.def.next.clone() }
}

fn see_other(form: &Form) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, next(form)), (header::CACHE_CONTROL, "no-store".into())])
        .into_response()
}

/// The post and its files, which hold their room in memory wherever they go.
async fn read(
    collector: &Collector,
    form: &FormDef,
    headers: &HeaderMap,
    body: Body,
) -> Result<NativePost, ApiError> {
    let media_type = body::media_type(headers);
    if media_type == "application/x-www-form-urlencoded" {
        return Ok(NativePost::urlencoded(&body::read(body, limits::BODY_BYTES).await?));
    }
    if media_type == "application/json" && scripted::wanted(headers) {
        return NativePost::json(&body::read(body, limits::BODY_BYTES).await?).ok_or(ApiError::NotJson);
    }
    if media_type != "multipart/form-data" {
        return Err(ApiError::UnsupportedType);
    }
    let mut room = Room::of(collector.file_room());
    let bytes = if files::taken_by(form) {
        body::read_files(body, files::BODY_BYTES, &mut room).await?
    } else {
        body::read(body, limits::BODY_BYTES).await?
    };
    let mut post = multipart::read(form, headers, bytes).await?;
    room.follow(&mut post.files);
    Ok(post)
}
