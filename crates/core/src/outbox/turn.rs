//! Which of the open pages sends. One at a time: the shell holds a lock for as long as a turn lasts, and looks
//! into the store at its beginning, so that a page sends nothing that another one has delivered.
//!
//! That saves traffic, no more. A lead is one because its id is, so where a turn does not come (the page that
//! has it is frozen), nobody waits for ever: what was submitted here goes out after [`PATIENCE`], and the turn
//! is taken away after [`LONG_PATIENCE`].

use super::*;
use crate::text::split_at_byte;

/// How long a lead of this page waits for a turn, and anyone for a look into the store.
const PATIENCE: Millis = Millis::secs(10);
/// How long other leads wait. No honest turn lasts that long.
const LONG_PATIENCE: Millis = Millis::secs(60);

/// Where this page stands in the queue of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing is to be sent.
    #[default]
    Off,
    /// Waits for its turn.
    Asked,
    /// Has waited too long, and looks into the store in order to send its own leads.
    OwnLook,
    /// Sends its own leads, out of turn.
    Own,
    /// Has its turn, and looks into the store.
    Look,
    /// Has its turn, and sends.
    Mine,
}

impl Outbox {
    pub(super) const fn looks(&self) -> bool {
        matches!(self.turn, Turn::Look | Turn::OwnLook)
    }

    /// Asks for a look into the store.
    pub(crate) fn look(&mut self, out: &mut Outputs) {
        for entry in &mut self.entries {
            entry.seen = entry.volatile;
        }
        self.last_look += 1;
        out.push(Output::Look { number: self.last_look });
    }

    /// Whether a look was overtaken by the next one: what it saw may be gone since.
    pub(crate) const fn is_stale(&self, look: u32) -> bool {
        look != self.last_look
    }

    /// A key in the store. Whether it is known; else its text is asked for.
    pub(crate) fn found(&mut self, key: &str, out: &mut Outputs) -> bool {
        let Some(entry) = self.find(key) else { return self.odd.iter().any(|odd| odd == key) };
        entry.seen = true;
        match entry.state {
            // Deleting it failed, or is still under way.
            State::Delivered => out.push(Output::Delete { id: entry.stored.id.clone() }),
            State::Gone if entry.stored.parked => entry.state = State::Parked,
            State::Gone => entry.state = State::Waiting,
            _ => {}
        }
        true
    }

    /// A text that is no lead to us; not to be asked for again.
    pub(crate) fn found_odd(&mut self, key: &str) {
        self.odd.push(key.to_owned());
    }

    /// A look is over. What was in the store and is not, if all of it was seen, has been delivered by another
    /// page: nothing else deletes.
    pub(crate) fn looked(&mut self, number: u32, whole: bool, now: Now, out: &mut Outputs) {
        if self.is_stale(number) {
            return;
        }
        for entry in &mut self.entries {
            if whole && !entry.seen && matches!(entry.state, State::Waiting | State::Parked) {
                entry.state = State::Gone;
                out.tell(Notice::Delivered { form: entry.form, id: entry.stored.id.clone() });
            }
        }
        match self.turn {
            Turn::Look => self.enter(Turn::Mine, now),
            Turn::OwnLook => self.enter(Turn::Own, now),
            _ => {}
        }
    }

    /// The turn came, or was taken away.
    pub(crate) fn turn(&mut self, mine: bool, now: Now, out: &mut Outputs) {
        if !mine {
            self.enter(Turn::Off, now);
        } else if self.turn != Turn::Mine {
            if !self.looks() {
                self.look(out);
            }
            self.enter(Turn::Look, now);
        }
    }

    /// The page goes away: others may send.
    pub(crate) fn leave(&mut self, now: Now, out: &mut Outputs) {
        if self.turn != Turn::Off {
            self.enter(Turn::Off, now);
            out.push(Output::Release);
        }
    }

    const fn enter(&mut self, turn: Turn, now: Now) {
        self.turn = turn;
        self.since = now.mono;
    }

    /// What the collector asked another page for: when, and until when, of the wall clock.
    pub(crate) fn paused(&mut self, text: &str, now: Now) {
        let (set_at, until) = split_at_byte(text, b' ');
        // Before it was set: the clock was moved, and what the row says means nothing.
        if json::parse_whole(set_at).is_some_and(|set_at| now.wall.0 >= set_at) {
            let until = Millis(json::parse_whole(until).unwrap_or(0));
            let left = until.since(now.wall).min(reply::PAUSE_MOST);
            self.not_before = self.not_before.max(now.mono.plus(left));
        }
    }

    /// A turn that has lasted as long as a request may take starts no new ones: others wait.
    pub(super) fn is_over(&self, now: Now) -> bool {
        self.waited(TIMEOUT, now)
    }

    fn waited(&self, span: Millis, now: Now) -> bool {
        now.mono >= self.since.plus(span)
    }

    /// Sends what is due, and takes and gives back turns for that.
    pub(crate) fn go_on(&mut self, now: Now, out: &mut Outputs) {
        loop {
            if self.looks() && self.waited(PATIENCE, now) {
                // The store hangs.
                self.looked(self.last_look, false, now, out);
            }
            while let Some(request) = self.poll(now, false) {
                out.push(Output::Send(request));
            }
            let (mut due, mut own) = (false, false);
            if now.mono >= self.not_before {
                for entry in &self.entries {
                    if entry.waits() && entry.due <= now.mono {
                        due = true;
                        own |= entry.own;
                    }
                }
            }
            let quiet = self.in_flight == 0;
            match self.turn {
                Turn::Off if due => {
                    out.push(Output::Claim { steal: false });
                    self.enter(Turn::Asked, now);
                }
                Turn::Asked if own && self.waited(PATIENCE, now) => {
                    self.look(out);
                    self.enter(Turn::OwnLook, now);
                }
                Turn::Asked if due && self.waited(LONG_PATIENCE, now) => {
                    out.push(Output::Claim { steal: true });
                    self.enter(Turn::Asked, now);
                }
                Turn::Own if quiet => self.enter(Turn::Asked, now),
                Turn::Mine if quiet => {
                    out.push(Output::Release);
                    self.enter(Turn::Off, now);
                    continue;
                }
                _ => {}
            }
            return;
        }
    }

    /// When something is due next, on the monotonic clock.
    pub(crate) fn wake_at(&self) -> Millis {
        let mut next = if self.looks() { self.since.plus(PATIENCE) } else { NEVER };
        for entry in &self.entries {
            if entry.flying != 0 {
                next = next.min(entry.due);
            } else if entry.waits() {
                let span = match self.turn {
                    Turn::Off => Some(Millis(0)),
                    Turn::Asked if entry.own => Some(PATIENCE),
                    Turn::Asked => Some(LONG_PATIENCE),
                    // When the look is over, or a request comes back.
                    _ => None,
                };
                if let Some(span) = span {
                    next = next.min(entry.due.max(self.not_before).max(self.since.plus(span)));
                }
            }
        }
        next
    }
}
