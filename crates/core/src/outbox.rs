//! Leads on their way: saved before sent, sent until acknowledged by name, never twice by intent.
//!
//! The rules are those of a transactional outbox: the bytes are frozen when the lead is saved; only an
//! id that the collector names is deleted; no number of attempts and no age gives a lead up.
//!
//! - `turn`: which of the open pages sends, and when it looks into the store again.
//! - `reply`: what each answer means.

mod reply;
mod turn;

use crate::engine::{FormKey, Level, Notice, Output, Outputs, stored_anew};
use crate::json;
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::Stored;
use crate::time::Now;
use leadwell_wire::{Ack, FieldError, Id, Millis, limits};
use turn::Turn;

/// A time that does not come.
pub(crate) const NEVER: Millis = Millis(u64::MAX);
/// A request without an answer counts as lost after this long.
pub(crate) const TIMEOUT: Millis = Millis::secs(20);
/// Requests under way at once: one that hangs does not hold the others back.
const AT_ONCE: u32 = 2;
/// The same for a page that goes away, where the next turn may not come.
const AT_ONCE_LEAVING: u32 = 4;

/// The page that a lead was submitted on sends it first: no other one does that is younger than this.
const GRACE: Millis = Millis::secs(5);

/// A request for the shell to make: `POST` as `text/plain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub number: u32,
    pub body: leadwell_wire::Pii<String>,
    /// To the site's own path that leads to the collector, since the collector itself does not answer.
    pub fallback: bool,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Reply {
    Answer {
        status: u16,
        /// Seconds of `Retry-After`, or of the body's `retry_after_s` where the header may not be read.
        retry_after_s: Option<u32>,
        /// Ids that the body names; empty where it is no acknowledgement (a captive portal's page, an echo).
        ack: Ack,
        /// The `errors` of a refusal.
        errors: Vec<FieldError>,
    },
    /// No answer: network error, reset, abort, CORS failure. The lead may have arrived or not.
    Lost,
}

/// Where a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Its saving was asked for.
    Unsaved,
    /// Saved, to be sent or on its way.
    Waiting,
    /// Refused: waits for people.
    Parked,
    /// No longer in the store, and not by us: another page has delivered it.
    Gone,
    /// Acknowledged. Its id stays known: the same id is the same lead.
    Delivered,
}

#[derive(Debug)]
struct Entry {
    stored: Stored,
    /// The form on this page that it came from.
    form: Option<FormKey>,
    state: State,
    /// Number of the request it is in, or 0.
    flying: u32,
    /// Sent alone since a request with others was refused as a whole.
    alone: bool,
    attempts: u32,
    /// How old it was when it came here, and when that was on the monotonic clock.
    age: Millis,
    since: Millis,
    /// On the monotonic clock: when it may be sent, and while it is in a request, when that counts as lost.
    due: Millis,
    /// Submitted on this page, not found in the store.
    own: bool,
    /// Seen in the store since the last look began, or not to be looked for there.
    seen: bool,
    /// In this page's memory alone.
    volatile: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
    /// Keys of texts in the store that are no leads to us.
    odd: Vec<String>,
    last_request: u32,
    /// Requests under way.
    in_flight: u32,
    /// Set by `Retry-After`: nothing is sent before.
    not_before: Millis,
    turn: Turn,
    /// When `turn` began to be what it is.
    since: Millis,
    last_look: u32,
    /// The site has a path of its own to the collector.
    pub(crate) fallback: bool,
    /// Requests in a row without an answer. Two, and the other path is tried, turn by turn.
    lost: u32,
}

impl Outbox {
    /// A lead whose saving was asked for; it is not sent before [`saved`](Self::saved).
    pub(crate) fn push(&mut self, stored: Stored, form: Option<FormKey>, now: Now) {
        self.add(stored, form, State::Unsaved, now);
    }

    /// A lead found in the store. One that is known already stays as it is.
    pub(crate) fn restore(&mut self, stored: Stored, now: Now) {
        let state = if stored.parked { State::Parked } else { State::Waiting };
        self.add(stored, None, state, now);
    }

    fn add(&mut self, stored: Stored, form: Option<FormKey>, state: State, now: Now) {
        let own = state == State::Unsaved;
        let age = if own { Millis(0) } else { now.wall.since(stored.created) };
        let wait = if own { Millis(0) } else { GRACE.since(age) };
        let mut entry = Entry {
            stored,
            form,
            state,
            flying: 0,
            alone: false,
            attempts: 0,
            age,
            since: now.mono,
            due: now.mono.plus(wait),
            own,
            seen: true,
            volatile: false,
        };
        match self.find(entry.stored.id.as_str()) {
            None => self.entries.push(entry),
            // Corrected. A copy of what was refused may still be on its way.
            Some(refused) if refused.state == State::Parked => {
                entry.flying = refused.flying;
                *refused = entry;
            }
            Some(_) => {}
        }
    }

    /// Whether a lead of this id is taken from a form: a new one, or a refused one's correction.
    pub(crate) fn takes(&mut self, id: &Id) -> bool {
        self.find(id.as_str()).is_none_or(|entry| entry.state == State::Parked)
    }

    /// Whether the lead is known.
    pub(crate) fn holds(&mut self, id: &Id) -> bool {
        self.find(id.as_str()).is_some()
    }

    fn find(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.stored.id.as_str() == id)
    }

    /// Where this is news: the form it came from.
    pub(crate) fn saved(&mut self, id: &Id, level: Level) -> Option<Option<FormKey>> {
        let entry = self.find(id.as_str())?;
        if entry.state != State::Unsaved {
            return None;
        }
        entry.state = State::Waiting;
        entry.seen = true;
        entry.volatile = level == Level::Volatile;
        Some(entry.form)
    }

    /// The visitor takes all of them back. Their ids stay known: none is sent or stored again.
    pub(crate) fn forget(&mut self) {
        for entry in &mut self.entries {
            entry.state = State::Delivered;
            entry.stored.payload = String::new().into();
        }
    }

    /// The records of the parked leads: a JSON list.
    pub(crate) fn parked(&self) -> String {
        let mut list = String::new();
        for entry in &self.entries {
            if entry.state == State::Parked {
                list.push(if list.is_empty() { '[' } else { ',' });
                list.push_str(entry.stored.payload.expose());
            }
        }
        if list.is_empty() {
            list.push('[');
        }
        list.push(']');
        list
    }

    /// A parked lead is sent once more. Whether there is one of this id.
    pub(crate) fn resend(&mut self, id: &str, now: Now, out: &mut Outputs) -> bool {
        match self.find(id) {
            Some(entry) if entry.state == State::Parked => {
                entry.state = State::Waiting;
                entry.stored.parked = false;
                entry.attempts = 0;
                entry.due = now.mono;
                out.push(stored_anew(&entry.stored));
                true
            }
            _ => false,
        }
    }

    /// Sending may work again: back-off does not count, and another page may have left something.
    pub(crate) fn hurry(&mut self, now: Now, out: &mut Outputs) {
        if !self.looks() {
            self.look(out);
        }
        for entry in &mut self.entries {
            // One that was never sent from here is its own page's for a moment.
            if entry.flying == 0 && (entry.own || entry.attempts > 0) {
                entry.due = now.mono;
            }
        }
    }

    /// The next request, if one is due. Where the page is `leaving`, back-off does not count and leads of
    /// this page wait for no turn, saved or not: their text is with the store already, and the id makes one
    /// lead of two copies. `Retry-After` still counts.
    pub(crate) fn poll(&mut self, now: Now, leaving: bool) -> Option<Request> {
        let most = if leaving { AT_ONCE_LEAVING } else { AT_ONCE };
        if now.mono < self.not_before || self.in_flight >= most || (!leaving && self.is_over(now)) {
            return None;
        }
        // Beacons and keepalive fetches share their bound with what is under way.
        let mut bytes = 0;
        if leaving {
            for entry in &self.entries {
                if entry.flying != 0 {
                    bytes += entry.stored.payload.expose().len();
                }
            }
        }
        let number = self.last_request + 1;
        let mut body = "{\"v\":1,\"sent_at\":".to_owned();
        json::push_whole(&mut body, now.wall.0);
        body.push_str(",\"records\":[");
        let (mut count, mut alone) = (0, false);
        let (mut ages, mut attempts) = (String::new(), String::new());
        for step in 1..=self.entries.len() {
            // Newest first when the page goes away: that is the one somebody just sent.
            let at = if leaving { self.entries.len() - step } else { step - 1 };
            let turn = self.turn;
            let Some(entry) = self.entries.get_mut(at) else { break };
            if !entry.may_go(turn, now, leaving) {
                continue;
            }
            let payload = entry.stored.payload.expose();
            if count > 0 || bytes > 0 {
                let full = bytes + body.len() + payload.len() > limits::BATCH_BYTES;
                if full || count >= limits::BATCH_RECORDS || (count > 0 && (alone || entry.alone)) {
                    break;
                }
            }
            if count > 0 {
                for list in [&mut body, &mut ages, &mut attempts] {
                    list.push(',');
                }
            }
            body.push_str(payload);
            json::push_whole(&mut ages, entry.age.0 + now.mono.since(entry.since).0);
            count += 1;
            alone = entry.alone;
            entry.flying = number;
            entry.attempts += 1;
            json::push_whole(&mut attempts, entry.attempts.into());
            entry.due = now.mono.plus(TIMEOUT);
        }
        if count == 0 {
            return None;
        }
        for (name, list) in [("],\"age_ms\":[", ages), ("],\"attempts\":[", attempts)] {
            body.push_str(name);
            body.push_str(&list);
        }
        body.push_str("]}");
        self.last_request = number;
        self.in_flight += 1;
        Some(Request { number, body: body.into(), fallback: self.on_fallback() })
    }

    const fn on_fallback(&self) -> bool {
        self.fallback && self.lost >= 2 && self.lost.is_multiple_of(2)
    }
}

impl Entry {
    /// Whether it is to be sent, now or once it is due.
    const fn waits(&self) -> bool {
        matches!(self.state, State::Waiting) && self.flying == 0
    }

    fn may_go(&self, turn: Turn, now: Now, leaving: bool) -> bool {
        let turns = turn == Turn::Mine || (self.own && (leaving || turn == Turn::Own));
        let unsaved = leaving && self.state == State::Unsaved && self.flying == 0;
        turns && (unsaved || (self.waits() && (leaving || self.due <= now.mono)))
    }
}

#[cfg(test)]
mod tests;
