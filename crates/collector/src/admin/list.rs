//! `/admin`: leads, newest first.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::{html, paging, refused, words};
use crate::context::Context;
use crate::state::Collector;
use crate::store::{Mode, Source, StoredRecord};
use crate::time;

const A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "admin/list.html")]
struct List {
    rows: Vec<Row>,
    total: u64,
    next: Option<String>,
    first_page: bool,
    signed_in: bool,
}

struct Row {
    id: String,
    time: String,
    machine_time: String,
    name: String,
    email: String,
    form: String,
    site: String,
    stage: Option<(String, &'static str)>,
    channel: &'static str,
    first: (String, String),
    last: (String, String),
    native: bool,
    suspect: bool,
}

pub(super) async fn page(State(collector): State<Collector>, RawQuery(query): RawQuery) -> Response {
    let (cursor, limit) = match paging(query.as_deref(), A_PAGE) {
        Ok(paging) => paging,
        Err(error) => return refused(&error),
    };
    let first_page = cursor.is_none();
    match collector.store().leads(cursor, limit).await {
        Ok(page) => html(
            StatusCode::OK,
            &List {
                rows: page.records.into_iter().map(Row::from).collect(),
                total: page.total,
                next: page.next.map(|cursor| cursor.to_string()),
                first_page,
                signed_in: true,
            },
        ),
        Err(error) => refused(&error.into()),
    }
}

impl From<StoredRecord> for Row {
    fn from(record: StoredRecord) -> Self {
        // Shown in a page that only the token opens.
        let text = |value: Option<leadwell_wire::Pii<String>>| {
            value.map(leadwell_wire::Pii::into_inner).unwrap_or_default()
        };
        let suspect = !Context::of(record.raw.expose(), None).suspect.is_empty();
        let stage = words::badge(&record);
        Row {
            suspect,
            time: time::readable(record.received_at),
            machine_time: time::machine(record.received_at),
            name: text(record.name),
            email: text(record.email),
            form: record.form,
            site: record.site,
            stage,
            channel: record.channel.unwrap_or_default(),
            first: two_words(&record.first),
            last: two_words(&record.last),
            native: record.mode == Mode::Native,
            id: record.id,
        }
    }
}

fn two_words(source: &Source) -> (String, String) {
    (words::source(source.source.as_deref()), source.campaign.clone().unwrap_or_default())
}
