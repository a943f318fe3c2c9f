//! What a program of sales does with one lead: says how far it is, or has it forgotten.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock;
use crate::error::ApiError;
use crate::http::read_body;
use crate::state::Collector;
use crate::store::{Forget, NewStep, SalesStage, SalesStep, Step};

const MOST: usize = 16 * 1024;
/// Characters of a note or a reason, and of a name.
const NOTE: usize = 2000;
const WHO: usize = 100;

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reason: String,
}

/// `POST /api/leads/{id}/stage`.
pub(super) async fn stage(
    State(collector): State<Collector>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    let bytes = read_body(body, MOST).await?;
    let Said { stage, who, note, reason } =
        serde_json::from_slice(&bytes).map_err(|_| ApiError::BadMember("stage"))?;
    let stage = SalesStage::parse(&stage).ok_or(ApiError::BadMember("stage"))?;
    for (name, text, most) in [("who", &who, WHO), ("note", &note, NOTE), ("reason", &reason, NOTE)] {
        if text.chars().count() > most {
            return Err(ApiError::BadMember(name));
        }
    }
    let lead = id.to_ascii_lowercase();
    let [who, note, reason] = [who, note, reason].map(|text| text.trim().to_owned());
    let step = SalesStep { stage, at: clock::now(), who, note, reason };
    match collector.store().step(NewStep { lead: lead.clone(), step }).await? {
        Step::Set => Ok(Json(json!({ "steps": collector.store().steps(lead).await? }))),
        Step::Back => Err(ApiError::StageBack),
        Step::NoLead => Err(ApiError::NotFound),
    }
}

/// `DELETE /api/leads/{id}`.
pub(super) async fn forget(
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    match collector.store().forget(Forget::Lead(id.to_ascii_lowercase()), clock::now()).await?.leads {
        0 => Err(ApiError::NotFound),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
