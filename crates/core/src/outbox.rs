//! Leads on their way: saved before sent, sent until acknowledged by name, never twice by intent.
//!
//! The rules are those of a transactional outbox: the bytes are frozen when the lead is saved; only an
//! id that the collector names is deleted; no number of attempts and no age gives a lead up.

use crate::engine::{FormKey, Notice, Output, Outputs, stored_anew};
use crate::json;
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::Stored;
use crate::time::Now;
use leadwell_wire::{Ack, FieldError, Id, Millis, limits};

/// A time that does not come.
pub(crate) const NEVER: Millis = Millis(u64::MAX);
/// A request without an answer counts as lost after this long.
pub(crate) const TIMEOUT: Millis = Millis::secs(20);
const BACKOFF_FIRST: Millis = Millis::secs(1);
const BACKOFF_MOST: Millis = Millis::secs(5 * 60);
/// A misconfiguration is repaired by people: asking every second helps nobody.
const SLOW_FIRST: Millis = Millis::secs(60);
const SLOW_MOST: Millis = Millis::secs(60 * 60);
/// Seconds.
const RETRY_AFTER_MOST: u64 = 60 * 60;

/// A request for the shell to make: `POST` to the collector, as `text/plain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub number: u32,
    pub body: leadwell_wire::Pii<String>,
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
    /// On the monotonic clock: when it may be sent, and while it is in a request, when that counts as lost.
    due: Millis,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
    last_request: u32,
    /// Set by `Retry-After`: nothing is sent before.
    not_before: Millis,
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
        if !self.holds(&stored.id) {
            let entry = Entry { stored, form, state, flying: 0, alone: false, attempts: 0, due: now.mono };
            self.entries.push(entry);
        }
    }

    /// Whether the lead is known.
    pub(crate) fn holds(&mut self, id: &Id) -> bool {
        self.find(id.as_str()).is_some()
    }

    fn find(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.stored.id.as_str() == id)
    }

    /// Where this is news: the form it came from.
    pub(crate) fn saved(&mut self, id: &Id) -> Option<Option<FormKey>> {
        let entry = self.find(id.as_str())?;
        if entry.state != State::Unsaved {
            return None;
        }
        entry.state = State::Waiting;
        Some(entry.form)
    }

    /// Whether two requests are under way: enough at once, so that one hanging does not hold the others back.
    fn busy(&self) -> bool {
        let mut first = 0;
        for entry in &self.entries {
            if entry.flying != 0 && first != 0 && entry.flying != first {
                return true;
            }
            first = first.max(entry.flying);
        }
        false
    }

    /// The next request, if one is due. With `hurry` (the page is going away) back-off does not count;
    /// `Retry-After` still does.
    pub(crate) fn poll(&mut self, now: Now, hurry: bool) -> Option<Request> {
        if now.mono < self.not_before || (!hurry && self.busy()) {
            return None;
        }
        let number = self.last_request + 1;
        let mut body = "{\"v\":1,\"sent_at\":".to_owned();
        json::push_whole(&mut body, now.wall.0);
        body.push_str(",\"records\":[");
        let (mut count, mut alone) = (0, false);
        for step in 1..=self.entries.len() {
            // Newest first when the page goes away: that is the one somebody just sent.
            let at = if hurry { self.entries.len() - step } else { step - 1 };
            let Some(entry) = self.entries.get_mut(at) else { break };
            if entry.state != State::Waiting || entry.flying != 0 || (!hurry && now.mono < entry.due) {
                continue;
            }
            let payload = entry.stored.payload.expose();
            if count > 0 {
                let full = count >= limits::BATCH_RECORDS || body.len() + payload.len() > limits::BATCH_BYTES;
                if full || alone || entry.alone {
                    break;
                }
                body.push(',');
            }
            body.push_str(payload);
            count += 1;
            alone = entry.alone;
            entry.flying = number;
            entry.attempts += 1;
            entry.due = now.mono.plus(TIMEOUT);
        }
        if count == 0 {
            return None;
        }
        body.push_str("]}");
        self.last_request = number;
        Some(Request { number, body: body.into() })
    }

    /// When something is due next, on the monotonic clock.
    pub(crate) fn wake_at(&self) -> Millis {
        let busy = self.busy();
        let mut next = NEVER;
        for entry in &self.entries {
            if entry.flying != 0 {
                next = next.min(entry.due);
            } else if entry.state == State::Waiting && !busy {
                next = next.min(entry.due.max(self.not_before));
            }
        }
        next
    }

    /// Requests that count as lost by now; the shell may abort them.
    pub(crate) fn expire(&mut self, now: Now, rng: &mut Rng, out: &mut Outputs) {
        while let Some(late) = self.entries.iter().find(|e| e.flying != 0 && e.due <= now.mono) {
            let number = late.flying;
            out.push(Output::Abort { number });
            self.reply(number, &Reply::Lost, now, rng, out);
        }
    }

    /// Takes an answer in. One that comes after its time-out still counts: ids are named, not numbers.
    pub(crate) fn reply(&mut self, number: u32, reply: &Reply, now: Now, rng: &mut Rng, out: &mut Outputs) {
        let mut slow = false;
        // What the whole request was refused with.
        let mut refusal = None;
        if let Reply::Answer { status, retry_after_s, ack, errors } = reply {
            match status {
                200..=299 => self.acknowledge(ack, out),
                400 | 413 | 422 => refusal = Some(errors),
                408 | 409 | 425 | 429 | 500 | 502..=504 | 506..=510 => {}
                // Redirects are followed by the browser; what is left says that the address is wrong.
                _ => slow = true,
            }
            if let (429 | 503, Some(secs)) = (status, retry_after_s) {
                self.not_before = now.mono.plus(Millis::secs(u64::from(*secs).min(RETRY_AFTER_MOST)));
            }
        }
        let mut together = 0;
        for entry in &self.entries {
            together += u32::from(entry.flying == number);
        }
        for entry in &mut self.entries {
            if entry.flying != number {
                continue;
            }
            entry.flying = 0;
            match refusal {
                Some(errors) if together == 1 => entry.park(errors, out),
                // One of several is wrong: they are tried again one by one.
                Some(_) => {
                    entry.alone = true;
                    entry.attempts = 0;
                }
                None => {}
            }
            entry.due = now.mono.plus(entry.backoff(slow, rng));
        }
    }

    fn acknowledge(&mut self, ack: &Ack, out: &mut Outputs) {
        for list in [&ack.accepted, &ack.duplicate] {
            for id in list {
                if let Some(entry) = self.find(id) {
                    entry.deliver(out);
                }
            }
        }
        for rejected in &ack.rejected {
            if let Some(entry) = self.find(&rejected.id) {
                entry.park(&rejected.errors, out);
            }
        }
    }
}

impl Entry {
    fn deliver(&mut self, out: &mut Outputs) {
        if self.state != State::Delivered {
            self.state = State::Delivered;
            self.stored.payload = String::new().into();
            out.push(Output::Delete { id: self.stored.id.clone() });
            out.tell(Notice::Delivered { form: self.form, id: self.stored.id.clone() });
        }
    }

    /// Refused: stays in the store, marked, and is not sent by itself any more.
    fn park(&mut self, errors: &[FieldError], out: &mut Outputs) {
        // What was delivered stays so, whatever a later answer says.
        if self.state != State::Delivered {
            self.state = State::Parked;
            self.stored.parked = true;
            out.push(stored_anew(&self.stored));
            out.tell(Notice::Rejected {
                form: self.form,
                id: self.stored.id.clone(),
                errors: errors.to_vec(),
            });
        }
    }

    /// Between half of the step and the whole: full jitter would now and then retry at once, and now and
    /// then stretch the longest gap.
    fn backoff(&self, slow: bool, rng: &mut Rng) -> Millis {
        let (first, most) = if slow { (SLOW_FIRST, SLOW_MOST) } else { (BACKOFF_FIRST, BACKOFF_MOST) };
        let doublings = self.attempts.saturating_sub(1).min(16);
        if self.attempts == 0 {
            return Millis(0);
        }
        let step = (first.0 << doublings).min(most.0);
        Millis(step / 2 + rng.next() % (step / 2 + 1))
    }
}

#[cfg(test)]
mod tests;
