//! How far a person has come, and the evidence for it.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start
//! (never at midnight, never on a campaign). Stages only go forward; each step names its evidence.

use crate::attribution::{self, Touches};
use crate::json::{self, Value, Writer, push_whole};
use crate::rng::Rng;
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
pub struct Course {
    visitor: Option<Id>,
    session: Option<Id>,
    stage: Stage,
    history: Writer,
    /// One on each line, so that the oldest can go without being read.
    events: Writer,
    touches: Touches,
    visitor_since: Millis,
    session_since: Millis,
    active_at: Millis,
    /// Number of the last event; never goes back.
    seq: u64,
    /// Page views of the session, and the ids of the first of them.
    view_count: u64,
    views: Writer,
    /// A bit for each stage that was reached and not yet told.
    reached: u8,
}

impl Course {
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The next stage, in their order, that was reached and not yet told.
    pub fn next_reached(&mut self) -> Option<Stage> {
        for stage in Stage::ALL {
            let bit = 1 << stage as u8;
            if self.reached & bit != 0 {
                self.reached &= !bit;
                return Some(stage);
            }
        }
        None
    }

    /// Touches and journey as members of a record.
    pub fn write(&self, out: &mut Writer) {
        self.touches.write(out);
        out.open("journey");
        for (key, id) in [("visitor", &self.visitor), ("session", &self.session)] {
            out.text(key, id.as_ref().map_or("", Id::as_str));
        }
        out.text("stage", self.stage.as_str());
        out.list("history", &self.history.text);
        out.list("events", &self.events.text);
        out.close();
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one.
    pub(crate) fn page_view(&mut self, url: &str, referrer: &str, wall: Millis, keep: bool, rng: &mut Rng) {
        let start = self.session.is_none() || self.session_over(wall);
        if start {
            let session = rng.id(wall);
            if let Some(before) = &self.session
                && keep
                && self.visitor.is_some()
            {
                let mut evidence = Writer::default();
                evidence.item(before.as_str());
                evidence.item(session.as_str());
                self.reach(Stage::Returning, "second_session", &evidence.text, wall);
            }
            self.session = Some(session);
            self.session_since = wall;
            self.view_count = 0;
            self.views.text.clear();
        }
        self.touches.place(attribution::read(url, referrer, wall), start);
        let path = attribution::path(url);
        let id = self.event("page_view", path, wall);
        if self.view_count < ENGAGED_VIEWS {
            self.view_count += 1;
            self.views.comma();
            self.views.text.push_str(&id);
        }
        if keep {
            self.identify(wall, rng);
        }
        if self.view_count == ENGAGED_VIEWS {
            self.reach(Stage::Engaged, "pages", &self.views.text.clone(), wall);
        }
        if shows_intent(path) {
            self.reach(Stage::Intent, "intent_page", &id, wall);
        }
    }

    /// Consent came: the visitor gets an id, with the session's first page view as evidence.
    pub(crate) fn identify(&mut self, wall: Millis, rng: &mut Rng) {
        if self.visitor.is_none() || wall.since(self.visitor_since) > limits::VISITOR_LIFE {
            self.visitor = Some(rng.id(wall));
            self.visitor_since = wall;
        }
        let first = split_at_byte(&self.views.text, b',').0.to_owned();
        self.reach(Stage::Visitor, "page_view", &first, wall);
    }

    /// Something that the visitor did, or the site tracked.
    pub fn happened(&mut self, kind: &str, about: &str, wall: Millis) {
        let id = self.event(kind, about, wall);
        match kind {
            "engaged_time" => self.reach(Stage::Engaged, "time", &id, wall),
            "form_start" => self.reach(Stage::Intent, "form_start", &id, wall),
            _ => {}
        }
    }

    /// A form was submitted as lead `id`.
    pub fn submitted(&mut self, id: &Id, wall: Millis) {
        self.active_at = wall;
        let mut evidence = Writer::default();
        evidence.item(id.as_str());
        self.reach(Stage::Lead, "submit", &evidence.text, wall);
    }

    /// Consent was withdrawn or refused: nothing that names the visitor stays, not even in memory.
    pub fn forget(&mut self) {
        *self = Self { seq: self.seq, ..Self::default() };
    }

    fn session_over(&self, wall: Millis) -> bool {
        // A jump back that is larger than the time-out is as good as an absence of that length.
        let idle = wall.since(self.active_at).0.max(self.active_at.since(wall).0);
        idle > limits::SESSION_IDLE.0 || wall.since(self.session_since) > limits::SESSION_LENGTH
    }

    /// The new event's id, as evidence is written.
    fn event(&mut self, kind: &str, path: &str, at: Millis) -> String {
        self.active_at = at;
        self.seq += 1;
        let mut id = "\"e".to_owned();
        push_whole(&mut id, self.seq);
        id.push('"');
        let mut lines = 0;
        for byte in self.events.text.bytes() {
            lines += usize::from(byte == b'\n');
        }
        let out = &mut self.events;
        if lines + 1 >= limits::EVENTS {
            let (_, younger) = split_at_byte(&out.text, b'\n');
            out.text = younger.to_owned();
        }
        out.text.push_str(if out.text.is_empty() { "{" } else { ",\n{" });
        out.json("id", &id);
        out.text("type", kind);
        out.text("path", path);
        out.number("at", at.0);
        out.close();
        id
    }

    /// `evidence` is JSON, without the brackets of the list.
    fn reach(&mut self, stage: Stage, rule: &str, evidence: &str, at: Millis) {
        if stage > self.stage && !evidence.is_empty() {
            self.stage = stage;
            self.reached |= 1 << stage as u8;
            let out = &mut self.history;
            out.comma();
            out.text.push('{');
            out.text("stage", stage.as_str());
            out.number("at", at.0);
            out.text("rule", rule);
            out.list("evidence", evidence);
            out.close();
        }
    }

    /// What is kept on the device.
    pub fn to_text(&self) -> String {
        let mut out = Writer::object();
        out.number("v", limits::VERSION.into());
        out.number("visitor_since", self.visitor_since.0);
        out.number("session_since", self.session_since.0);
        out.number("active_at", self.active_at.0);
        out.number("seq", self.seq);
        out.number("view_count", self.view_count);
        out.list("views", &self.views.text);
        self.write(&mut out);
        out.close();
        out.text
    }

    /// `None` where the text is of another version or no such text: the journey then begins anew.
    pub fn parse(text: &str) -> Option<Self> {
        let value = json::parse(text)?;
        let whole = |key| value.get(key).whole().unwrap_or(0);
        let journey = value.get("journey");
        if whole("v") != u64::from(limits::VERSION) || !journey.is_object() {
            return None;
        }
        let id = |key| Id::parse(&journey.text_at(key));
        let list = |value: Value<'_>| Writer { text: value.elements().to_owned() };
        Some(Self {
            visitor: id("visitor"),
            session: id("session"),
            stage: Stage::parse(&journey.text_at("stage")).unwrap_or_default(),
            history: list(journey.get("history")),
            events: list(journey.get("events")),
            touches: Touches::parse(value.get("touches")),
            visitor_since: Millis(whole("visitor_since")),
            session_since: Millis(whole("session_since")),
            active_at: Millis(whole("active_at")),
            seq: whole("seq"),
            view_count: whole("view_count"),
            views: list(value.get("views")),
            reached: 0,
        })
    }
}

/// Whether one of the words of intent stands in a path by itself.
fn shows_intent(path: &str) -> bool {
    let mut rest = path;
    while !rest.is_empty() {
        let mut length = 0;
        for byte in rest.bytes() {
            if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
                break;
            }
            length += 1;
        }
        let word = rest.get(..length).unwrap_or_default();
        for intent in INTENT_WORDS {
            if word.eq_ignore_ascii_case(intent) {
                return true;
            }
        }
        rest = rest.get(length + 1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use leadwell_wire::Journey;

    struct Walk {
        course: Course,
        rng: Rng,
        keep: bool,
    }

    impl Walk {
        fn new() -> Self {
            Self { course: Course::default(), rng: Rng::new([1, 2]), keep: true }
        }

        fn view(&mut self, path: &str, minutes: u64) -> Vec<Stage> {
            let wall = Millis(1_000_000_000 + minutes * 60_000);
            let url = format!("https://a.example{path}");
            self.course.page_view(&url, "", wall, self.keep, &mut self.rng);
            self.reached()
        }

        fn reached(&mut self) -> Vec<Stage> {
            std::iter::from_fn(|| self.course.next_reached()).collect()
        }

        /// As the record's reader sees it.
        fn journey(&self) -> Journey {
            let mut out = Writer::object();
            self.course.write(&mut out);
            out.close();
            let mut record: serde_json::Value = serde_json::from_str(&out.text).unwrap();
            serde_json::from_value::<leadwell_wire::Touches>(record["touches"].take()).unwrap();
            serde_json::from_value(record["journey"].take()).unwrap()
        }

        fn session(&self) -> &Id {
            self.course.session.as_ref().unwrap()
        }
    }

    #[test]
    fn stages_with_their_evidence() {
        let mut walk = Walk::new();
        assert_eq!(walk.view("/", 0), [Stage::Visitor]);
        assert_eq!(walk.view("/features", 1), []);
        assert_eq!(walk.view("/about", 2), [Stage::Engaged]);
        assert_eq!(walk.view("/de/Pricing.html", 3), [Stage::Intent]);
        assert_eq!(walk.view("/pricing", 4), [], "once reached, a stage is not reached again");
        let lead = Id::v7(9, [9; 10]);
        walk.course.submitted(&lead, Millis(5));
        assert_eq!(walk.reached(), [Stage::Lead]);
        let journey = walk.journey();
        let history: Vec<(Stage, &str, String)> =
            journey.history.iter().map(|t| (t.stage, t.rule.as_str(), t.evidence.join(" "))).collect();
        assert_eq!(
            history,
            [
                (Stage::Visitor, "page_view", "e1".to_owned()),
                (Stage::Engaged, "pages", "e1 e2 e3".to_owned()),
                (Stage::Intent, "intent_page", "e4".to_owned()),
                (Stage::Lead, "submit", lead.as_str().to_owned()),
            ]
        );
    }

    #[test]
    fn a_word_must_stand_by_itself() {
        let mut walk = Walk::new();
        walk.view("/", 0);
        assert_eq!(walk.view("/democracy", 1), []);
        assert_eq!(walk.view("/book-a-demo", 2), [Stage::Engaged, Stage::Intent]);
    }

    #[test]
    fn sessions_end_by_idleness_and_length_only() {
        let mut walk = Walk::new();
        walk.view("/", 0);
        let first = walk.session().clone();
        walk.view("/", 30);
        assert_eq!(walk.session(), &first, "30 minutes are still the same session");
        assert_eq!(walk.view("/", 61), [Stage::Returning]);
        assert_ne!(walk.session(), &first);

        let mut walk = Walk::new();
        walk.view("/", 0);
        let first = walk.session().clone();
        for minutes in (10..=24 * 60).step_by(10) {
            walk.view("/", minutes);
            assert_eq!(walk.session(), &first, "after {minutes} minutes");
        }
        walk.view("/", 24 * 60 + 10);
        assert_ne!(walk.session(), &first);
    }

    #[test]
    fn a_clock_that_jumps_back() {
        let mut walk = Walk::new();
        walk.view("/", 500);
        let first = walk.session().clone();
        walk.view("/", 490);
        assert_eq!(walk.session(), &first, "ten minutes back are ignored");
        walk.view("/", 300);
        assert_ne!(walk.session(), &first, "three hours back are an absence");
        let numbers: Vec<String> = walk.journey().events.into_iter().map(|e| e.id).collect();
        assert_eq!(numbers, ["e1", "e2", "e3"]);
    }

    #[test]
    fn without_consent_nobody_is_a_visitor() {
        let mut walk = Walk::new();
        walk.keep = false;
        walk.view("/", 0);
        walk.view("/", 90);
        assert_eq!(walk.course.visitor, None);
        assert_eq!(walk.course.stage, Stage::Anonymous);
        assert_eq!(walk.view("/pricing", 91), [Stage::Intent]);
        walk.course.forget();
        assert_eq!(walk.course.touches, Touches::default());
        assert_eq!(walk.journey(), Journey::default());
    }

    #[test]
    fn reads_back_what_it_keeps() {
        let mut walk = Walk::new();
        walk.view("/?utm_source=a&gclid=x", 0);
        for i in 0..60 {
            walk.view("/pricing", i);
        }
        let events = walk.journey().events;
        assert_eq!((events.len(), events[0].id.as_str()), (limits::EVENTS, "e12"));
        let text = walk.course.to_text();
        let back = Course::parse(&text).unwrap();
        assert_eq!(back.to_text(), text);
        assert_eq!(back.touches, walk.course.touches);
        for other in ["", "{}", "null", &text.replace("\"v\":1", "\"v\":2")] {
            assert!(Course::parse(other).is_none(), "{other}");
        }
    }
}
