//! How far a person has come, and the evidence for it.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start
//! (never at midnight, never on a campaign). Stages only go forward; each step names its evidence.

use crate::attribution;
use crate::json::{self, Writer};
use crate::record;
use leadwell_wire::{Event, Id, Journey, Millis, Stage, Touch, Touches, Transition, limits};

/// Page views in one session that make a visitor engaged …
const ENGAGED_VIEWS: usize = 3;

/// … or this long with the page in view.
pub(crate) const ENGAGED_TIME: Millis = Millis::secs(30);

/// A path with one of these words between its separators shows intent.
const INTENT_WORDS: &[&str] = &["pricing", "prices", "plans", "demo", "quote", "trial"];

/// The journey with what it takes to go on: what is kept on the device where that is allowed.
#[derive(Clone, Debug, Default)]
pub struct Course {
    journey: Journey,
    touches: Touches,
    visitor_since: Millis,
    session_since: Millis,
    active_at: Millis,
    /// Number of the last event; never goes back.
    seq: u64,
    /// `seq` when the session began.
    session_seq: u64,
}

impl Course {
    pub const fn journey(&self) -> &Journey {
        &self.journey
    }

    pub const fn touches(&self) -> &Touches {
        &self.touches
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one.
    pub fn page_view(
        &mut self,
        path: &str,
        touch: Touch,
        wall: Millis,
        keep: bool,
        mut new_id: impl FnMut() -> Id,
    ) -> Vec<Stage> {
        let mut reached = Vec::new();
        let over = self.journey.session.is_none() || self.session_over(wall);
        if over {
            let before = self.journey.session.replace(new_id());
            self.session_since = wall;
            self.session_seq = self.seq;
            let known = keep && self.journey.visitor.is_some();
            if let (Some(before), Some(session), true) = (before, &self.journey.session, known) {
                let evidence = vec![before.as_str().to_owned(), session.as_str().to_owned()];
                self.reach(Stage::Returning, "second_session", evidence, wall, &mut reached);
            }
        }
        attribution::place(&mut self.touches, touch, over);
        self.active_at = wall;
        let id = self.event("page_view", path, wall);
        if keep {
            self.identify(wall, new_id, &mut reached);
        }

        let views = self.session_events("page_view");
        if views.len() >= ENGAGED_VIEWS {
            self.reach(Stage::Engaged, "pages", views, wall, &mut reached);
        }
        let words = path.split(|c: char| !c.is_ascii_alphanumeric());
        if words.into_iter().any(|word| INTENT_WORDS.iter().any(|w| word.eq_ignore_ascii_case(w))) {
            self.reach(Stage::Intent, "intent_page", vec![id], wall, &mut reached);
        }
        reached
    }

    /// Consent came: the visitor gets an id, with the page views so far as evidence.
    pub fn identify(&mut self, wall: Millis, mut new_id: impl FnMut() -> Id, reached: &mut Vec<Stage>) {
        let expired = wall.since(self.visitor_since) > limits::VISITOR_LIFE;
        if self.journey.visitor.is_none() || expired {
            self.journey.visitor = Some(new_id());
            self.visitor_since = wall;
        }
        let mut views = self.session_events("page_view");
        views.truncate(1);
        self.reach(Stage::Visitor, "page_view", views, wall, reached);
    }

    /// Something that the visitor did, or the site tracked.
    pub fn happened(&mut self, kind: &str, about: &str, wall: Millis) -> Vec<Stage> {
        let mut reached = Vec::new();
        self.active_at = wall;
        let id = self.event(kind, about, wall);
        match kind {
            "engaged_time" => self.reach(Stage::Engaged, "time", vec![id], wall, &mut reached),
            "form_start" => self.reach(Stage::Intent, "form_start", vec![id], wall, &mut reached),
            _ => {}
        }
        reached
    }

    /// A form was submitted as lead `id`.
    pub fn submitted(&mut self, id: &Id, wall: Millis) -> Vec<Stage> {
        let mut reached = Vec::new();
        self.active_at = wall;
        self.reach(Stage::Lead, "submit", vec![id.as_str().to_owned()], wall, &mut reached);
        reached
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

    fn event(&mut self, kind: &str, path: &str, at: Millis) -> String {
        self.seq += 1;
        let mut id = "e".to_owned();
        json::push_whole(&mut id, self.seq);
        if self.journey.events.len() >= limits::EVENTS {
            self.journey.events.remove(0);
        }
        self.journey.events.push(Event { id: id.clone(), kind: kind.to_owned(), path: path.to_owned(), at });
        id
    }

    fn session_events(&self, kind: &str) -> Vec<String> {
        let number = |id: &str| id.strip_prefix('e').and_then(json::parse_whole).unwrap_or(0);
        let events = self.journey.events.iter();
        events
            .filter(|e| e.kind == kind && number(&e.id) > self.session_seq)
            .map(|e| e.id.clone())
            .collect()
    }

    fn reach(&mut self, stage: Stage, rule: &str, evidence: Vec<String>, at: Millis, reached: &mut Vec<Stage>) {
        if stage > self.journey.stage && !evidence.is_empty() {
            self.journey.stage = stage;
            self.journey.history.push(Transition { stage, at, rule: rule.to_owned(), evidence });
            reached.push(stage);
        }
    }

    /// What is kept on the device.
    pub fn to_text(&self) -> String {
        let mut w = Writer::default();
        w.open('{');
        for (key, number) in [
            ("v", u64::from(limits::VERSION)),
            ("visitor_since", self.visitor_since.0),
            ("session_since", self.session_since.0),
            ("active_at", self.active_at.0),
            ("seq", self.seq),
            ("session_seq", self.session_seq),
        ] {
            w.key(key);
            w.number(number);
        }
        w.key("touches");
        record::write_touches(&mut w, &self.touches);
        w.key("journey");
        record::write_journey(&mut w, &self.journey);
        w.close('}');
        w.finish()
    }

    /// `None` where the text is of another version or no such text: the journey then begins anew.
    pub fn parse(text: &str) -> Option<Self> {
        let value = json::parse(text)?;
        let whole = |key| record::read_millis(&value, key);
        (whole("v").0 == u64::from(limits::VERSION)).then(|| Self {
            journey: value.get("journey").map(record::read_journey).unwrap_or_default(),
            touches: value.get("touches").map(record::read_touches).unwrap_or_default(),
            visitor_since: whole("visitor_since"),
            session_since: whole("session_since"),
            active_at: whole("active_at"),
            seq: whole("seq").0,
            session_seq: whole("session_seq").0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::read;

    struct Walk {
        course: Course,
        ids: u64,
        keep: bool,
    }

    impl Walk {
        fn new() -> Self {
            Self { course: Course::default(), ids: 0, keep: true }
        }

        fn view(&mut self, path: &str, minutes: u64) -> Vec<Stage> {
            let wall = Millis(1_000_000_000 + minutes * 60_000);
            let touch = read(&format!("https://a.example{path}"), "", wall);
            let ids = &mut self.ids;
            self.course.page_view(path, touch, wall, self.keep, || {
                *ids += 1;
                Id::v7(*ids, [0; 10])
            })
        }

        fn session(&self) -> &Id {
            self.course.journey.session.as_ref().unwrap()
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
        assert_eq!(walk.course.submitted(&lead, Millis(5)), [Stage::Lead]);
        let history: Vec<(Stage, &str, String)> = walk
            .course
            .journey
            .history
            .iter()
            .map(|t| (t.stage, t.rule.as_str(), t.evidence.join(" ")))
            .collect();
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
        let numbers: Vec<&str> = walk.course.journey.events.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(numbers, ["e1", "e2", "e3"]);
    }

    #[test]
    fn without_consent_nobody_is_a_visitor() {
        let mut walk = Walk::new();
        walk.keep = false;
        walk.view("/", 0);
        walk.view("/", 90);
        assert_eq!(walk.course.journey.visitor, None);
        assert_eq!(walk.course.journey.stage, Stage::Anonymous);
        assert_eq!(walk.view("/pricing", 91), [Stage::Intent]);
        walk.course.forget();
        assert_eq!(walk.course.touches, Touches::default());
        assert_eq!(walk.course.journey, Journey::default());
    }

    #[test]
    fn reads_back_what_it_keeps() {
        let mut walk = Walk::new();
        walk.view("/?utm_source=a&gclid=x", 0);
        for i in 0..60 {
            walk.view("/pricing", i);
        }
        assert_eq!(walk.course.journey.events.len(), limits::EVENTS);
        let text = walk.course.to_text();
        let back = Course::parse(&text).unwrap();
        assert_eq!(back.to_text(), text);
        assert_eq!(back.journey, walk.course.journey);
        assert_eq!(back.touches, walk.course.touches);
        for other in ["", "{}", "null", &text.replace("\"v\":1", "\"v\":2")] {
            assert!(Course::parse(other).is_none(), "{other}");
        }
    }
}
