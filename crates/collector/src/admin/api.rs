//! `/api/leads`: what the dashboard shows, for programs.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use leadwell_wire::{Event, Pii};
use serde::Serialize;
use serde_json::value::RawValue;

use super::detail::Detail;
use super::meaning::Meaning;
use super::receipt::Receipt;
use super::{Whole, paging, whole};
use crate::assess::Assessment;
use crate::context::Context;
use crate::error::ApiError;
use crate::state::Collector;
use crate::store::{
    Conflict, Correction, Delivery, FileInfo, LeadRef, SalesStage, SalesStep, Source, StoredRecord,
};

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
    age_ms: Option<i64>,
    attempts: Option<i64>,
    name: Option<Pii<String>>,
    email: Option<Pii<String>>,
    /// What the page said.
    stage: Option<String>,
    /// What its events come to, whether that is what the page said, and the score with its reasons.
    assessment: Option<Assessment>,
    /// What sales said last.
    sales_stage: Option<SalesStage>,
    /// The channel of the last touch that was not direct.
    channel: Option<&'static str>,
    first: SourceJson,
    last: SourceJson,
    /// The record as it was sent.
    record: Option<Box<RawValue>>,
    /// Other records that were sent later under this id. Only where one lead is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    conflicts: Option<Vec<ConflictJson>>,
}

#[derive(Serialize)]
struct ConflictJson {
    first_at: i64,
    last_at: i64,
    times: u64,
    record: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct FileJson {
    field: String,
    name: Pii<String>,
    r#type: String,
    size: u64,
    /// Where its bytes are, for the same token.
    url: String,
}

/// One lead by itself, its files, and what its values mean.
#[derive(Serialize)]
struct WholeLead {
    #[serde(flatten)]
    lead: Lead,
    /// What was put right in it, oldest first. `record` is as it was sent.
    corrections: Vec<Correction>,
    files: Vec<FileJson>,
    steps: Vec<SalesStep>,
    /// What the circumstances tell.
    context: Context,
    /// The journey of its visitor, of all records that tell of it; only where it may be kept.
    journey: Option<JourneyJson>,
    /// What was agreed to, with the hash of the words.
    consent: Option<Receipt>,
    deliveries: Vec<Delivery>,
    #[serde(flatten)]
    meaning: Meaning,
}

#[derive(Serialize)]
struct JourneyJson {
    visitor: String,
    /// All leads of this visitor, oldest first.
    leads: Vec<LeadRef>,
    /// In order, each once.
    events: Vec<Event>,
}

#[derive(Serialize)]
struct SourceJson {
    source: Option<String>,
    campaign: Option<String>,
    channel: Option<&'static str>,
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
    let id = id.to_ascii_lowercase();
    let whole = match whole(&collector, id).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return ApiError::NotFound.into_response(),
        Err(error) => return ApiError::from(error).into_response(),
    };
    let Whole { record, corrections, conflicts, files, steps, deliveries, way } = whole;
    let files = files.into_iter().map(|file| FileJson::of(&record.id, file)).collect();
    let form = collector.forms().get(&record.form);
    let Detail { fields, receipt, .. } = Detail::read(record.raw.expose(), &corrections);
    let journey = record.journey.visitor.as_ref().map(|visitor| JourneyJson {
        visitor: visitor.as_str().to_owned(),
        leads: way.leads,
        events: way.events.into_iter().map(|one| one.event).collect(),
    });
    let context = Context::of(record.raw.expose(), record.email.as_ref());
    let meaning = form.map(|form| Meaning::of(&form.def, &fields)).unwrap_or_default();
    let conflicts = conflicts.into_iter().map(ConflictJson::from).collect();
    let lead = Lead { conflicts: Some(conflicts), ..Lead::from(record) };
    Json(WholeLead {
        lead,
        corrections,
        files,
        steps,
        context,
        journey,
        consent: receipt,
        deliveries,
        meaning,
    })
    .into_response()
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
            age_ms: record.age_ms,
            attempts: record.attempts,
            name: record.name,
            email: record.email,
            stage: record.stage,
            assessment: record.assessment,
            sales_stage: record.sales_stage,
            channel: record.channel,
            first: record.first.into(),
            last: record.last.into(),
            record: RawValue::from_string(record.raw.into_inner()).ok(),
            conflicts: None,
        }
    }
}

impl FileJson {
    fn of(lead: &str, file: FileInfo) -> Self {
        FileJson {
            field: file.field,
            name: file.name,
            r#type: file.media_type,
            size: file.size,
            url: format!("/api/leads/{lead}/files/{}", file.position),
        }
    }
}

impl From<Conflict> for ConflictJson {
    fn from(conflict: Conflict) -> Self {
        ConflictJson {
            first_at: conflict.first_at,
            last_at: conflict.last_at,
            times: conflict.times,
            record: RawValue::from_string(conflict.raw.into_inner()).ok(),
        }
    }
}

impl From<Source> for SourceJson {
    fn from(source: Source) -> Self {
        SourceJson { source: source.source, campaign: source.campaign, channel: source.channel }
    }
}
