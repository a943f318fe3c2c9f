//! The journey as one line of time: what the visitor did, and which step it proved.

use leadwell_wire::{Event, Journey, Millis};

use super::words;
use crate::store::SalesStep;
use crate::time;

/// One point of the line.
pub(super) struct Item {
    pub(super) time: String,
    pub(super) machine_time: String,
    /// How long after the point before; empty for the first.
    pub(super) after: String,
    pub(super) what: What,
}

/// What it was.
pub(super) enum What {
    /// Something happened.
    Event { id: String, words: String, path: String },
    /// A stage was reached, because of these.
    Stage { stage: String, class: &'static str, rule: String, evidence: Vec<Evidence> },
    /// Sales said so.
    Sales { stage: &'static str, class: &'static str, who: String, note: String, reason: String },
}

/// One proof of a step.
pub(super) struct Evidence {
    /// The event's id on this page, where the proof is one of the events shown.
    pub(super) anchor: Option<String>,
    pub(super) words: String,
}

/// All points in order of time; of the same moment, the event comes before the step that it proves.
pub(super) fn items(journey: &Journey, sales: &[SalesStep], lead: &str) -> Vec<Item> {
    let events = journey.events.iter().map(|event| {
        let what = What::Event {
            id: event.id.clone(),
            words: words::event(&event.kind).to_owned(),
            path: event.path.clone(),
        };
        (event.at, 0, what)
    });
    let steps = journey.history.iter().map(|step| {
        let stage = step.stage.as_str();
        let what = What::Stage {
            stage: stage.to_owned(),
            class: words::stage_class(stage),
            rule: words::rule(&step.rule).to_owned(),
            evidence: step.evidence.iter().map(|id| evidence(id, lead, &journey.events)).collect(),
        };
        (step.at, 1, what)
    });
    let sales = sales.iter().map(|step| {
        let stage = step.stage.as_str();
        let what = What::Sales {
            stage,
            class: words::stage_class(stage),
            who: step.who.clone(),
            note: step.note.clone(),
            reason: step.reason.clone(),
        };
        (Millis(step.at.max(0) as u64), 2, what)
    });
    let mut points: Vec<(Millis, u8, What)> = events.chain(steps).chain(sales).collect();
    points.sort_by_key(|(at, order, _)| (*at, *order));
    let mut before = None;
    points
        .into_iter()
        .map(|(at, _, what)| {
            let ms = i64::try_from(at.0).unwrap_or(i64::MAX);
            let gap = before.replace(at).map_or(0, |before: Millis| at.since(before).0);
            let after =
                if gap >= 1000 { time::span(i64::try_from(gap).unwrap_or(i64::MAX)) } else { String::new() };
            Item { time: time::readable(ms), machine_time: time::machine(ms), after, what }
        })
        .collect()
}

pub(super) fn evidence(id: &str, lead: &str, events: &[Event]) -> Evidence {
    match events.iter().find(|event| event.id == id) {
        Some(event) => Evidence {
            anchor: Some(id.to_owned()),
            words: format!("{} {}", words::event(&event.kind), event.path).trim().to_owned(),
        },
        None if id == lead => Evidence { anchor: None, words: "this lead".into() },
        // A session, or an event that is too old to be kept.
        None => Evidence { anchor: None, words: id.to_owned() },
    }
}
