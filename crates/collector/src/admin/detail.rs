//! A raw record, taken apart for people. Each part is read on its own: what a newer page sends in a shape
//! that is not known here costs that part alone, and the raw record is shown anyway.

use leadwell_core::channel;
use leadwell_wire::{Fields, Journey, Page, Touch, Touches, Transition};

use super::receipt::Receipt;
use super::words;
use crate::parts::Parts;
use crate::store::{Correction, JourneyEvent, JourneyPart, apply};
use crate::time;

/// What the page of one lead shows beside the columns.
#[derive(Default)]
pub(super) struct Detail {
    /// As they are to be read, and as they were sent.
    pub(super) fields: Fields,
    pub(super) sent: Fields,
    pub(super) page: Vec<(&'static str, String)>,
    pub(super) touches: Vec<TouchView>,
    pub(super) history: Vec<Transition>,
    /// The events of the record itself.
    pub(super) events: Vec<JourneyEvent>,
    /// Of the last touch that was not direct.
    pub(super) campaign: Option<String>,
    pub(super) visitor: Option<String>,
    pub(super) session: Option<String>,
    pub(super) receipt: Option<Receipt>,
}

/// A touch as rows.
pub(super) struct TouchView {
    pub(super) title: String,
    pub(super) time: String,
    pub(super) machine_time: String,
    pub(super) rows: Vec<(String, String)>,
}

impl Detail {
    pub(super) fn read(raw: &str, corrections: &[Correction]) -> Detail {
        let parts = Parts::of(raw).unwrap_or_default();
        let touches: Touches = parts.touches.read().unwrap_or_default();
        let journey: Journey = parts.journey.read().unwrap_or_default();
        let events = JourneyPart::read(parts.journey, &touches).events;
        let campaign = touches.last_non_direct.as_ref().and_then(|touch| touch.tags.get("campaign"));
        let campaign = campaign.map(str::to_owned);
        let sent: Fields = parts.fields.read().unwrap_or_default();
        let views = [
            ("First touch", touches.first),
            ("Last touch", touches.last),
            ("Last touch that was not direct", touches.last_non_direct),
        ];
        Detail {
            campaign,
            fields: apply(&sent, corrections),
            sent,
            page: parts.page.read().map(page).unwrap_or_default(),
            touches: told_once(views),
            history: journey.history,
            visitor: journey.visitor.map(String::from),
            session: journey.session.map(String::from),
            events,
            receipt: parts.consent.raw().and_then(|raw| Receipt::read(raw.get())),
        }
    }
}

/// One that is first and last stands once, under both titles.
fn told_once<'a>(touches: impl IntoIterator<Item = (&'a str, Option<Touch>)>) -> Vec<TouchView> {
    let mut told: Vec<(String, Touch)> = Vec::new();
    for (title, touch) in touches.into_iter().filter_map(|(title, touch)| Some((title, touch?))) {
        match told.iter_mut().find(|(_, known)| *known == touch) {
            Some((titles, _)) => *titles = format!("{titles}, {}", title.to_lowercase()),
            None => told.push((title.to_owned(), touch)),
        }
    }
    told.into_iter().map(|(title, touch)| view(title, &touch)).collect()
}

fn page(page: Page) -> Vec<(&'static str, String)> {
    let rows = [
        ("Address", page.url),
        ("Title", page.title),
        ("Came from", page.referrer),
        ("Language", page.language),
        ("Time zone", page.time_zone),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn view(title: String, touch: &Touch) -> TouchView {
    let label = |key: &str| match key {
        "landing_url" => "Landing page".to_owned(),
        "referrer_host" => "Referrer".to_owned(),
        other => words::capital(&other.replace('_', " ")),
    };
    let at = i64::try_from(touch.at.0).unwrap_or(i64::MAX);
    let tags =
        touch.tags.0.iter().filter(|(key, _)| *key != "id").map(|(key, value)| (label(key), value.clone()));
    let clicks = touch.click_ids.0.iter().map(|(key, value)| (format!("Click id {key}"), value.clone()));
    let channel = ("Channel".to_owned(), channel::classify(touch).as_str().to_owned());
    let mut rows: Vec<(String, String)> = tags.chain(clicks).chain([channel]).collect();
    // Where it came from first, the long address last.
    rows.sort_by_key(|(label, _)| match label.as_str() {
        "Channel" => 0,
        "Source" => 1,
        "Medium" => 2,
        "Campaign" => 3,
        "Landing page" => 9,
        _ => 5,
    });
    TouchView { title, time: time::readable(at), machine_time: time::machine(at), rows }
}
