//! `/admin/leads/{id}`: one lead with everything that is known.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use leadwell_wire::{FieldKind, FormDef};

use super::deliveries::DeliveryRow;
use super::detail::Detail;
use super::meaning::Meaning;
use super::pretty::pretty;
use super::score::Score;
use super::timeline::{Block, Line, Stay, What};
use super::{Whole, html, message, refused, whole, words};
use crate::context::Context;
use crate::state::Collector;
use crate::store::{Conflict, FileInfo, LeadRef, Mode, journey};
use crate::time;

#[derive(Template)]
#[template(path = "admin/lead.html")]
struct LeadPage {
    title: String,
    email: String,
    id: String,
    form: String,
    site: String,
    received: String,
    received_machine: String,
    created: Option<String>,
    native: bool,
    /// Channel, source and campaign of the last touch that was not direct.
    came_by: Vec<String>,
    stage: Option<(String, &'static str)>,
    fields: Vec<(String, String, String)>,
    /// Company, country, device.
    context: Vec<(&'static str, String)>,
    suspect: bool,
    files: Vec<FileRow>,
    detail: Detail,
    blocks: Vec<Block>,
    stays: Vec<Stay>,
    score: Option<Score>,
    conflicts: Vec<Version>,
    deliveries: Vec<DeliveryRow>,
    raw: String,
    signed_in: bool,
}

/// A file that came along.
struct FileRow {
    label: String,
    url: String,
    name: String,
    size: String,
}

/// Other content that came under the same id.
struct Version {
    first: String,
    first_machine: String,
    times: u64,
    raw: String,
}

impl From<Conflict> for Version {
    fn from(conflict: Conflict) -> Self {
        Version {
            first: time::readable(conflict.first_at),
            first_machine: time::machine(conflict.first_at),
            times: conflict.times,
            raw: pretty(conflict.raw.expose()),
        }
    }
}

pub(super) async fn page(State(collector): State<Collector>, Path(id): Path<String>) -> Response {
    let id = id.to_ascii_lowercase();
    let whole = match whole(&collector, id).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return message(StatusCode::NOT_FOUND, "No such lead", "There is no lead with this id."),
        Err(error) => return refused(&error.into()),
    };
    let form = collector.forms().get(&whole.record.form).map(|form| &form.def);
    html(StatusCode::OK, &view(whole, form))
}

fn view(whole: Whole, form: Option<&FormDef>) -> LeadPage {
    let Whole { record, conflicts, files, steps, deliveries, way } = whole;
    let now = crate::clock::now();
    let stage = words::badge(&record);
    let raw = record.raw.into_inner();
    let detail = Detail::read(&raw);
    let events = journey::merge(detail.events.iter().cloned().chain(way.events));
    let made = record.assessment.as_ref();
    // Where the page told no steps, those that its events make.
    let told = Some(&detail.history).filter(|history| !history.is_empty());
    let line = Line {
        events: &events,
        history: told.or(made.map(|made| &made.history)).map_or(&[][..], Vec::as_slice),
        sales: &steps,
        lead: LeadRef {
            id: record.id.clone(),
            form: record.form.clone(),
            at: record.created_at.unwrap_or(record.received_at),
        },
        own: &detail.events,
        leads: &way.leads,
    };
    let (blocks, stays) = (line.blocks(), line.stays());
    let context = Context::of(&raw, record.email.as_ref());
    let email = record.email.map(leadwell_wire::Pii::into_inner).unwrap_or_default();
    let name = record.name.map(leadwell_wire::Pii::into_inner).unwrap_or_default();
    let title = [&name, &email].into_iter().find(|text| !text.is_empty()).cloned();
    let came_by = record.channel.map(str::to_owned).into_iter().chain(detail.campaign.clone()).collect();
    LeadPage {
        title: title.unwrap_or_else(|| "Lead".into()),
        email,
        suspect: !context.suspect.is_empty(),
        context: circumstances(context),
        score: made.map(|made| Score::of(made, &record.id, &events)),
        fields: labelled(&detail, form, !files.is_empty()),
        files: files.into_iter().map(|file| file_row(&record.id, form, file)).collect(),
        detail,
        blocks,
        stays,
        id: record.id,
        form: record.form,
        site: record.site,
        received: time::readable(record.received_at),
        received_machine: time::machine(record.received_at),
        created: record.created_at.map(time::readable),
        native: record.mode == Mode::Native,
        came_by,
        stage,
        conflicts: conflicts.into_iter().map(Version::from).collect(),
        deliveries: deliveries.into_iter().map(|one| DeliveryRow::of(one, now)).collect(),
        raw: pretty(&raw),
        signed_in: true,
    }
}

fn circumstances(context: Context) -> Vec<(&'static str, String)> {
    let company = context.company.map(leadwell_wire::Pii::into_inner).unwrap_or_default();
    let device = [context.device, &context.browser, &context.system];
    let device: Vec<&str> = device.into_iter().filter(|part| !part.is_empty()).collect();
    let rows = [
        ("Company", company),
        ("Country, by the time zone", context.country_name.to_owned()),
        ("Device", device.join(", ")),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn file_row(lead: &str, form: Option<&FormDef>, file: FileInfo) -> FileRow {
    let label = form.and_then(|form| form.fields.iter().find(|field| field.name == file.field));
    let label = label.map(|field| field.label.clone()).filter(|label| !label.is_empty());
    let name = file.name.into_inner();
    FileRow {
        label: label.unwrap_or(file.field),
        url: format!("/admin/leads/{lead}/files/{}", file.position),
        name: if name.trim().is_empty() { "(without a name)".into() } else { name },
        size: match file.size {
            bytes @ 1_000_000.. => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
            bytes @ 1000.. => format!("{} kB", bytes / 1000),
            bytes => format!("{bytes} B"),
        },
    }
}

/// The fields under the form's own labels and in its order; what it does not define comes after. Files that are
/// listed by themselves are left out.
fn labelled(detail: &Detail, form: Option<&FormDef>, files_apart: bool) -> Vec<(String, String, String)> {
    let defined = form.map_or(&[][..], |form| &form.fields);
    let meaning = form.map(|form| Meaning::of(form, &detail.fields)).unwrap_or_default();
    let mut rows = Vec::new();
    for field in defined.iter().filter(|field| field.kind != FieldKind::File || !files_apart) {
        let values: Vec<&str> = detail
            .fields
            .all(&field.name)
            .map(|value| {
                let value = value.expose().as_str();
                let option = field.options.iter().find(|option| option.value == value);
                option.map_or(value, |option| option.label.as_str())
            })
            .collect();
        if values.iter().any(|value| !value.is_empty()) {
            let label = if field.label.is_empty() { &field.name } else { &field.label };
            let value = values.join(", ");
            let normal = meaning.normal.get(&field.name).map(|normal| normal.expose().clone());
            let flags = meaning.flags.get(&field.name).map(|flags| flags.join(", "));
            let normal = normal.filter(|normal| *normal != value);
            let beside: Vec<String> = [normal, flags].into_iter().flatten().collect();
            rows.push((label.clone(), value, beside.join(" · ")));
        }
    }
    for (name, value) in detail.fields.iter() {
        if !defined.iter().any(|field| field.name == *name) {
            rows.push((name.clone(), value.expose().clone(), String::new()));
        }
    }
    rows
}
