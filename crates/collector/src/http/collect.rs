//! `POST /v1/collect`: leads that the script sends.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use leadwell_wire::{Ack, FieldError, Id, limits};

use super::{body, overload};
use crate::clock;
use crate::error::ApiError;
use crate::ingest::{Arrival, Batch, Judged, judge};
use crate::state::Collector;
use crate::store::Put;

/// Answers once what it names is durable, and not before.
pub(super) async fn collect(
    State(collector): State<Collector>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Ack>, ApiError> {
    if !matches!(body::media_type(&headers).as_str(), "" | "application/json" | "text/plain") {
        return Err(ApiError::UnsupportedType);
    }
    let bytes = body::read(body, limits::BODY_BYTES).await?;
    let _place = overload::place(&collector)?;
    let batch = Batch::parse(&bytes)?;
    let (now, accepted) = (clock::now(), body::languages(&headers));
    let judged: Vec<Judged> = batch
        .records
        .iter()
        .enumerate()
        .map(|(index, raw)| {
            let (age_ms, attempts) = (nth(&batch.age_ms, index), nth(&batch.attempts, index));
            let arrival = Arrival { index, sent_at: batch.sent_at, age_ms, attempts, now, accepted };
            judge(collector.forms(), collector.models(), raw, arrival)
        })
        .collect();
    let away = turned_away(&judged);
    if !away.is_empty()
        && let Err(error) = collector.store().turn_away(away, now).await
    {
        // A number in the dashboard is not worth another answer to the page.
        tracing::warn!(%error, "leads that were turned away are not counted");
    }
    if let Some(refusal) = refusal(&judged) {
        return Err(refusal);
    }
    let mut ack = Ack::default();
    let mut records = Vec::new();
    for one in judged {
        match one {
            Judged::Take(record) => records.push(*record),
            Judged::Reject { rejected, .. } => ack.rejected.push(rejected),
        }
    }
    if records.is_empty() {
        return Ok(Json(ack));
    }
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let outcomes = collector.put(records).await?;
    for (id, outcome) in ids.into_iter().zip(outcomes) {
        match outcome {
            Put::Accepted => ack.accepted.push(id),
            Put::Duplicate { conflict } => {
                if conflict {
                    tracing::warn!("an id came again with other bytes; the first record is kept");
                }
                // An id stands in one list only, even where the batch itself names it twice.
                if !ack.accepted.contains(&id) && !ack.duplicate.contains(&id) {
                    ack.duplicate.push(id);
                }
            }
        }
    }
    Ok(Json(ack))
}

/// Ids of what was turned away; of what has none, nobody could say that it is the same the next time.
fn turned_away(judged: &[Judged]) -> Vec<String> {
    let id = |one: &Judged| match one {
        Judged::Reject { rejected, .. } => Id::parse(&rejected.id).map(|id| id.as_str().to_owned()),
        Judged::Take(_) => None,
    };
    judged.iter().filter_map(id).collect()
}

/// The faults that refuse the whole request: no record of a form that exists here, or none that an answer
/// could name. Anything less is said record by record.
fn refusal(judged: &[Judged]) -> Option<ApiError> {
    let errors = |wanted: fn(&FieldError) -> bool| {
        judged
            .iter()
            .enumerate()
            .flat_map(|(index, one)| match one {
                Judged::Reject { rejected, .. } => rejected
                    .errors
                    .iter()
                    .filter(|error| wanted(error))
                    .map(|error| at_record(index, error))
                    .collect(),
                Judged::Take(_) => Vec::new(),
            })
            .collect::<Vec<FieldError>>()
    };
    let all = |test: fn(&Judged) -> bool| judged.iter().all(test);
    if all(|one| matches!(one, Judged::Reject { unknown_form: true, .. })) {
        return Some(ApiError::UnknownForm(errors(|error| error.code == "unknown_form")));
    }
    if all(|one| matches!(one, Judged::Reject { rejected, .. } if rejected.id.is_empty())) {
        return Some(ApiError::InvalidRecords(errors(|_| true)));
    }
    None
}

fn at_record(index: usize, error: &FieldError) -> FieldError {
    let prefix = format!("records[{index}]");
    let field = if error.field.starts_with(&prefix) {
        error.field.clone()
    } else {
        format!("{prefix}.{}", error.field)
    };
    FieldError { field, ..error.clone() }
}

/// What the envelope says of one of its records.
fn nth(list: &[i64], index: usize) -> Option<i64> {
    list.get(index).copied().filter(|number| *number >= 0)
}
