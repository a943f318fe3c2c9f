//! The journey in a record.

use super::event::{Event, last};
use crate::json::Writer;
use crate::prelude::*;
use crate::text::split_at_byte;

/// Touches and journey as members of a record, with what [`fold`](super::fold()) says and the events after number `since`.
pub(super) fn write(events: &[Event], folded: &str, dropped: u64, since: u64, out: &mut Writer) {
    let touches: Vec<&Event> = events.iter().filter(|event| event.is("touch")).collect();
    let mut non_direct = usize::MAX;
    for (at, touch) in touches.iter().enumerate() {
        if !touch.is_direct() {
            non_direct = at;
        }
    }
    let mut between = Writer::default();
    out.open("touches");
    for (at, touch) in touches.iter().enumerate() {
        let mut text = Writer::object();
        text.text("id", &touch.id());
        text.text.push(',');
        text.text.push_str(touch.props().get(1..).unwrap_or_default());
        let mut named = false;
        for (name, place) in [("first", 0), ("last", touches.len() - 1), ("last_non_direct", non_direct)] {
            if place == at {
                out.json(name, &text.text);
                named = true;
            }
        }
        if !named {
            between.comma();
            between.text.push_str(&text.text);
        }
    }
    if !between.text.is_empty() {
        out.list("between", &between.text);
    }
    out.close();

    out.open("journey");
    out.text("visitor", last(events, "consent").map_or("", Event::about));
    out.text("session", last(events, "session_start").map_or("", Event::about));
    let claim = split_at_byte(split_at_byte(folded, b'\n').1, b'\n').1;
    if !claim.is_empty() {
        out.comma();
        out.text.push_str(claim);
    }
    let mut list = Writer::default();
    for event in events {
        if event.seq > since {
            event.write(&mut list);
        }
    }
    out.list("events", &list.text);
    if dropped > 0 {
        out.number("dropped", dropped);
    }
    out.close();
}
