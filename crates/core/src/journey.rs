//! How far a person has come, and the evidence for it.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start
//! (never at midnight, never on a campaign). Stages only go forward; each step names its evidence.

use crate::attribution::{self, Touch, origin};
use crate::json::{Writer, parse_whole, push_whole};
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::{seal, unseal};
use crate::text::split_at_byte;
use leadwell_wire::{Id, Millis, Stage, limits};

/// Page views in one session that make a visitor engaged …
const ENGAGED_VIEWS: u64 = 3;

/// … or this long with the page in view.
pub(crate) const ENGAGED_TIME: Millis = Millis::secs(30);

/// A path with one of these words between its separators shows intent.
const INTENT_WORDS: &[&str] = &["pricing", "prices", "plans", "demo", "quote", "trial"];

/// The journey with what it takes to go on: what is kept on the device where that is allowed.
///
/// Events, steps and touches are the JSON that the record carries (`leadwell_wire::Journey` and
/// `Touches`): they are written here once and only ever passed on.
#[derive(Debug, Default)]
pub(crate) struct Course {
    numbers: [u64; 6],
    texts: [Writer; 8],
    /// A bit for each stage that was reached and not yet told.
    news: u8,
}

// The numbers. Three times:
const VISITOR_SINCE: usize = 0;
const SESSION_SINCE: usize = 1;
const ACTIVE_AT: usize = 2;
/// Number of the last event; never goes back.
const SEQ: usize = 3;
/// How many views there are in the list of [`VIEWS`].
const VIEW_COUNT: usize = 4;
const STAGE: usize = 5;

// The texts, empty where there is none. Three touches:
const FIRST: usize = 0;
const LAST: usize = 1;
const LAST_NON_DIRECT: usize = 2;
/// Two ids.
const VISITOR: usize = 3;
const SESSION: usize = 4;
/// The steps.
const HISTORY: usize = 5;
/// The events, with a tab before each but the first, so that the oldest can go without being read.
const EVENTS: usize = 6;
/// The ids of the session's first page views, as evidence is written.
const VIEWS: usize = 7;

impl Course {
    pub(crate) fn stage(&self) -> Stage {
        Stage::ALL.get(self.numbers[STAGE] as usize).copied().unwrap_or_default()
    }

    /// The next stage, in their order, that was reached and not yet told.
    pub(crate) fn next_reached(&mut self) -> Option<Stage> {
        for stage in &Stage::ALL {
            let bit = 1 << *stage as u8;
            if self.news & bit != 0 {
                self.news &= !bit;
                return Some(*stage);
            }
        }
        None
    }

    /// Touches and journey as members of a record.
    pub(crate) fn write(&self, out: &mut Writer) {
        let texts = &self.texts;
        out.open("touches");
        out.json("first", &texts[FIRST].text);
        out.json("last", &texts[LAST].text);
        out.json("last_non_direct", &texts[LAST_NON_DIRECT].text);
        out.close();
        out.open("journey");
        out.text("visitor", &texts[VISITOR].text);
        out.text("session", &texts[SESSION].text);
        out.text("stage", self.stage().as_str());
        out.list("history", &texts[HISTORY].text);
        out.list("events", &texts[EVENTS].text);
        out.close();
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one.
    pub(crate) fn page_view(&mut self, url: &str, referrer: &str, wall: Millis, keep: bool, rng: &mut Rng) {
        let start = self.go_on(wall, keep, rng);
        self.place(attribution::read(url, referrer, wall), start);
        let path = attribution::path(url);
        let id = self.event("page_view", &path, wall);
        if self.numbers[VIEW_COUNT] < ENGAGED_VIEWS {
            self.numbers[VIEW_COUNT] += 1;
            self.texts[VIEWS].comma();
            self.texts[VIEWS].text.push_str(&id);
        }
        if keep {
            self.identify(wall, rng);
        }
        if self.numbers[VIEW_COUNT] == ENGAGED_VIEWS {
            self.reach(Stage::Engaged, "pages", &self.texts[VIEWS].text.clone(), wall);
        }
        if shows_intent(&path) {
            self.reach(Stage::Intent, "intent_page", &id, wall);
        }
    }

    /// The visitor does something: within the session, or a new one begins, which is the answer.
    fn go_on(&mut self, wall: Millis, keep: bool, rng: &mut Rng) -> bool {
        let start = self.texts[SESSION].text.is_empty() || self.session_over(wall);
        self.numbers[ACTIVE_AT] = wall.0;
        if start {
            let session = String::from(rng.id(wall));
            let before = core::mem::replace(&mut self.texts[SESSION].text, session);
            if keep && !before.is_empty() && !self.texts[VISITOR].text.is_empty() {
                let mut evidence = Writer::default();
                evidence.item(&before);
                evidence.item(&self.texts[SESSION].text);
                self.reach(Stage::Returning, "second_session", &evidence.text, wall);
            }
            self.numbers[SESSION_SINCE] = wall.0;
            self.numbers[VIEW_COUNT] = 0;
            self.texts[VIEWS].text.clear();
        }
        start
    }

    /// Puts a touch in its places. Within a session (`start` is false) only a campaign, a click id or a new
    /// external referrer makes a touch.
    fn place(&mut self, touch: Touch, start: bool) {
        let Touch { text, direct } = touch;
        let [first, last, last_non_direct, ..] = &mut self.texts;
        if !start && (direct || origin(&text) == origin(&last.text)) {
            return;
        }
        if first.text.is_empty() {
            first.text = text.clone();
        }
        if !direct {
            last_non_direct.text = text.clone();
        }
        last.text = text;
    }

    /// Consent came: the visitor gets an id, with the session's first page view as evidence.
    pub(crate) fn identify(&mut self, wall: Millis, rng: &mut Rng) {
        let since = Millis(self.numbers[VISITOR_SINCE]);
        if self.texts[VISITOR].text.is_empty() || wall.since(since) > limits::VISITOR_LIFE {
            self.texts[VISITOR].text = rng.id(wall).into();
            self.numbers[VISITOR_SINCE] = wall.0;
        }
        let first = split_at_byte(&self.texts[VIEWS].text, b',').0.to_owned();
        self.reach(Stage::Visitor, "page_view", &first, wall);
    }

    /// The page has been in view for a while. Time that passes is no visitor who does something: it holds no session.
    pub(crate) fn stayed(&mut self, wall: Millis) {
        let id = self.event("engaged_time", "", wall);
        self.reach(Stage::Engaged, "time", &id, wall);
    }

    /// Something that the visitor did, or the site tracked.
    pub(crate) fn happened(&mut self, kind: &str, about: &str, wall: Millis, keep: bool, rng: &mut Rng) {
        self.go_on(wall, keep, rng);
        let id = self.event(kind, about, wall);
        if kind == "form_start" {
            self.reach(Stage::Intent, "form_start", &id, wall);
        }
    }

    /// A form was submitted as lead `id`.
    pub(crate) fn submitted(&mut self, id: &Id, wall: Millis) {
        self.numbers[ACTIVE_AT] = wall.0;
        let mut evidence = Writer::default();
        evidence.item(id.as_str());
        self.reach(Stage::Lead, "submit", &evidence.text, wall);
    }

    /// Consent was withdrawn or refused: nothing that names the visitor stays, not even in memory.
    pub(crate) fn forget(&mut self) {
        let seq = self.numbers[SEQ];
        *self = Self::default();
        self.numbers[SEQ] = seq;
    }

    fn session_over(&self, wall: Millis) -> bool {
        let active_at = Millis(self.numbers[ACTIVE_AT]);
        // A jump back that is larger than the time-out is as good as an absence of that length.
        let idle = wall.since(active_at).max(active_at.since(wall));
        idle > limits::SESSION_IDLE
            || wall.since(Millis(self.numbers[SESSION_SINCE])) > limits::SESSION_LENGTH
    }

    /// The new event's id, as evidence is written.
    fn event(&mut self, kind: &str, path: &str, at: Millis) -> String {
        self.numbers[SEQ] += 1;
        let mut id = "\"e".to_owned();
        push_whole(&mut id, self.numbers[SEQ]);
        id.push('"');
        let out = &mut self.texts[EVENTS];
        let mut tabs = 0;
        for byte in out.text.bytes() {
            tabs += usize::from(byte == b'\t');
        }
        if tabs + 1 >= limits::EVENTS {
            let (_, younger) = split_at_byte(&out.text, b'\t');
            out.text = younger.to_owned();
        }
        out.text.push_str(if out.text.is_empty() { "{" } else { ",\t{" });
        out.json("id", &id);
        out.text("type", kind);
        out.text("path", path);
        out.number("at", at.0);
        out.close();
        id
    }

    /// `evidence` is JSON, without the brackets of the list.
    fn reach(&mut self, stage: Stage, rule: &str, evidence: &str, at: Millis) {
        if stage as u64 > self.numbers[STAGE] && !evidence.is_empty() {
            self.numbers[STAGE] = stage as u64;
            self.news |= 1 << stage as u8;
            let out = &mut self.texts[HISTORY];
            out.comma();
            out.text.push('{');
            out.text("stage", stage.as_str());
            out.number("at", at.0);
            out.text("rule", rule);
            out.list("evidence", evidence);
            out.close();
        }
    }

    /// What is kept on the device: numbers and texts, a line each.
    pub(crate) fn to_text(&self) -> String {
        let mut content = String::new();
        for number in &self.numbers {
            push_whole(&mut content, *number);
            content.push('\n');
        }
        for text in &self.texts {
            content.push_str(&text.text);
            content.push('\n');
        }
        seal(&content)
    }

    /// Goes on with a journey that was kept. False where the text is of another version or no such text: the
    /// journey then begins anew.
    pub(crate) fn restore(&mut self, text: &str) -> bool {
        let Ok(mut rest) = unseal(text) else { return false };
        for number in &mut self.numbers {
            let (line, after) = split_at_byte(rest, b'\n');
            *number = parse_whole(line).unwrap_or(0);
            rest = after;
        }
        for text in &mut self.texts {
            let (line, after) = split_at_byte(rest, b'\n');
            text.text = line.to_owned();
            rest = after;
        }
        true
    }
}

/// Whether one of the words of intent stands in a path by itself.
fn shows_intent(path: &str) -> bool {
    let mut words = String::new();
    for byte in path.bytes() {
        let letter = byte.is_ascii_alphanumeric();
        words.push(if letter { char::from(byte.to_ascii_lowercase()) } else { ' ' });
    }
    let mut rest = words.as_str();
    while !rest.is_empty() {
        let (word, after) = split_at_byte(rest, b' ');
        if INTENT_WORDS.contains(&word) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests;
