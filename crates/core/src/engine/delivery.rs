//! What the store, the network and the site's other pages tell.

use super::{Engine, Level, Notice, Output};
use crate::outbox::Reply;
use crate::prelude::*;
use crate::stored::{Stored, Unusable};
use crate::time::Now;
use leadwell_wire::{Id, Pii};

impl Engine {
    /// What [`Output::Save`] asked for is done.
    pub fn handle_saved(&mut self, id: &Id, level: Level, now: Now) {
        if let Some(form) = self.outbox.saved(id, level) {
            self.out.tell(Notice::Captured { form, id: id.clone(), level });
            self.go_on(now);
        }
    }

    /// A key in the store, seen by that look. Whether it is known; where it is not, its text is wanted.
    pub fn handle_found(&mut self, look: u32, key: &str) -> bool {
        self.outbox.is_stale(look) || self.outbox.found(key, &mut self.out)
    }

    /// A text in the store. What cannot be read is told: put aside where it is broken, left alone where
    /// another version wrote it.
    pub fn handle_restore(&mut self, look: u32, key: &str, text: &str, now: Now) {
        if self.outbox.is_stale(look) {
            return;
        }
        let why = match Stored::parse(text) {
            Ok(stored) if stored.is_under(key) => return self.outbox.restore(stored, now),
            Ok(_) => Unusable::Corrupt,
            Err(why) => why,
        };
        self.outbox.found_odd(key);
        if why == Unusable::Corrupt {
            self.out.push(Output::SetAside { key: key.to_owned() });
        }
        self.out.failed(why.as_str());
    }

    /// The look into the store is over. `whole`: everything in it was shown, also what another level of it
    /// holds.
    pub fn handle_looked(&mut self, look: u32, whole: bool, now: Now) {
        self.outbox.looked(look, whole, now, &mut self.out);
        self.go_on(now);
    }

    /// The turn to send is this page's, or it was taken away.
    pub fn handle_turn(&mut self, mine: bool, now: Now) {
        self.outbox.turn(mine, now, &mut self.out);
        self.go_on(now);
    }

    /// The text of [`Output::Pause`], of an earlier page or another one.
    pub fn handle_pause(&mut self, text: &str, now: Now) {
        self.outbox.paused(text, now);
        self.go_on(now);
    }

    pub fn handle_reply(&mut self, number: u32, reply: &Reply, now: Now) {
        self.outbox.reply(number, reply, now, &mut self.rng, &mut self.out);
        self.go_on(now);
    }

    /// A hint that sending may work again (`online`, the page is back in view or back from the browser's
    /// cache): back-off does not count, `Retry-After` does, and the store is looked into.
    pub fn handle_hint(&mut self, now: Now) {
        self.outbox.hurry(now, &mut self.out);
        self.go_on(now);
    }

    /// The page goes out of view, perhaps for good: what was submitted here is sent now.
    pub fn handle_hiding(&mut self, now: Now) {
        while let Some(request) = self.outbox.poll(now, true) {
            self.out.push(Output::Send(request));
        }
        self.handle_visible(false, now);
    }

    /// The page goes away, for good or into the browser's cache: the turn goes to another one.
    pub fn handle_leaving(&mut self, now: Now) {
        self.handle_hiding(now);
        self.outbox.leave(now, &mut self.out);
    }

    /// The records of the leads that the collector refused: a JSON list.
    pub fn parked(&self) -> Pii<String> {
        self.outbox.parked().into()
    }

    /// Sends a parked lead once more. Whether there is one of this id.
    pub fn resend(&mut self, id: &str, now: Now) -> bool {
        let found = self.outbox.resend(id, now, &mut self.out);
        self.go_on(now);
        found
    }
}
