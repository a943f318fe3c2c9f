//! Leads on their way: saved before sent, sent until acknowledged by name, never twice by intent.
//!
//! The rules are those of a transactional outbox: the bytes are frozen when the lead is saved; only an
//! id that the collector names is deleted; no number of attempts and no age gives a lead up.

use crate::answer;
use crate::json;
use crate::rng::Rng;
use crate::stored::Stored;
use crate::time::Now;
use leadwell_wire::{FieldError, Id, Millis, limits};

/// A request without an answer counts as lost after this long.
pub(crate) const TIMEOUT: Millis = Millis::secs(20);
const BACKOFF_FIRST: Millis = Millis::secs(1);
const BACKOFF_MOST: Millis = Millis::secs(5 * 60);
/// A misconfiguration is repaired by people: asking every second helps nobody.
const SLOW_FIRST: Millis = Millis::secs(60);
const SLOW_MOST: Millis = Millis::secs(60 * 60);
const RETRY_AFTER_MOST: Millis = Millis::secs(60 * 60);
/// Two, so that one hanging request does not hold the others back.
const REQUESTS_AT_ONCE: usize = 2;

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
        /// The header as sent, empty where there is none or it may not be read.
        retry_after: String,
        body: String,
    },
    /// No answer: network error, reset, abort, CORS failure. The lead may have arrived or not.
    Lost,
}

/// What a reply settled, lead by lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Acknowledged by name: to be deleted from the store.
    Delivered(Id),
    /// Refused: stays in the store, marked as parked.
    Parked(Box<Stored>, Vec<FieldError>),
}

#[derive(Debug)]
struct Entry {
    stored: Stored,
    saved: bool,
    /// Number of the request it is in.
    flying: Option<u32>,
    /// Sent alone since a request with others was refused as a whole.
    alone: bool,
    attempts: u32,
    /// On the monotonic clock.
    due: Millis,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: Vec<Entry>,
    /// Requests under way and when each counts as lost.
    flying: Vec<(u32, Millis)>,
    last_request: u32,
    /// Set by `Retry-After`: nothing is sent before.
    not_before: Millis,
}

impl Outbox {
    /// A lead whose saving was asked for; it is not sent before [`saved`](Self::saved).
    pub(crate) fn push(&mut self, stored: Stored, now: Now) {
        self.add(stored, false, now);
    }

    /// A lead found in the store. One that is known already stays as it is.
    pub(crate) fn restore(&mut self, stored: Stored, now: Now) {
        self.add(stored, true, now);
    }

    fn add(&mut self, stored: Stored, saved: bool, now: Now) {
        if !self.holds(&stored.id) {
            self.entries.push(Entry { stored, saved, flying: None, alone: false, attempts: 0, due: now.mono });
        }
    }

    pub(crate) fn holds(&self, id: &Id) -> bool {
        self.entries.iter().any(|e| e.stored.id == *id)
    }

    /// Whether this is news.
    pub(crate) fn saved(&mut self, id: &Id) -> bool {
        let mut unsaved = self.entries.iter_mut().filter(|e| e.stored.id == *id && !e.saved);
        unsaved.next().map(|entry| entry.saved = true).is_some()
    }

    /// The next request, if one is due. With `hurry` (the page is going away) back-off does not count;
    /// `Retry-After` still does.
    pub(crate) fn poll(&mut self, now: Now, hurry: bool) -> Option<Request> {
        if now.mono < self.not_before || (self.flying.len() >= REQUESTS_AT_ONCE && !hurry) {
            return None;
        }
        if !self.entries.iter().any(|e| e.ready(now, hurry)) {
            return None;
        }
        self.last_request += 1;
        let number = self.last_request;
        let mut body = "{\"v\":1,\"sent_at\":".to_owned();
        json::push_whole(&mut body, now.wall.0);
        body.push_str(",\"records\":[");
        let (mut count, mut bytes, mut alone) = (0, 0, false);
        // Newest first when the page goes away: that is the one somebody just sent.
        let mut order: Vec<&mut Entry> = self.entries.iter_mut().filter(|e| e.ready(now, hurry)).collect();
        if hurry {
            order.reverse();
        }
        for entry in order {
            let payload = entry.stored.payload.expose();
            let full = count >= limits::BATCH_RECORDS || bytes + payload.len() > limits::BATCH_BYTES;
            if alone || (count > 0 && (full || entry.alone)) {
                break;
            }
            if count > 0 {
                body.push(',');
            }
            body.push_str(payload);
            count += 1;
            bytes += payload.len();
            alone = entry.alone;
            entry.flying = Some(number);
            entry.attempts += 1;
        }
        body.push_str("]}");
        self.flying.push((number, now.mono.plus(TIMEOUT)));
        Some(Request { number, body: body.into() })
    }

    /// When something is due next, on the monotonic clock.
    pub(crate) fn wake_at(&self) -> Option<Millis> {
        let waiting = self.entries.iter().filter(|e| e.saved && !e.stored.parked && e.flying.is_none());
        let busy = self.flying.len() >= REQUESTS_AT_ONCE;
        let send = waiting.map(|e| e.due.max(self.not_before)).filter(|_| !busy).min();
        let expire = self.flying.iter().map(|(_, at)| *at).min();
        [send, expire].into_iter().flatten().min()
    }

    /// Requests that count as lost by now; the shell may abort them.
    pub(crate) fn expire(&mut self, now: Now, rng: &mut Rng) -> Vec<u32> {
        let late: Vec<u32> = self.flying.iter().filter(|(_, at)| *at <= now.mono).map(|(n, _)| *n).collect();
        for number in &late {
            self.reply(*number, &Reply::Lost, now, rng);
        }
        late
    }

    /// Takes an answer in. One that comes after its time-out still counts: ids are named, not numbers.
    pub(crate) fn reply(&mut self, number: u32, reply: &Reply, now: Now, rng: &mut Rng) -> Vec<Settled> {
        self.flying.retain(|(n, _)| *n != number);
        let mut settled = Vec::new();
        let mut slow = false;
        if let Reply::Answer { status, retry_after, body } = reply {
            match status {
                200..=299 => self.acknowledge(body, &mut settled),
                400 | 413 | 422 => self.refuse(number, body, &mut settled),
                408 | 409 | 425 | 429 | 500 | 502..=504 | 506..=510 => {}
                // Redirects are followed by the browser; what is left says that the address is wrong.
                _ => slow = true,
            }
            if matches!(status, 429 | 503) {
                if let Some(wait) = retry_after_ms(retry_after, body) {
                    self.not_before = now.mono.plus(wait);
                }
            }
        }
        for entry in self.entries.iter_mut().filter(|e| e.flying == Some(number)) {
            entry.flying = None;
            if !entry.stored.parked {
                entry.due = now.mono.plus(entry.backoff(slow, rng));
            }
        }
        settled
    }

    fn acknowledge(&mut self, body: &str, settled: &mut Vec<Settled>) {
        // A 2xx that names nobody (a captive portal's page, an echo) is no acknowledgement.
        let ack = answer::ack(body).unwrap_or_default();
        self.entries.retain(|e| {
            let id = e.stored.id.as_str();
            let named = ack.accepted.iter().chain(&ack.duplicate).any(|n| n == id);
            if named {
                settled.push(Settled::Delivered(e.stored.id.clone()));
            }
            !named
        });
        for rejected in ack.rejected {
            if let Some(entry) = self.entries.iter_mut().find(|e| e.stored.id.as_str() == rejected.id) {
                settled.push(entry.park(rejected.errors));
            }
        }
    }

    /// The whole request was refused: a single lead is parked, several are tried again one by one.
    fn refuse(&mut self, number: u32, body: &str, settled: &mut Vec<Settled>) {
        let errors = json::parse(body).map(|value| answer::errors(&value)).unwrap_or_default();
        let mut in_it: Vec<&mut Entry> =
            self.entries.iter_mut().filter(|e| e.flying == Some(number)).collect();
        if let [only] = in_it.as_mut_slice() {
            settled.push(only.park(errors));
        } else {
            for entry in in_it {
                entry.alone = true;
                entry.attempts = 0;
            }
        }
    }
}


impl Entry {
    fn ready(&self, now: Now, hurry: bool) -> bool {
        self.saved && !self.stored.parked && self.flying.is_none() && (hurry || self.due <= now.mono)
    }

    fn park(&mut self, errors: Vec<FieldError>) -> Settled {
        self.stored.parked = true;
        Settled::Parked(Box::new(self.stored.clone()), errors)
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

/// Seconds of the header, else of the body's `retry_after_s`, at most an hour. A date in the header is
/// not read: the body repeats the delay, and back-off holds where both are missing.
fn retry_after_ms(header: &str, body: &str) -> Option<Millis> {
    let in_body = || json::parse(body)?.get("retry_after_s")?.whole();
    let secs = json::parse_whole(header.trim()).or_else(in_body)?;
    Some(Millis(secs.saturating_mul(1000).min(RETRY_AFTER_MOST.0)))
}

#[cfg(test)]
mod tests;
