//! `/admin/deliveries`: what has become of leads at their destinations, and again.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_core::urlencoded;

use super::{html, message, refused};
use crate::clock;
use crate::deliveries::try_out;
use crate::error::ApiError;
use crate::http::read_body;
use crate::state::Collector;
use crate::store::{Again, Delivery, DeliveryCount, DeliveryFilter, DeliveryState, StoreError, Tally};
use crate::time;

const A_PAGE: usize = 50;
const MOST: usize = 4096;

#[derive(Template)]
#[template(path = "admin/deliveries.html")]
struct Page {
    tally: Tally,
    destinations: Vec<Destination>,
    /// The filter: state and destination.
    state: Option<DeliveryState>,
    to: String,
    states: Vec<(String, &'static str, bool)>,
    rows: Vec<DeliveryRow>,
    next: Option<String>,
    first_page: bool,
    /// How many a click sends again.
    again: u64,
    /// What was done by the click that led here.
    done: Option<String>,
    signed_in: bool,
}

struct Destination {
    name: String,
    kind: &'static str,
    /// Whether it stands in the configuration.
    is_configured: bool,
    counts: [u64; 5],
    trouble: String,
    link: String,
}

/// A delivery in words.
pub(super) struct DeliveryRow {
    pub(super) id: String,
    pub(super) lead: String,
    pub(super) who: String,
    pub(super) destination: String,
    pub(super) state: &'static str,
    pub(super) class: &'static str,
    pub(super) said: String,
    pub(super) status: Option<u16>,
    pub(super) remote_id: Option<String>,
    /// When it was tried last, else when it began to wait.
    pub(super) time: String,
    pub(super) machine_time: String,
    /// How often it was tried and when it is tried next.
    pub(super) tries: String,
    pub(super) may_go_again: bool,
    /// What is there was corrected here since.
    pub(super) is_stale: bool,
    /// Whether a correction is worth nothing without sending it there again.
    pub(super) wants_correction: bool,
}

impl DeliveryRow {
    /// `corrected`: when its lead was corrected last.
    pub(super) fn of(delivery: Delivery, now: i64, corrected: Option<i64>) -> Self {
        let at = delivery.last_at.unwrap_or(delivery.since);
        let times = match delivery.attempts {
            0 => "not tried yet".to_owned(),
            1 => "tried once".into(),
            times => format!("tried {times} times"),
        };
        let tries = match delivery.state {
            DeliveryState::Waiting if delivery.next_at > now => {
                format!("{times}, again in {}", time::span(delivery.next_at - now))
            }
            DeliveryState::Waiting if delivery.attempts == 0 => "waits for its turn".into(),
            DeliveryState::Waiting => format!("{times}, waits for its turn"),
            _ => times,
        };
        Self {
            id: delivery.id,
            who: delivery
                .who
                .map_or_else(|| format!("Lead {}", delivery.lead), leadwell_wire::Pii::into_inner),
            lead: delivery.lead,
            destination: delivery.destination,
            state: delivery.state.as_str(),
            class: class(delivery.state),
            said: delivery.said,
            status: delivery.status,
            remote_id: delivery.remote_id,
            time: time::readable(at),
            machine_time: time::machine(at),
            tries,
            // What waits for a later time may go out now as well: the destination may have been repaired.
            may_go_again: delivery.state != DeliveryState::Waiting || delivery.attempts > 0,
            is_stale: delivery.state == DeliveryState::Delivered && corrected > delivery.last_at,
            wants_correction: matches!(delivery.state, DeliveryState::Refused | DeliveryState::Dead),
        }
    }
}

fn class(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "stage visitor",
        DeliveryState::Delivered => "stage lead",
        DeliveryState::Refused => "stage intent",
        DeliveryState::Unconfirmed => "stage engaged",
        DeliveryState::Dead => "stage dead",
    }
}

/// What a query or a body asks for.
#[derive(Default)]
struct Asked {
    filter: DeliveryFilter,
    done: Option<String>,
}

impl Asked {
    fn read(text: &str) -> Result<Self, ApiError> {
        let mut asked = Self::default();
        for (name, value) in urlencoded::parse(text).into_iter().filter(|(_, value)| !value.is_empty()) {
            match name.as_str() {
                "state" => {
                    let state = DeliveryState::parse(&value).ok_or(ApiError::BadQuery("state"))?;
                    asked.filter.state = Some(state);
                }
                "to" => asked.filter.destination = Some(value),
                "before" => {
                    let before = value.parse().map_err(|_| ApiError::BadQuery("before"))?;
                    asked.filter.before = Some(before);
                }
                "again" => {
                    asked.done = value.parse().ok().map(|times: u64| match times {
                        0 => "Nothing was there to send again.".into(),
                        1 => "One lead is on its way again.".into(),
                        times => format!("{times} leads are on their way again."),
                    });
                }
                _ => {}
            }
        }
        Ok(asked)
    }
}

pub(super) async fn page(State(collector): State<Collector>, RawQuery(query): RawQuery) -> Response {
    let asked = match Asked::read(query.as_deref().unwrap_or_default()) {
        Ok(asked) => asked,
        Err(error) => return refused(&error),
    };
    match view(&collector, asked).await {
        Ok(page) => html(StatusCode::OK, &page),
        Err(error) => refused(&error.into()),
    }
}

async fn view(collector: &Collector, asked: Asked) -> Result<Page, StoreError> {
    let store = collector.store();
    let counts = store.delivery_counts().await?;
    let tally = store.tally().await?;
    let filter = asked.filter;
    let mut rows = store.deliveries(filter.clone(), A_PAGE + 1).await?;
    let more = rows.len() > A_PAGE;
    rows.truncate(A_PAGE);
    let to = filter.destination.clone().unwrap_or_default();
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| format!("/admin/deliveries?{}", query(filter.state, &to, Some(last.seq))));
    let now = clock::now();
    let fits = |count: &&DeliveryCount| {
        Some(count.state) == filter.state && (to.is_empty() || count.destination == to)
    };
    let again = match filter.state {
        Some(DeliveryState::Refused | DeliveryState::Unconfirmed | DeliveryState::Dead) => {
            counts.iter().filter(fits).map(|count| count.count).sum()
        }
        _ => 0,
    };
    let state_link = |state: Option<DeliveryState>| {
        let word = state.map_or("all", DeliveryState::as_str);
        (format!("/admin/deliveries?{}", query(state, &to, None)), word, state == filter.state)
    };
    Ok(Page {
        tally,
        destinations: destinations(collector, &counts),
        states: std::iter::once(None).chain(DeliveryState::ALL.map(Some)).map(state_link).collect(),
        state: filter.state,
        to,
        rows: rows.into_iter().map(|row| DeliveryRow::of(row, now, None)).collect(),
        next,
        first_page: filter.before.is_none(),
        again,
        done: asked.done,
        signed_in: true,
    })
}

/// Those of the configuration in its order, then those that are only known from the outbox.
fn destinations(collector: &Collector, counts: &[DeliveryCount]) -> Vec<Destination> {
    let of = |name: &str, kind: &'static str, is_configured: bool| Destination {
        name: name.to_owned(),
        kind,
        is_configured,
        counts: DeliveryState::ALL.map(|state| sum(counts, name, state)),
        // What waits comes last, and first before what was taken without a field.
        trouble: counts
            .iter()
            .rev()
            .find_map(|count| count.trouble.clone().filter(|_| count.destination == name))
            .unwrap_or_default(),
        link: format!("/admin/deliveries?{}", query(None, name, None)),
    };
    let mut all: Vec<_> = collector.destinations().names().map(|(name, kind)| of(name, kind, true)).collect();
    for count in counts {
        if !all.iter().any(|known| known.name == count.destination) {
            all.push(of(&count.destination, "no longer configured", false));
        }
    }
    all
}

fn sum(counts: &[DeliveryCount], destination: &str, state: DeliveryState) -> u64 {
    let fits = |count: &&DeliveryCount| count.state == state && count.destination == destination;
    counts.iter().filter(fits).map(|count| count.count).sum()
}

fn query(state: Option<DeliveryState>, to: &str, before: Option<i64>) -> String {
    let mut parts = Vec::new();
    parts.extend(state.map(|state| format!("state={}", state.as_str())));
    // A destination's name needs no escapes; one that does is not from our configuration.
    let plain = to.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    parts.extend(Some(to).filter(|to| plain && !to.is_empty()).map(|to| format!("to={to}")));
    parts.extend(before.map(|before| format!("before={before}")));
    parts.join("&")
}

/// `POST /admin/deliveries/{id}/resend`: this one.
pub(super) async fn resend(
    State(collector): State<Collector>,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let back = match asked_in(body).await {
        Ok(asked) => query(asked.filter.state, &asked.filter.destination.unwrap_or_default(), None),
        Err(error) => return refused(&error),
    };
    match again(&collector, Again::One(id)).await {
        Ok(times) => to_page(&format!("{back}&again={times}")),
        Err(error) => refused(&error.into()),
    }
}

/// `POST /admin/deliveries/resend`: all that were refused, or all that are dead.
pub(super) async fn resend_all(State(collector): State<Collector>, body: Body) -> Response {
    let filter = match asked_in(body).await {
        Ok(asked) => asked.filter,
        Err(error) => return refused(&error),
    };
    let Some(state) = filter.state else { return refused(&ApiError::BadMember("state")) };
    match again(&collector, Again::All { state, destination: filter.destination }).await {
        Ok(times) => to_page(&format!("again={times}")),
        Err(error) => refused(&error.into()),
    }
}

/// `POST /admin/deliveries/test`: a marked sample.
pub(super) async fn test(State(collector): State<Collector>, body: Body) -> Response {
    let to = match asked_in(body).await {
        Ok(asked) => asked.filter.destination.unwrap_or_default(),
        Err(error) => return refused(&error),
    };
    let Some(tried) = try_out(&collector, &to).await else {
        return message(StatusCode::NOT_FOUND, "No such destination", "It stands in no configuration.");
    };
    let title = match tried.delivered {
        true => format!("The sample has arrived at {to}"),
        false => format!("The sample did not arrive at {to}"),
    };
    let status = tried.status.map(|status| format!(" (status {status})")).unwrap_or_default();
    message(StatusCode::OK, &title, &format!("{}{status}", tried.said))
}

/// Lets them wait again, and wakes whoever brings them.
pub(super) async fn again(collector: &Collector, what: Again) -> Result<u64, StoreError> {
    let times = collector.store().send_again(what, clock::now()).await?;
    wake(collector, times);
    Ok(times)
}

/// Wakes whoever brings leads, where some wait again.
pub(super) fn wake(collector: &Collector, times: u64) {
    if times > 0 {
        collector.destinations().try_now();
    }
}

async fn asked_in(body: Body) -> Result<Asked, ApiError> {
    let bytes = read_body(body, MOST).await?;
    Asked::read(&String::from_utf8_lossy(&bytes))
}

fn to_page(query: &str) -> Response {
    let place = format!("/admin/deliveries?{}", query.trim_start_matches('&'));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
