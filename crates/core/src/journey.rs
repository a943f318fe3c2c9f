//! How far a person has come, and the evidence for it.
//!
//! Sessions end after 30 minutes without the visitor doing anything, or 24 hours after their start
//! (never at midnight, never on a campaign). Stages only go forward; each step names its evidence.

use crate::attribution;
use crate::json::{self, Value};
use leadwell_wire::{Id, Millis, Stage, limits};

/// Page views in one session that make a visitor engaged …
const ENGAGED_VIEWS: usize = 3;

/// … or this long with the page in view.
pub(crate) const ENGAGED_TIME: Millis = Millis::secs(30);

/// A path with one of these words between its separators shows intent.
const INTENT_WORDS: &[&str] = &["pricing", "prices", "plans", "demo", "quote", "trial"];

/// The journey with what it takes to go on: what is kept on the device where that is allowed.
///
/// Events, steps and touches are the JSON that the record carries (`leadwell_wire::Journey` and
/// `Touches`): they are written here once and only ever passed on.
#[derive(Clone, Debug)]
pub struct Course {
    visitor: Option<Id>,
    session: Option<Id>,
    stage: Stage,
    history: Value,
    events: Value,
    touches: Value,
    visitor_since: Millis,
    session_since: Millis,
    active_at: Millis,
    /// Number of the last event; never goes back.
    seq: u64,
    /// `seq` when the session began.
    session_seq: u64,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            visitor: None,
            session: None,
            stage: Stage::Anonymous,
            history: Value::List(Vec::new()),
            events: Value::List(Vec::new()),
            touches: Value::Object(Vec::new()),
            visitor_since: Millis(0),
            session_since: Millis(0),
            active_at: Millis(0),
            seq: 0,
            session_seq: 0,
        }
    }
}

impl Course {
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    pub const fn touches(&self) -> &Value {
        &self.touches
    }

    /// The journey as a record carries it.
    pub fn journey(&self) -> Value {
        let id = |id: &Option<Id>| id.as_ref().map_or(Value::Null, |id| id.as_str().into());
        Value::object(vec![
            ("visitor", id(&self.visitor)),
            ("session", id(&self.session)),
            ("stage", self.stage.as_str().into()),
            ("history", self.history.clone()),
            ("events", self.events.clone()),
        ])
    }

    /// A page in view. Starts a session where the last one is over, and a visitor where `keep` allows one.
    pub fn page_view(
        &mut self,
        path: &str,
        touch: &Value,
        wall: Millis,
        keep: bool,
        new_id: &mut dyn FnMut() -> Id,
        reached: &mut Vec<Stage>,
    ) {
        let start = self.session.is_none() || self.session_over(wall);
        if start {
            let session = new_id();
            let before = self.session.take();
            if let Some(before) = before.filter(|_| keep && self.visitor.is_some()) {
                let evidence = [before.as_str(), session.as_str()].map(Value::from);
                self.reach(Stage::Returning, "second_session", evidence.into(), wall, reached);
            }
            self.session = Some(session);
            self.session_since = wall;
            self.session_seq = self.seq;
        }
        attribution::place(&mut self.touches, touch, start);
        let id = self.event("page_view", path, wall);
        if keep {
            self.identify(wall, new_id, reached);
        }
        let views = self.session_views();
        if views.len() >= ENGAGED_VIEWS {
            self.reach(Stage::Engaged, "pages", views, wall, reached);
        }
        let mut words = path.split(|c: char| !c.is_ascii_alphanumeric());
        if words.any(|word| INTENT_WORDS.iter().any(|w| word.eq_ignore_ascii_case(w))) {
            self.reach(Stage::Intent, "intent_page", vec![id], wall, reached);
        }
    }

    /// Consent came: the visitor gets an id, with the page views so far as evidence.
    pub fn identify(&mut self, wall: Millis, new_id: &mut dyn FnMut() -> Id, reached: &mut Vec<Stage>) {
        if self.visitor.is_none() || wall.since(self.visitor_since) > limits::VISITOR_LIFE {
            self.visitor = Some(new_id());
            self.visitor_since = wall;
        }
        let mut views = self.session_views();
        views.truncate(1);
        self.reach(Stage::Visitor, "page_view", views, wall, reached);
    }

    /// Something that the visitor did, or the site tracked.
    pub fn happened(&mut self, kind: &str, about: &str, wall: Millis, reached: &mut Vec<Stage>) {
        let id = vec![self.event(kind, about, wall)];
        match kind {
            "engaged_time" => self.reach(Stage::Engaged, "time", id, wall, reached),
            "form_start" => self.reach(Stage::Intent, "form_start", id, wall, reached),
            _ => {}
        }
    }

    /// A form was submitted as lead `id`.
    pub fn submitted(&mut self, id: &Id, wall: Millis, reached: &mut Vec<Stage>) {
        self.active_at = wall;
        self.reach(Stage::Lead, "submit", vec![id.as_str().into()], wall, reached);
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

    /// The new event's id.
    fn event(&mut self, kind: &str, path: &str, at: Millis) -> Value {
        self.active_at = at;
        self.seq += 1;
        let mut id = "e".to_owned();
        json::push_whole(&mut id, self.seq);
        let id = Value::Text(id);
        if let Value::List(events) = &mut self.events {
            if events.len() >= limits::EVENTS {
                events.remove(0);
            }
            events.push(Value::object(vec![
                ("id", id.clone()),
                ("type", kind.into()),
                ("path", path.into()),
                ("at", at.0.into()),
            ]));
        }
        id
    }

    /// Ids of the session's page views.
    fn session_views(&self) -> Vec<Value> {
        let mut views = Vec::new();
        for event in self.events.items() {
            let id = event.text_at("id");
            let number = id.strip_prefix('e').and_then(json::parse_whole).unwrap_or(0);
            if number > self.session_seq && event.text_at("type") == "page_view" {
                views.push(Value::Text(id));
            }
        }
        views
    }

    fn reach(&mut self, stage: Stage, rule: &str, evidence: Vec<Value>, at: Millis, reached: &mut Vec<Stage>) {
        if stage > self.stage && !evidence.is_empty() {
            self.stage = stage;
            reached.push(stage);
            let step = Value::object(vec![
                ("stage", stage.as_str().into()),
                ("at", at.0.into()),
                ("rule", rule.into()),
                ("evidence", Value::List(evidence)),
            ]);
            self.history.push("", step);
        }
    }

    /// What is kept on the device.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        Value::object(vec![
            ("v", u64::from(limits::VERSION).into()),
            ("visitor_since", self.visitor_since.0.into()),
            ("session_since", self.session_since.0.into()),
            ("active_at", self.active_at.0.into()),
            ("seq", self.seq.into()),
            ("session_seq", self.session_seq.into()),
            ("touches", self.touches.clone()),
            ("journey", self.journey()),
        ])
        .write(&mut text);
        text
    }

    /// `None` where the text is of another version or no such text: the journey then begins anew.
    pub fn parse(text: &str) -> Option<Self> {
        let value = json::parse(text)?;
        let whole = |key| value.get(key).and_then(Value::whole).unwrap_or(0);
        let journey = value.get("journey")?;
        let id = |key| journey.get(key).and_then(Value::text).and_then(Id::parse);
        let list = |key| Value::List(journey.get(key).map(Value::items).unwrap_or_default().to_vec());
        (whole("v") == u64::from(limits::VERSION)).then(|| Self {
            visitor: id("visitor"),
            session: id("session"),
            stage: Stage::parse(&journey.text_at("stage")).unwrap_or_default(),
            history: list("history"),
            events: list("events"),
            touches: value.get("touches").cloned().unwrap_or(Value::Object(Vec::new())),
            visitor_since: Millis(whole("visitor_since")),
            session_since: Millis(whole("session_since")),
            active_at: Millis(whole("active_at")),
            seq: whole("seq"),
            session_seq: whole("session_seq"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::read;
    use leadwell_wire::Journey;

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
            let mut new_id = || {
                *ids += 1;
                Id::v7(*ids, [0; 10])
            };
            let mut reached = Vec::new();
            self.course.page_view(path, &touch, wall, self.keep, &mut new_id, &mut reached);
            reached
        }

        /// As the record's reader sees it.
        fn journey(&self) -> Journey {
            let mut text = String::new();
            self.course.journey().write(&mut text);
            serde_json::from_str(&text).unwrap()
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
        let mut reached = Vec::new();
        walk.course.submitted(&lead, Millis(5), &mut reached);
        assert_eq!(reached, [Stage::Lead]);
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
        assert_eq!(walk.course.touches, Value::object(Vec::new()));
        assert_eq!(walk.journey(), Journey::default());
    }

    #[test]
    fn reads_back_what_it_keeps() {
        let mut walk = Walk::new();
        walk.view("/?utm_source=a&gclid=x", 0);
        for i in 0..60 {
            walk.view("/pricing", i);
        }
        assert_eq!(walk.journey().events.len(), limits::EVENTS);
        let text = walk.course.to_text();
        let back = Course::parse(&text).unwrap();
        assert_eq!(back.to_text(), text);
        assert_eq!(back.journey(), walk.course.journey());
        assert_eq!(back.touches, walk.course.touches);
        for other in ["", "{}", "null", &text.replace("\"v\":1", "\"v\":2")] {
            assert!(Course::parse(other).is_none(), "{other}");
        }
    }
}
