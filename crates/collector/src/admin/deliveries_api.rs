//! `/api/deliveries`: the outbox for programs.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use leadwell_core::urlencoded;
use serde::Deserialize;
use serde_json::{Value, json};

use super::MOST;
use super::deliveries::again;
use crate::deliveries::try_out;
use crate::error::ApiError;
use crate::http::read_body;
use crate::state::Collector;
use crate::store::{Again, DeliveryFilter, DeliveryState};

const BODY: usize = 4096;

/// `GET /api/deliveries?state=&destination=&cursor=&limit=`.
pub(super) async fn list(
    State(collector): State<Collector>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let mut filter = DeliveryFilter::default();
    let mut limit = 50;
    for (name, value) in urlencoded::parse(query.as_deref().unwrap_or_default()) {
        match name.as_str() {
            "state" => filter.state = Some(DeliveryState::parse(&value).ok_or(ApiError::BadQuery("state"))?),
            "destination" => filter.destination = Some(value),
            "cursor" => filter.before = Some(value.parse().map_err(|_| ApiError::BadQuery("cursor"))?),
            "limit" => limit = value.parse().map_err(|_| ApiError::BadQuery("limit"))?,
            _ => {}
        }
    }
    if limit == 0 {
        return Err(ApiError::BadQuery("limit"));
    }
    let limit = limit.min(MOST);
    let mut deliveries = collector.store().deliveries(filter, limit + 1).await?;
    let more = deliveries.len() > limit;
    deliveries.truncate(limit);
    let next = deliveries.last().filter(|_| more).map(|last| last.seq.to_string());
    let tally = collector.store().tally().await?;
    let counts: Vec<Value> = collector
        .store()
        .delivery_counts()
        .await?
        .into_iter()
        .map(|count| json!({ "destination": count.destination, "state": count.state, "count": count.count }))
        .collect();
    Ok(Json(json!({ "deliveries": deliveries, "next": next, "counts": counts, "tally": tally })))
}

/// `POST /api/deliveries/{id}/resend`.
pub(super) async fn resend(
    State(collector): State<Collector>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    match again(&collector, Again::One(id)).await? {
        0 => Err(ApiError::NotFound),
        again => Ok(Json(json!({ "again": again }))),
    }
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    state: String,
    #[serde(default)]
    destination: Option<String>,
}

/// `POST /api/deliveries/resend` with `{"state":"refused"|"unconfirmed"|"dead","destination"?}`.
pub(super) async fn resend_all(
    State(collector): State<Collector>,
    body: Body,
) -> Result<Json<Value>, ApiError> {
    let bytes = read_body(body, BODY).await?;
    let Which { state, destination } =
        serde_json::from_slice(&bytes).map_err(|_| ApiError::BadMember("state"))?;
    let state = DeliveryState::parse(&state)
        .filter(|state| !matches!(state, DeliveryState::Waiting | DeliveryState::Delivered))
        .ok_or(ApiError::BadMember("state"))?;
    let again = again(&collector, Again::All { state, destination }).await?;
    Ok(Json(json!({ "again": again })))
}

/// `POST /api/destinations/{name}/test`.
pub(super) async fn test(
    State(collector): State<Collector>,
    Path(name): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let tried = try_out(&collector, &name).await.ok_or(ApiError::NotFound)?;
    Ok(Json(json!({ "delivered": tried.delivered, "status": tried.status, "said": tried.said })))
}
