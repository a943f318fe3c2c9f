//! What each answer means.

use super::*;

const BACKOFF_FIRST: Millis = Millis::secs(1);
const BACKOFF_MOST: Millis = Millis::secs(5 * 60);
/// A misconfiguration is repaired by people: asking every second helps nobody.
const SLOW_FIRST: Millis = Millis::secs(60);
const SLOW_MOST: Millis = Millis::secs(60 * 60);
/// However long a server asks us to wait.
pub(super) const PAUSE_MOST: Millis = Millis::secs(60 * 60);

/// What a request as a whole came to.
enum Outcome<'a> {
    /// Tried again soon.
    Again,
    /// Tried again slowly.
    Slow,
    /// Refused, for these reasons.
    Refused(&'a [FieldError]),
}

impl Outbox {
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
        let mut outcome = Outcome::Again;
        let mut named = 0;
        let on_fallback = self.on_fallback();
        if let Reply::Answer { status, retry_after_s, ack, errors } = reply {
            match status {
                200..=299 => {
                    named = self.acknowledge(ack, out);
                    if named == 0 {
                        out.failed("false_ok");
                    }
                }
                400 | 413 | 422 => outcome = Outcome::Refused(errors),
                408 | 409 | 425 | 429 => {}
                501 | 505 | 511 => outcome = Outcome::Slow,
                500..=599 => {}
                // Redirects are followed by the browser; what is left says that the address is wrong.
                _ => outcome = Outcome::Slow,
            }
            if let (429 | 503, Some(secs)) = (status, retry_after_s) {
                self.pause(Millis::secs((*secs).into()), now, out);
            }
            if let Outcome::Slow = outcome {
                out.failed("misconfigured");
            }
        }
        let mut together = 0;
        for entry in &self.entries {
            together += u32::from(entry.flying == number);
        }
        if together > 0 {
            self.in_flight -= 1;
            // The path that serves is kept.
            let lost = matches!(reply, Reply::Lost);
            if lost || (on_fallback && named == 0) {
                self.lost += 1;
                if self.lost == 2 {
                    out.failed("unreachable");
                }
            } else if !on_fallback {
                self.lost = 0;
            }
        }
        for entry in &mut self.entries {
            if entry.flying != number {
                continue;
            }
            entry.flying = 0;
            match outcome {
                Outcome::Refused(errors) if together == 1 => entry.park(errors, out),
                // One of several is wrong: they are tried again one by one.
                Outcome::Refused(_) => {
                    entry.alone = true;
                    entry.attempts = 0;
                }
                _ => {}
            }
            entry.due = now.mono.plus(backoff(entry.attempts, matches!(outcome, Outcome::Slow), rng));
        }
    }

    /// How many leads it names.
    fn acknowledge(&mut self, ack: &Ack, out: &mut Outputs) -> u32 {
        let mut named = 0;
        for list in [&ack.accepted, &ack.duplicate] {
            for id in list {
                if let Some(entry) = self.find(id) {
                    entry.deliver(out);
                    named += 1;
                }
            }
        }
        for rejected in &ack.rejected {
            if let Some(entry) = self.find(&rejected.id) {
                entry.park(&rejected.errors, out);
                named += 1;
            }
        }
        named
    }

    /// The collector asks to be left alone, which holds for every page of the site.
    fn pause(&mut self, span: Millis, now: Now, out: &mut Outputs) {
        let span = span.min(PAUSE_MOST);
        let until = now.mono.plus(span);
        if until > self.not_before {
            self.not_before = until;
            let mut text = String::new();
            json::push_whole(&mut text, now.wall.0);
            text.push(' ');
            json::push_whole(&mut text, now.wall.plus(span).0);
            out.push(Output::Pause { text });
        }
    }
}

impl Entry {
    fn deliver(&mut self, out: &mut Outputs) {
        if self.state != State::Delivered {
            let told = self.state == State::Gone;
            if self.state == State::Unsaved {
                // The page went out of view, and the answer was faster than the store: it could not be safer.
                let (form, id) = (self.form, self.stored.id.clone());
                out.tell(Notice::Captured { form, id, level: Level::Durable });
            }
            self.state = State::Delivered;
            self.stored.payload = String::new().into();
            out.push(Output::Delete { id: self.stored.id.clone() });
            if !told {
                out.tell(Notice::Delivered { form: self.form, id: self.stored.id.clone() });
            }
        }
    }

    /// Refused: stays in the store, marked, and is not sent by itself any more.
    fn park(&mut self, errors: &[FieldError], out: &mut Outputs) {
        // What was delivered stays so, whatever a later answer says.
        if !matches!(self.state, State::Delivered | State::Gone) {
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
}

/// Between half of the step and the whole: full jitter would now and then retry at once, and now and
/// then stretch the longest gap.
pub(super) fn backoff(attempts: u32, slow: bool, rng: &mut Rng) -> Millis {
    let (first, most) = if slow { (SLOW_FIRST, SLOW_MOST) } else { (BACKOFF_FIRST, BACKOFF_MOST) };
    let doublings = attempts.saturating_sub(1).min(16);
    if attempts == 0 {
        return Millis(0);
    }
    let step = (first.0 << doublings).min(most.0);
    Millis(step / 2 + rng.next() % (step / 2 + 1))
}
