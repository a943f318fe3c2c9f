//! The journeys of visitors: what their records told, put together.

use std::collections::BTreeMap;

use leadwell_wire::{Event, Id, Touch, Touches, limits};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::parts::Part;

/// Events kept of one visitor; those with the lowest numbers go first.
pub(crate) const EVENTS_KEPT: usize = 1000;

/// An event, and where it came from if it is a touch.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyEvent {
    /// As the page told it.
    pub event: Event,
    /// The whole of a touch, which its event only names.
    pub touch: Option<Touch>,
}

impl JourneyEvent {
    /// Order in the journey: by number, then page, never by a clock.
    pub fn key(&self) -> (u64, &str) {
        let (page, number) = self.event.id.rsplit_once('.').unwrap_or((&self.event.id, ""));
        (number.parse().unwrap_or(0), page)
    }
}

/// The visitor whose journey may be kept, and what a record tells of it.
#[derive(Debug, Clone, Default)]
pub struct JourneyPart {
    /// Nothing where there is no consent.
    pub visitor: Option<Id>,
    /// In the record's order.
    pub events: Vec<JourneyEvent>,
}

/// All that is known of one visitor.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// In order.
    pub events: Vec<JourneyEvent>,
    /// The visitor's leads, oldest first.
    pub leads: Vec<LeadRef>,
}

/// A lead in short.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LeadRef {
    /// Its id.
    pub id: String,
    /// Its form.
    pub form: String,
    /// When it was made, by the page's clock, else when it was received.
    pub at: i64,
}

impl JourneyPart {
    /// The events of a record with their touches; one that cannot be read costs itself alone.
    pub(crate) fn read(journey: Part<'_>, touches: &Touches) -> JourneyPart {
        #[derive(Default, Deserialize)]
        struct Raw<'a> {
            #[serde(default, borrow)]
            visitor: Option<&'a RawValue>,
            #[serde(default, borrow)]
            events: Vec<&'a RawValue>,
        }
        let raw: Raw<'_> = journey.read().unwrap_or_default();
        let of = |touch: &Touch| Some((touch.tags.get("id")?.to_owned(), touch.clone()));
        let all = [&touches.first, &touches.last, &touches.last_non_direct].into_iter().flatten();
        let mut known: BTreeMap<String, Touch> = all.chain(&touches.between).filter_map(of).collect();
        let events = raw.events.into_iter().filter_map(|raw| serde_json::from_str::<Event>(raw.get()).ok());
        let events = events.filter(|event| !event.id.is_empty() && event.id.len() <= 64).map(|mut event| {
            cut(&mut event.kind, 64);
            cut(&mut event.path, limits::URL_CHARS);
            JourneyEvent { touch: known.remove(&event.id), event }
        });
        let visitor = raw.visitor.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
        JourneyPart { visitor: visitor.as_deref().and_then(Id::parse), events: events.collect() }
    }
}

fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        *text = text.chars().take(most).collect();
    }
}
/// The events of several records as one journey: each once, in order.
pub(crate) fn merge(parts: impl IntoIterator<Item = JourneyEvent>) -> Vec<JourneyEvent> {
    let mut events: Vec<JourneyEvent> = parts.into_iter().collect();
    // Of twins the one that knows its touch comes first, and stays.
    events.sort_by(|a, b| a.key().cmp(&b.key()).then(b.touch.is_some().cmp(&a.touch.is_some())));
    events.dedup_by(|a, b| a.event.id == b.event.id);
    events
}
