//! How far a person has come, and the evidence for it.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start
//! (never at midnight, never on a campaign). Stages only go forward; each step names its evidence.

use crate::attribution::{self, Touches};
use crate::json::{Writer, parse_whole, push_whole};
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
pub struct Course {
    /// Ids, empty where there is none.
    visitor: String,
    session: String,
    steps: Steps,
    /// A tab before each but the first, so that the oldest can go without being read.
    events: Writer,
    touches: Touches,
    visitor_since: Millis,
    session_since: Millis,
    active_at: Millis,
    /// Number of the last event; never goes back.
    seq: u64,
    /// The session's first page views: how many, and their ids as evidence is written.
    view_count: u64,
    views: Writer,
}

/// The stages that were reached.
#[derive(Debug, Default)]
struct Steps {
    stage: Stage,
    history: Writer,
    /// A bit for each stage that was reached and not yet told.
    news: u8,
}

impl Steps {
    /// `evidence` is JSON, without the brackets of the list.
    fn reach(&mut self, stage: Stage, rule: &str, evidence: &str, at: Millis) {
        if stage > self.stage && !evidence.is_empty() {
            self.stage = stage;
            self.news |= 1 << stage as u8;
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
}

impl Course {
    pub const fn stage(&self) -> Stage {
        self.steps.stage
    }

    /// The next stage, in their order, that was reached and not yet told.
    pub fn next_reached(&mut self) -> Option<Stage> {
        for stage in &Stage::ALL {
            let bit = 1 << *stage as u8;
            if self.steps.news & bit != 0 {
                self.steps.news &= !bit;
                return Some(*stage);
            }
        }
        None
    }

    /// Touches and journey as members of a record.
    pub fn write(&self, out: &mut Writer) {
        self.touches.write(out);
        out.open("journey");
        out.text("visitor", &self.visitor);
        out.text("session", &self.session);
        out.text("stage", self.steps.stage.as_str());
        out.list("history", &self.steps.history.text);
        out.list("events", &self.events.text);
        out.close();
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one.
    pub(crate) fn page_view(&mut self, url: &str, referrer: &str, wall: Millis, keep: bool, rng: &mut Rng) {
        let start = self.session.is_empty() || self.session_over(wall);
        if start {
            let session = String::from(rng.id(wall));
            if keep && !self.visitor.is_empty() && !self.session.is_empty() {
                let mut evidence = Writer::default();
                evidence.item(&self.session);
                evidence.item(&session);
                self.steps.reach(Stage::Returning, "second_session", &evidence.text, wall);
            }
            self.session = session;
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
            self.steps.reach(Stage::Engaged, "pages", &self.views.text, wall);
        }
        if shows_intent(path) {
            self.steps.reach(Stage::Intent, "intent_page", &id, wall);
        }
    }

    /// Consent came: the visitor gets an id, with the session's first page view as evidence.
    pub(crate) fn identify(&mut self, wall: Millis, rng: &mut Rng) {
        if self.visitor.is_empty() || wall.since(self.visitor_since) > limits::VISITOR_LIFE {
            self.visitor = rng.id(wall).into();
            self.visitor_since = wall;
        }
        let (first, _) = split_at_byte(&self.views.text, b',');
        self.steps.reach(Stage::Visitor, "page_view", first, wall);
    }

    /// Something that the visitor did, or the site tracked.
    pub fn happened(&mut self, kind: &str, about: &str, wall: Millis) {
        let id = self.event(kind, about, wall);
        match kind {
            "engaged_time" => self.steps.reach(Stage::Engaged, "time", &id, wall),
            "form_start" => self.steps.reach(Stage::Intent, "form_start", &id, wall),
            _ => {}
        }
    }

    /// A form was submitted as lead `id`.
    pub fn submitted(&mut self, id: &Id, wall: Millis) {
        self.active_at = wall;
        let mut evidence = Writer::default();
        evidence.item(id.as_str());
        self.steps.reach(Stage::Lead, "submit", &evidence.text, wall);
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
        let mut tabs = 0;
        for byte in self.events.text.bytes() {
            tabs += usize::from(byte == b'\t');
        }
        let out = &mut self.events;
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

    /// The parts of what is kept: numbers …
    fn numbers(&mut self) -> [&mut u64; 5] {
        let Self { visitor_since, session_since, active_at, seq, view_count, .. } = self;
        [&mut visitor_since.0, &mut session_since.0, &mut active_at.0, seq, view_count]
    }

    /// … and texts, none of which has a line break.
    fn texts(&mut self) -> [&mut String; 8] {
        let Self { visitor, session, steps, events, touches, views, .. } = self;
        let Touches { first, last, last_non_direct } = touches;
        let (events, views) = (&mut events.text, &mut views.text);
        [visitor, session, &mut steps.history.text, events, first, last, last_non_direct, views]
    }

    /// What is kept on the device: the parts, line by line.
    pub fn to_text(&mut self) -> String {
        let mut content = self.steps.stage.as_str().to_owned();
        for number in self.numbers() {
            content.push('\n');
            push_whole(&mut content, *number);
        }
        for text in self.texts() {
            content.push('\n');
            content.push_str(text);
        }
        seal(&content)
    }

    /// `None` where the text is of another version or no such text: the journey then begins anew.
    pub fn parse(text: &str) -> Option<Self> {
        let (stage, mut rest) = split_at_byte(unseal(text).ok()?, b'\n');
        let mut course = Self::default();
        course.steps.stage = Stage::parse(stage)?;
        for number in course.numbers() {
            let (line, after) = split_at_byte(rest, b'\n');
            *number = parse_whole(line)?;
            rest = after;
        }
        for text in course.texts() {
            let (line, after) = split_at_byte(rest, b'\n');
            text.push_str(line);
            rest = after;
        }
        Some(course)
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

        fn session(&self) -> &str {
            &self.course.session
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
        let first = walk.session().to_owned();
        walk.view("/", 30);
        assert_eq!(walk.session(), first, "30 minutes are still the same session");
        assert_eq!(walk.view("/", 61), [Stage::Returning]);
        assert_ne!(walk.session(), first);

        let mut walk = Walk::new();
        walk.view("/", 0);
        let first = walk.session().to_owned();
        for minutes in (10..=24 * 60).step_by(10) {
            walk.view("/", minutes);
            assert_eq!(walk.session(), first, "after {minutes} minutes");
        }
        walk.view("/", 24 * 60 + 10);
        assert_ne!(walk.session(), first);
    }

    #[test]
    fn a_clock_that_jumps_back() {
        let mut walk = Walk::new();
        walk.view("/", 500);
        let first = walk.session().to_owned();
        walk.view("/", 490);
        assert_eq!(walk.session(), first, "ten minutes back are ignored");
        walk.view("/", 300);
        assert_ne!(walk.session(), first, "three hours back are an absence");
        let numbers: Vec<String> = walk.journey().events.into_iter().map(|e| e.id).collect();
        assert_eq!(numbers, ["e1", "e2", "e3"]);
    }

    #[test]
    fn without_consent_nobody_is_a_visitor() {
        let mut walk = Walk::new();
        walk.keep = false;
        walk.view("/", 0);
        walk.view("/", 90);
        assert_eq!(walk.course.visitor, "");
        assert_eq!(walk.course.stage(), Stage::Anonymous);
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
        let mut back = Course::parse(&text).unwrap();
        assert_eq!(back.to_text(), text);
        assert_eq!(back.touches, walk.course.touches);
        assert_eq!(back.stage(), Stage::Intent);
        for other in
            ["", "{}", "null", &text.replace("leadwell/1", "leadwell/2"), &text.replace("pricing", "prices")]
        {
            assert!(Course::parse(other).is_none(), "{other}");
        }
    }
}
