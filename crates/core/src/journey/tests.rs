use super::*;
use crate::json;
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
        &self.course.texts[SESSION].text
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
    assert_eq!(walk.course.texts[VISITOR].text, "");
    assert_eq!(walk.course.stage(), Stage::Anonymous);
    assert_eq!(walk.view("/pricing", 91), [Stage::Intent]);
    walk.course.forget();
    assert!(walk.course.texts.iter().all(|text| text.text.is_empty()));
    assert_eq!(walk.journey(), Journey::default());
}

#[test]
fn reads_back_what_it_keeps() {
    let mut walk = Walk::new();
    walk.view("/?utm_source=a&gclid=x", 0);
    for i in 0..110 {
        walk.view("/pricing", i);
    }
    let events = walk.journey().events;
    assert_eq!((events.len(), events[0].id.as_str()), (limits::EVENTS, "e12"));
    let text = walk.course.to_text();
    let mut back = Course::default();
    assert!(back.restore(&text));
    assert_eq!(back.to_text(), text);
    assert_eq!(back.stage(), Stage::Intent);
    for other in
        ["", "{}", "null", &text.replace("leadwell/1", "leadwell/2"), &text.replace("pricing", "prices")]
    {
        assert!(!Course::default().restore(other), "{other}");
    }
}

#[test]
fn first_last_and_last_non_direct() {
    let mut course = Course::default();
    for (query, start, expected) in [
        ("", true, ["(direct)", "(direct)", ""]),
        ("?utm_source=a", false, ["(direct)", "a", "a"]),
        ("?utm_source=a&utm_medium=m", false, ["(direct)", "a/m", "a/m"]),
        ("?utm_source=a&utm_medium=m", false, ["(direct)", "a/m", "a/m"]),
        ("?utm_source=a&gclid=1", false, ["(direct)", "a#1", "a#1"]),
        ("", false, ["(direct)", "a#1", "a#1"]),
        ("", true, ["(direct)", "(direct)", "a#1"]),
        ("?utm_source=b", true, ["(direct)", "b", "b"]),
    ] {
        course.place(attribution::read(&format!("https://a.example/{query}"), "", Millis(1)), start);
        let mut out = Writer::default();
        course.write(&mut out);
        let text = format!("{{{}}}", out.text);
        let written = json::parse(&text).unwrap().get("touches");
        let shown = ["first", "last", "last_non_direct"].map(|key| {
            let touch = written.get(key);
            let mut shown = touch.text_at("source");
            if let Some(medium) = touch.get("medium").text().filter(|m| *m != "(none)") {
                shown = format!("{shown}/{medium}");
            }
            if touch.get("click_ids").is_object() {
                shown = format!("{shown}#{}", touch.get("click_ids").text_at("gclid"));
            }
            shown
        });
        assert_eq!(shown, expected, "{query}");
    }
}

#[test]
fn a_touch_is_made_once_for_each_campaign() {
    let mut course = Course::default();
    for (at, expected) in [(1, 1), (2, 1)] {
        course.place(attribution::read("https://a.example/?utm_source=a", "", Millis(at)), false);
        assert_eq!(json::parse(&course.texts[LAST].text).unwrap().get("at").whole(), Some(expected));
    }
}

/// What pages of a site do, and in which session each step is: `page:what@minutes:seconds`, where the store's news reach
/// the other pages at once, but for a step that ends with `~`, whose news come with those of the next.
const SESSIONS: &[(&str, &str, &str)] = &[
    ("29 min 59 s idle", "A:view@0:00 A:click@29:59", "1 1"),
    ("30 min 1 s idle", "A:view@0:00 A:click@30:01", "1 2"),
    ("across midnight", "A:view@1425:00 A:click@1445:00", "1 1"),
    ("across a full hour", "A:view@59:00 A:click@61:00", "1 1"),
    ("clock two hours forward", "A:view@0:00 A:click@120:00", "1 2"),
    ("clock two hours back", "A:view@200:00 A:click@80:00", "1 2"),
    ("clock ten minutes back", "A:view@200:00 A:click@190:00 A:click@199:00", "1 1 1"),
    ("time in view holds no session", "A:view@0:00 A:stay@20:00 A:click@31:00", "1 1 2"),
    (
        "another page was active",
        "A:view@0:00 B:view@1:00 B:click@20:00 B:click@31:00 A:click@32:00",
        "1 1 1 1 1",
    ),
    ("both were idle", "A:view@0:00 B:view@1:00 A:click@32:00 B:click@33:00", "1 1 2 2"),
    (
        "both begin anew at once, and settle",
        "A:view@0:00 B:view@0:01 A:click@40:00~ B:click@40:00 A:click@40:01",
        "1 1 2 3 3",
    ),
    ("the store is cleared under the page", "A:view@0:00 A:clear@1:00 A:click@5:00", "1 1 1"),
    ("a visit after the store was cleared", "A:view@0:00 A:clear@1:00 C:view@2:00", "1 1 2"),
];

#[test]
fn sessions_of_several_pages() {
    for (name, steps, expected) in SESSIONS {
        let mut pages: Vec<(&str, Walk)> = Vec::new();
        let mut store = String::new();
        let mut sessions: Vec<String> = Vec::new();
        let mut last_seq = 0;
        let mut found = Vec::new();
        let mut unheard = Vec::new();
        for step in steps.split(' ') {
            let (page, rest) = step.split_once(':').unwrap();
            let (what, at) = rest.trim_end_matches('~').split_once('@').unwrap();
            let (minutes, seconds) = at.split_once(':').unwrap();
            let wall = Millis::secs(
                1_000_000 + minutes.parse::<u64>().unwrap() * 60 + seconds.parse::<u64>().unwrap(),
            );
            if !pages.iter().any(|(known, _)| *known == page) {
                let mut walk = Walk::new();
                walk.rng = Rng::new([pages.len() as u64 + 7, 9]);
                walk.course.restore(&store);
                pages.push((page, walk));
            }
            let (_, walk) = pages.iter_mut().find(|(known, _)| *known == page).unwrap();
            let Walk { course, rng, .. } = walk;
            match what {
                "view" => course.page_view("https://a.example/", "", wall, true, rng),
                "click" => course.happened("outbound_click", "b.example/", wall, true, rng),
                "stay" => course.stayed(wall),
                _ => store.clear(),
            }
            let session = walk.session().to_owned();
            let seq = walk.course.numbers[SEQ];
            assert!(seq > last_seq || what == "clear" || page != "A", "{name}: {seq} after {last_seq}");
            last_seq = if page == "A" { seq } else { last_seq };
            if what != "clear" {
                store = walk.course.to_text();
                unheard.push((page.to_owned(), store.clone()));
            }
            if !step.ends_with('~') {
                for (from, text) in unheard.drain(..) {
                    for (_, other) in pages.iter_mut().filter(|(known, _)| *known != from) {
                        assert!(other.course.restore(&text), "{name}");
                    }
                }
                // The store's last word, as each page hears it.
            }
            let known = sessions.iter().position(|known| *known == session);
            let number = known.unwrap_or_else(|| {
                sessions.push(session);
                sessions.len() - 1
            });
            found.push((number + 1).to_string());
        }
        assert_eq!(found.join(" "), *expected, "{name}");
    }
}
