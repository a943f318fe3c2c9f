//! How far a person has come, and the evidence for it.
//!
//! A journey is a set of [`event`]s, ordered by number and page, never by a clock. Everything else is read from them:
//! sessions and touches here; stages with their evidence and the score by a [`model`], in [`fold`]. That, and [`join`], a
//! page loads once the journey may be kept: before that there is nothing to tell and nobody to join. So pages that are open side by side put their events together and agree, and the
//! collector, which folds the same events, must come to the same.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start (never at midnight,
//! never on a campaign unless the model says so).

mod answers;
mod event;
#[cfg(feature = "native")]
mod file;
mod fold;
mod join;
mod model;
#[cfg(feature = "native")]
mod replay;
mod report;
mod score;
mod write;

use crate::aid::Aid;
use crate::attribution::{self, origin};
use crate::json::{Writer, parse_whole, push_whole};
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::{seal, unseal};
use crate::text::split_at_byte;
use event::{Event, last};
use leadwell_wire::{Fields, Millis, limits};
use model::Head;
use write::write;

pub use answers::answers;
pub use fold::fold;
pub use join::join;
pub use report::report;
#[cfg(feature = "native")]
pub use {
    file::{Asks, Facts, FitRule, ModelFile},
    replay::{Agreement, Outcome, Part, compare, replay},
};

/// What the kept text begins with; another shape is another version.
pub(crate) const VERSION: &str = "journey/2";

/// The journey with what it takes to go on: what is kept on the device where that is allowed.
pub(crate) struct Course {
    aid: &'static dyn Aid,
    /// The site's model; empty is the default.
    model: String,
    /// This page's life, in the ids of its events.
    page: String,
    /// In order.
    events: Vec<Event>,
    numbers: [u64; 4],
}

/// Number of the last event; never goes back.
const SEQ: usize = 0;
const ACTIVE_AT: usize = 1;
/// Events that are no longer kept.
const DROPPED: usize = 2;
/// The weight of the highest stage that was told.
const TOLD: usize = 3;

impl Course {
    pub(crate) fn new(model: String, rng: &mut Rng, aid: &'static dyn Aid) -> Self {
        Self {
            aid,
            model,
            page: rng.id(Millis(0)).as_str().get(30..).unwrap_or_default().to_owned(),
            events: Vec::new(),
            numbers: [0; 4],
        }
    }

    fn last(&self, kind: &str) -> Option<&Event> {
        last(&self.events, kind)
    }

    /// The time, and a line for each event.
    fn lines(&self, now: Millis) -> String {
        let mut lines = String::new();
        push_whole(&mut lines, now.0);
        lines.push('\n');
        for event in &self.events {
            event.push_line(&mut lines);
        }
        lines
    }

    /// What the events come to: [`fold`]. Nothing where that has not been loaded.
    fn folded(&self, now: Millis) -> String {
        self.aid.fold(&self.model, &self.lines(now))
    }

    /// With the events of another page, or nothing: [`join`]. False where that has not been loaded.
    fn join(&mut self, theirs: &str, now: Millis) -> bool {
        let joined = self.aid.join(&self.model, &self.lines(now), theirs);
        let (gone, lines) = split_at_byte(&joined, b'\n');
        if gone.is_empty() {
            return false;
        }
        self.numbers[DROPPED] += parse_whole(gone).unwrap_or(0);
        self.take(lines);
        true
    }

    fn take(&mut self, lines: &str) {
        self.events.clear();
        let mut rest = lines;
        while !rest.is_empty() {
            let (line, after) = split_at_byte(rest, b'\n');
            rest = after;
            self.events.push(Event::of_line(line));
        }
    }

    /// The next stage, in their order, that was reached and not yet told.
    pub(crate) fn news(&mut self, now: Millis) -> Vec<String> {
        let mut news = Vec::new();
        let folded = self.folded(now);
        let mut steps = split_at_byte(&folded, b'\n').0;
        while !steps.is_empty() {
            let (step, after) = split_at_byte(steps, b'\t');
            let (weight, stage) = split_at_byte(step, b' ');
            let weight = parse_whole(weight).unwrap_or(0);
            if weight > self.numbers[TOLD] {
                self.numbers[TOLD] = weight;
                news.push(stage.to_owned());
            }
            steps = after;
        }
        news
    }

    /// Touches and journey as members of a record.
    pub(crate) fn write(&self, now: Millis, out: &mut Writer) {
        write(&self.events, &self.folded(now), self.numbers[DROPPED], 0, out);
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one. Within a
    /// session only a campaign, a click id or a new external referrer makes a touch.
    pub(crate) fn page_view(&mut self, url: &str, referrer: &str, wall: Millis, keep: bool, rng: &mut Rng) {
        let Head { internal, split, .. } = Head::read(&self.model);
        let touch = attribution::read(url, referrer, internal, wall);
        let before = self.last("touch").map_or("", Event::props);
        let fresh = !touch.direct && origin(&touch.text) != origin(before);
        let start = self.go_on(wall, split && fresh, rng);
        if start || fresh {
            self.add("touch", &touch.label, 0, &touch.text, wall);
        }
        if keep {
            self.identify(wall, rng);
        }
        self.add("page_view", &attribution::path(url), 0, "", wall);
    }

    /// The visitor does something: within the session, or a new one begins, which is the answer.
    fn go_on(&mut self, wall: Millis, split: bool, rng: &mut Rng) -> bool {
        let active_at = Millis(self.numbers[ACTIVE_AT]);
        // A jump back that is larger than the time-out is as good as an absence of that length.
        let idle = wall.since(active_at).max(active_at.since(wall));
        let over = match self.last("session_start") {
            None => true,
            Some(start) => {
                split || idle > Head::read(&self.model).idle || wall.since(start.at) > limits::SESSION_LENGTH
            }
        };
        self.numbers[ACTIVE_AT] = wall.0;
        if over {
            self.add("session_start", rng.id(wall).as_str(), 0, "", wall);
        }
        over
    }

    /// Consent came, or a page was seen with it: the visitor has an id, for 13 months.
    pub(crate) fn identify(&mut self, wall: Millis, rng: &mut Rng) {
        if self.last("consent").is_none_or(|known| wall.since(known.at) > limits::VISITOR_LIFE) {
            self.add("consent", rng.id(wall).as_str(), 0, "", wall);
        }
    }

    /// The page has been in view for so many seconds. Time that passes is no visitor who does something: it holds no
    /// session.
    pub(crate) fn stayed(&mut self, seconds: u64, wall: Millis) {
        self.add("engaged_time", "", seconds, "", wall);
    }

    /// Something that the visitor did, or the site tracked. `props`: JSON, or nothing.
    pub(crate) fn happened(
        &mut self,
        kind: &str,
        about: &str,
        (value, props): (u64, &str),
        wall: Millis,
        rng: &mut Rng,
    ) {
        self.go_on(wall, false, rng);
        self.add(kind, about, value, props, wall);
    }

    /// A form was submitted. Of its answers only those are noted that the model asks for, in the model's words.
    pub(crate) fn submitted(&mut self, form: &str, fields: &Fields, wall: Millis, rng: &mut Rng) {
        self.go_on(wall, false, rng);
        let mut lines = String::new();
        for (name, value) in fields.iter() {
            for part in [name, "\t", value.expose(), "\n"] {
                lines.push_str(part);
            }
        }
        let given = self.aid.answers(&self.model, &lines);
        let mut rest = given.as_str();
        while !rest.is_empty() {
            let (asked, after) = split_at_byte(rest, b'\n');
            rest = after;
            self.add("answer", asked, 0, "", wall);
        }
        self.add("submit", form, 0, "", wall);
    }

    /// Consent was withdrawn or refused: nothing that names the visitor stays, not even in memory.
    pub(crate) fn forget(&mut self) {
        self.events.clear();
        self.numbers = [self.numbers[SEQ], 0, 0, 0];
    }

    fn add(&mut self, kind: &str, about: &str, value: u64, props: &str, at: Millis) {
        self.numbers[SEQ] += 1;
        self.events.push(Event::new(&self.page, self.numbers[SEQ], at, kind, about, value, props));
        let full = self.events.len() > limits::EVENTS;
        let joined = (full || kind == "touch") && self.join("", at);
        if full && !joined {
            // How somebody came and what was done last say the most.
            self.events.remove(limits::EVENTS / 2);
            self.numbers[DROPPED] += 1;
        }
    }

    /// What is kept on the device: the version, numbers, then a line for each event.
    pub(crate) fn to_text(&self) -> String {
        let mut content = VERSION.to_owned();
        content.push('\n');
        for number in &self.numbers {
            push_whole(&mut content, *number);
            content.push('\n');
        }
        for event in &self.events {
            event.push_line(&mut content);
        }
        seal(&content)
    }

    /// Goes on with a journey that was kept, or with what another page made of it meanwhile: the events of both. Nothing
    /// where the text is of another version or no such text; else whether this page has events that are not in it.
    pub(crate) fn restore(&mut self, text: &str) -> Option<bool> {
        let mut rest = unseal(text).ok()?;
        let mut next = || {
            let (line, after) = split_at_byte(rest, b'\n');
            rest = after;
            line
        };
        if next() != VERSION {
            return None;
        }
        let theirs = [(); 4].map(|()| parse_whole(next()).unwrap_or(0));
        // Whoever has the later number was the last to see the visitor do something.
        let later = theirs[SEQ] >= self.numbers[SEQ];
        if later {
            self.numbers[SEQ] = theirs[SEQ];
            self.numbers[ACTIVE_AT] = theirs[ACTIVE_AT];
        }
        for most in [DROPPED, TOLD] {
            self.numbers[most] = self.numbers[most].max(theirs[most]);
        }
        if !self.join(rest, Millis(self.numbers[ACTIVE_AT])) && later {
            self.take(rest);
        }
        let ours = self.lines(Millis(0));
        Some(split_at_byte(&ours, b'\n').1 != rest)
    }
}

#[cfg(test)]
mod tests;
