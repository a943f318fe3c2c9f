//! `POST /v1/forget`: a visitor takes everything back.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use leadwell_wire::{Pii, limits};
use serde::{Deserialize, Serialize};

use super::{body, overload};
use crate::clock;
use crate::error::ApiError;
use crate::state::Collector;
use crate::store::{Forget, TokenDigest};

const MOST: usize = 4096;

#[derive(Deserialize)]
struct Wish {
    v: u32,
    token: Pii<String>,
}

#[derive(Serialize)]
pub(super) struct Forgotten {
    forgotten: u64,
}

/// A token that is not known here is answered like one of which everything is forgotten already: whoever tries
/// tokens learns nothing.
pub(super) async fn forget(
    State(collector): State<Collector>,
    body: Body,
) -> Result<Json<Forgotten>, ApiError> {
    let bytes = body::read(body, MOST).await?;
    let _place = overload::place(&collector)?;
    let wish: Wish = serde_json::from_slice(&bytes).map_err(|_| ApiError::BadMember("token"))?;
    if wish.v != limits::VERSION {
        return Err(ApiError::UnknownVersion);
    }
    let forgotten = match TokenDigest::of(wish.token.expose()) {
        Some(token) => collector.store().forget(Forget::Token(token), clock::now()).await?.leads,
        None => 0,
    };
    Ok(Json(Forgotten { forgotten }))
}
