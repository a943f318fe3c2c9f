//! `/api/leads`: what the dashboard shows, for programs.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use leadwell_wire::Pii;
use serde::Serialize;
use serde_json::value::RawValue;

use super::paging;
use crate::error::ApiError;
use crate::state::Collector;
use crate::store::{Source, StoredRecord};

#[derive(Serialize)]
struct Leads {
    leads: Vec<Lead>,
    /// Give it back as `cursor` for the next page; `null` on the last one.
    next: Option<String>,
    total: u64,
}

#[derive(Serialize)]
struct Lead {
    id: String,
    kind: &'static str,
    mode: &'static str,
    form: String,
    site: String,
    received_at: i64,
    created_at: Option<i64>,
    sent_at: Option<i64>,
    name: Option<Pii<String>>,
    email: Option<Pii<String>>,
    stage: Option<String>,
    first: SourceJson,
    last: SourceJson,
    /// The record as it was sent.
    record: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct SourceJson {
    source: Option<String>,
    campaign: Option<String>,
}

pub(super) async fn leads(State(collector): State<Collector>, RawQuery(query): RawQuery) -> Response {
    let (cursor, limit) = match paging(query.as_deref(), 50) {
        Ok(paging) => paging,
        Err(error) => return error.into_response(),
    };
    match collector.store().leads(cursor, limit).await {
        Ok(page) => Json(Leads {
            leads: page.records.into_iter().map(Lead::from).collect(),
            next: page.next.map(|cursor| cursor.to_string()),
            total: page.total,
        })
        .into_response(),
        Err(error) => ApiError::from(error).into_response(),
    }
}

pub(super) async fn lead(State(collector): State<Collector>, Path(id): Path<String>) -> Response {
    match collector.store().record(id.to_ascii_lowercase()).await {
        Ok(Some(record)) => Json(Lead::from(record)).into_response(),
        Ok(None) => ApiError::NotFound.into_response(),
        Err(error) => ApiError::from(error).into_response(),
    }
}

impl From<StoredRecord> for Lead {
    fn from(record: StoredRecord) -> Self {
        Lead {
            id: record.id,
            kind: record.kind.as_str(),
            mode: record.mode.as_str(),
            form: record.form,
            site: record.site,
            received_at: record.received_at,
            created_at: record.created_at,
            sent_at: record.sent_at,
            name: record.name,
            email: record.email,
            stage: record.stage,
            first: record.first.into(),
            last: record.last.into(),
            record: RawValue::from_string(record.raw.into_inner()).ok(),
        }
    }
}

impl From<Source> for SourceJson {
    fn from(source: Source) -> Self {
        SourceJson { source: source.source, campaign: source.campaign }
    }
}
