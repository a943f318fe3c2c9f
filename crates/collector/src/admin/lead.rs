//! `/admin/leads/{id}`: one lead with everything that is known.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use leadwell_wire::{FieldError, FieldKind, Fields, FormDef};

use super::correct::Asked;
use super::deliveries::DeliveryRow;
use super::detail::Detail;
use super::inputs::{self, By, Input};
use super::meaning::Meaning;
use super::pretty::pretty;
use super::score::Score;
use super::timeline::{Block, Line, Stay, What};
use super::{Whole, html, message, refused, whole, words};
use crate::context::Context;
use crate::state::Collector;
use crate::store::{Conflict, Correction, FileInfo, LeadRef, Mode, journey, replace};
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
    fields: Vec<FieldRow>,
    correcting: Correcting,
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

/// A field as it was filled in.
struct FieldRow {
    label: String,
    value: String,
    /// What it means.
    beside: String,
    /// As it was sent, where that was corrected.
    sent: Option<String>,
}

/// The form by which the lead is corrected.
#[derive(Default)]
struct Correcting {
    is_open: bool,
    inputs: Vec<Input>,
    who: String,
    /// The destinations that may be told again, and whether they are.
    again: Vec<(String, &'static str, bool)>,
    /// What was just tried and is wrong.
    wrong: Vec<(String, String)>,
    /// When and by whom it was corrected last.
    last: Option<(String, String)>,
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

/// With `?correct` the form to correct it stands open.
pub(super) async fn page(
    State(collector): State<Collector>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let id = id.to_ascii_lowercase();
    let whole = match whole(&collector, id).await {
        Ok(Some(whole)) => whole,
        Ok(None) => return message(StatusCode::NOT_FOUND, "No such lead", "There is no lead with this id."),
        Err(error) => return refused(&error.into()),
    };
    let form = collector.forms().get(&whole.record.form).map(|form| &form.def);
    let mut page = view(whole, form, None);
    page.correcting.is_open = query.is_some_and(|query| query.split('&').any(|part| part == "correct"));
    html(StatusCode::OK, &page)
}

/// The same with a correction that is not right, so that it can be.
pub(super) fn again(collector: &Collector, whole: Whole, asked: &Asked, errors: &[FieldError]) -> Response {
    let form = collector.forms().get(&whole.record.form).map(|form| &form.def);
    html(StatusCode::UNPROCESSABLE_ENTITY, &view(whole, form, Some((asked, errors))))
}

fn view(whole: Whole, form: Option<&FormDef>, tried: Option<(&Asked, &[FieldError])>) -> LeadPage {
    let Whole { record, corrections, conflicts, files, steps, deliveries, way } = whole;
    let now = crate::clock::now();
    let stage = words::badge(&record);
    let raw = record.raw.into_inner();
    let detail = Detail::read(&raw, &corrections);
    let last = corrections.last();
    let deliveries: Vec<DeliveryRow> =
        deliveries.into_iter().map(|one| DeliveryRow::of(one, now, last.map(|last| last.at))).collect();
    let correcting = correcting(&detail, form, last, &deliveries, tried);
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
        deliveries,
        correcting,
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

/// What was tried stays as it was typed, over what the lead says.
fn correcting(
    detail: &Detail,
    form: Option<&FormDef>,
    last: Option<&Correction>,
    deliveries: &[DeliveryRow],
    tried: Option<(&Asked, &[FieldError])>,
) -> Correcting {
    let errors = tried.map_or(&[][..], |(_, errors)| errors);
    let fields =
        tried.map_or_else(|| detail.fields.clone(), |(asked, _)| replace(&detail.fields, &asked.fields));
    let inputs = inputs::inputs(form, &fields, errors);
    // What has no input is said all the same.
    let wrong = errors.iter().map(|error| {
        let input = inputs.iter().find(|input| input.name == error.field);
        let label = input.map_or(&error.field, |input| &input.label);
        (input.map(|input| input.id.clone()).unwrap_or_default(), format!("{label}: {}", error.message))
    });
    let again = deliveries.iter().filter(|one| one.may_go_again).map(|one| {
        let taken = tried.map_or(one.wants_correction, |(asked, _)| asked.resend.contains(&one.destination));
        (one.destination.clone(), one.state, taken)
    });
    Correcting {
        is_open: tried.is_some(),
        wrong: wrong.collect(),
        again: again.collect(),
        who: tried.map(|(asked, _)| asked.who.clone()).unwrap_or_default(),
        last: last.map(|last| (time::readable(last.at), last.who.clone())),
        inputs,
    }
}

/// The fields under the form's own labels and in its order; what it does not define comes after. Files that are
/// listed by themselves are left out.
fn labelled(detail: &Detail, form: Option<&FormDef>, files_apart: bool) -> Vec<FieldRow> {
    let defined = form.map_or(&[][..], |form| &form.fields);
    let meaning = form.map(|form| Meaning::of(form, &detail.fields)).unwrap_or_default();
    let mut rows = Vec::new();
    for field in defined.iter().filter(|field| field.kind != FieldKind::File || !files_apart) {
        let label = if field.label.is_empty() { &field.name } else { &field.label };
        let word = |value: &str| {
            let option = field.options.iter().find(|option| option.value == value);
            option.map_or(value, |option| option.label.as_str()).to_owned()
        };
        let mut row = FieldRow::of(detail, &field.name, label, word);
        let normal = meaning.normal.get(&field.name).map(|normal| normal.expose().clone());
        let flags = meaning.flags.get(&field.name).map(|flags| flags.join(", "));
        let normal = normal.filter(|normal| *normal != row.value);
        row.beside = [normal, flags].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        rows.push(row);
    }
    let mut told: Vec<&str> = defined.iter().map(|field| field.name.as_str()).collect();
    for (name, _) in detail.fields.iter() {
        if !told.contains(&name.as_str()) {
            told.push(name);
            rows.push(FieldRow::of(detail, name, name, str::to_owned));
        }
    }
    // What was not filled in by anybody is not told.
    rows.retain(|row| !row.value.is_empty() || row.sent.as_ref().is_some_and(|sent| !sent.is_empty()));
    rows
}

impl FieldRow {
    fn of(detail: &Detail, name: &str, label: &str, word: impl Fn(&str) -> String) -> Self {
        let value = |fields: &Fields| {
            let values: Vec<String> = fields.all(name).map(|value| word(value.expose())).collect();
            values.join(", ")
        };
        let (value, sent) = (value(&detail.fields), value(&detail.sent));
        let sent = Some(sent).filter(|sent| *sent != value);
        Self { label: label.to_owned(), value, beside: String::new(), sent }
    }
}
