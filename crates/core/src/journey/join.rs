//! The events of several pages put together, and held to their bounds.

use super::event::Event;
use super::fold::{read_lines, steps_of};
use super::model::Model;
use crate::attribution::origin;
use crate::json::push_whole;
use crate::prelude::*;
use leadwell_wire::{Millis, limits};

/// What two pages begin within this time of each other is one.
const AT_ONCE: Millis = Millis::secs(60);

/// What a page has after it heard of another's events: the same arguments as [`fold`](super::fold()), and the other's lines
/// or nothing. The answer has a line with the number of events that had to go, then one for each that is left.
pub fn join(model: &str, ours: &str, theirs: &str) -> String {
    let (now, mut events) = read_lines(ours);
    // As a page's own lines, without the time.
    for event in read_lines(&["0\n", theirs].concat()).1 {
        let mut at = events.len();
        while at > 0 && events.get(at - 1).is_some_and(|known| known.key() > event.key()) {
            at -= 1;
        }
        match events.get_mut(at.wrapping_sub(1)) {
            Some(known) if known.key() == event.key() => known.proof |= event.proof,
            _ => events.insert(at, event),
        }
    }
    settle(&mut events);
    let model = Model::read(model);
    let gone = trim(&model, &mut events, now);
    let mut out = String::new();
    push_whole(&mut out, gone);
    out.push('\n');
    for event in &events {
        event.push_line(&mut out);
    }
    out
}

/// What two pages begin at once is one, the first in order: they had not heard of each other, so it has the same number
/// on both.
fn settle(events: &mut Vec<Event>) {
    let mut at = 1;
    while let (Some(before), Some(event)) = (events.get(at - 1), events.get(at)) {
        let apart = before.at.since(event.at).max(event.at.since(before.at));
        let twin = matches!(event.kind(), "session_start" | "touch" | "consent")
            && before.kind() == event.kind()
            && before.seq == event.seq
            && origin(before.props()) == origin(event.props())
            && apart < AT_ONCE;
        if twin {
            events.remove(at);
        } else {
            at += 1;
        }
    }
}

/// The oldest events go. Last of them those that a step rests on, which is asked once, when there are too many. Of the
/// touches the first, the last and the last that was not direct stay, and the others while there are few.
fn trim(model: &Model<'_>, events: &mut Vec<Event>, now: Millis) -> u64 {
    if events.len() > limits::EVENTS {
        let proof: Vec<usize> = steps_of(model, events).into_iter().flat_map(|step| step.proof).collect();
        for at in proof {
            if let Some(event) = events.get_mut(at) {
                event.proof = true;
            }
        }
    }
    let mut gone = 0;
    while let Some(at) = next_to_go(events, now) {
        events.remove(at);
        gone += 1;
    }
    gone
}

fn next_to_go(events: &[Event], now: Millis) -> Option<usize> {
    let full = events.len() > limits::EVENTS;
    let (mut touches, mut bytes, mut non_direct) = (Vec::new(), 0, 0);
    let (mut session, mut visitor) = (0, 0);
    for (at, event) in events.iter().enumerate() {
        match event.kind() {
            "touch" => {
                touches.push(at);
                bytes += event.props().len();
                if !event.is_direct() {
                    non_direct = at;
                }
            }
            "session_start" => session = at,
            "consent" => visitor = at,
            _ => {}
        }
    }
    let count = touches.len();
    let inner = touches.get(1..count.saturating_sub(1)).unwrap_or_default();
    let inner = inner.iter().copied().find(|at| *at != non_direct);
    if let Some(touch) = inner.and_then(|at| events.get(at))
        && (count > limits::TOUCHES
            || bytes > limits::TOUCH_BYTES
            || now.since(touch.at) > limits::TOUCH_LIFE)
    {
        return inner;
    }
    let free = |(at, event): &(usize, &Event)| {
        !event.proof && !event.is("touch") && *at != session && *at != visitor
    };
    let oldest = events.iter().enumerate().find(free).map_or(0, |(at, _)| at);
    full.then_some(oldest)
}
