use super::*;
use leadwell_wire::{Journey, Touches};

mod model;
mod properties;

const START: u64 = 1_000_000_000;

/// A page of the site, and what its record would say.
pub(super) struct Walk {
    pub(super) course: Course,
    rng: Rng,
    keep: bool,
}

impl Walk {
    fn new() -> Self {
        Self::page("a")
    }

    pub(super) fn page(name: &str) -> Self {
        let mut rng = Rng::new([name.as_bytes()[0].into(), 2]);
        let mut course = Course::new(String::new(), &mut rng, &crate::aid::Native);
        course.page = name.to_owned();
        Self { course, rng, keep: true }
    }

    fn view(&mut self, path: &str, minutes: u64) -> String {
        self.at(&format!("view={path}"), START + minutes * 60_000)
    }

    /// `view=/path?query`, `from=URL`, `click=host/path`, `stay=30`, `start=form`, `submit=form:a=b`, or a kind of
    /// event; the stages that were reached by it.
    pub(super) fn at(&mut self, what: &str, at: u64) -> String {
        let Self { course, rng, keep } = self;
        let wall = Millis(at);
        let (what, about) = what.split_once('=').unwrap_or((what, ""));
        match what {
            "view" => course.page_view(&format!("https://a.example{about}"), "", wall, *keep, rng),
            "from" => course.page_view("https://a.example/", about, wall, *keep, rng),
            "stay" => course.stayed(about.parse().unwrap(), wall),
            "click" => course.happened("outbound_click", about, (0, ""), wall, rng),
            "start" => course.happened("form_start", about, (0, ""), wall, rng),
            "submit" => {
                let (form, fields) = about.split_once(':').unwrap_or((about, ""));
                course.submitted(form, &crate::urlencoded::fields(fields), wall, rng);
            }
            _ => course.happened(what, about, (0, ""), wall, rng),
        }
        self.course.news(wall).join(" ")
    }

    fn record(&self, now: u64) -> (Journey, Touches) {
        let mut out = Writer::object();
        self.course.write(Millis(now), &mut out);
        out.close();
        let mut record: serde_json::Value = serde_json::from_str(&out.text).unwrap();
        let touches = serde_json::from_value(record["touches"].take()).unwrap();
        (serde_json::from_value(record["journey"].take()).unwrap(), touches)
    }

    pub(super) fn journey(&self) -> Journey {
        self.record(START).0
    }

    fn session(&self) -> &str {
        self.course.last("session_start").map_or("", Event::about)
    }

    /// The collector comes to the same.
    pub(super) fn agrees(&self, now: u64) {
        let (journey, touches) = self.record(now);
        assert_eq!(
            compare(&replay(&self.course.model, &journey.events, Millis(now)), &journey, &touches),
            Agreement::Agrees,
            "{journey:#?}"
        );
    }
}

#[test]
fn stages_with_their_evidence() {
    let mut walk = Walk::new();
    assert_eq!(walk.view("/", 0), "visitor");
    assert_eq!(walk.view("/features", 1), "");
    assert_eq!(walk.view("/about", 2), "engaged");
    assert_eq!(walk.view("/de/Pricing.html", 3), "intent");
    assert_eq!(walk.view("/pricing", 4), "", "once reached, a stage is not reached again");
    assert_eq!(walk.at("submit=contact", START + 300_000), "lead");
    let (journey, touches) = walk.record(START + 300_000);
    let shown: Vec<String> = journey
        .history
        .iter()
        .map(|t| format!("{} {} {} {}", t.stage, t.rule, (t.at.0 - START) / 60_000, t.evidence.join(" ")))
        .collect();
    assert_eq!(
        shown,
        [
            "visitor page_view 0 a.3 a.4",
            "engaged pages 2 a.4 a.5 a.6",
            "intent intent_page 3 a.7",
            "lead submit 5 a.9",
        ]
    );
    let kinds: Vec<&str> = journey.events.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(
        kinds.join(" "),
        "session_start touch consent page_view page_view page_view page_view page_view submit"
    );
    assert_eq!((journey.model.as_str(), journey.stage.as_str()), ("default@1", "lead"));
    // Five pages, one visit, two of them with prices, a submit.
    assert_eq!(journey.score.to_string(), "53");
    assert_eq!(touches.first.unwrap().tags.get("id"), Some("a.2"));
    walk.agrees(START + 300_000);
}

#[test]
fn sessions_end_by_idleness_and_length_only() {
    let mut walk = Walk::new();
    walk.view("/", 0);
    let first = walk.session().to_owned();
    walk.view("/", 30);
    assert_eq!(walk.session(), first, "30 minutes are still the same session");
    assert_eq!(walk.view("/", 61), "returning");
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
    walk.agrees(START + 25 * 3_600_000);
}

#[test]
fn a_clock_that_jumps_back() {
    let mut walk = Walk::new();
    walk.view("/", 500);
    let first = walk.session().to_owned();
    walk.view("/", 490);
    assert_eq!(walk.session(), first, "ten minutes back are ignored");
    let before = walk.record(START + 490 * 60_000).0.score;
    walk.view("/", 300);
    assert_ne!(walk.session(), first, "three hours back are an absence");
    // N23: what lies in the future is worth no more than what is new, and the order stays.
    let after = walk.record(START + 300 * 60_000).0;
    assert!(after.score.0 <= before.0 + 200 + 300, "{} after {before}", after.score);
    let numbers: Vec<String> = after.events.into_iter().map(|e| e.id).collect();
    assert_eq!(numbers, ["a.1", "a.2", "a.3", "a.4", "a.5", "a.6", "a.7", "a.8"]);
}

#[test]
fn without_consent_nobody_is_a_visitor() {
    let mut walk = Walk::new();
    walk.keep = false;
    walk.view("/", 0);
    walk.view("/", 90);
    assert_eq!(
        (walk.course.last("consent").map_or("", Event::about), walk.journey().stage.as_str()),
        ("", "anonymous")
    );
    assert_eq!(walk.view("/pricing", 91), "intent");
    walk.course.forget();
    let (journey, touches) = walk.record(START);
    let nothing = Journey { model: "default@1".into(), stage: "anonymous".into(), ..Journey::default() };
    assert_eq!((journey, touches), (nothing, Touches::default()));
    walk.view("/", 92);
    assert_eq!(walk.journey().events[0].id, "a.8", "numbers go on");
}

#[test]
fn reads_back_what_it_keeps() {
    let mut walk = Walk::new();
    walk.view("/?utm_source=a&gclid=x", 0);
    for i in 0..120 {
        walk.view("/pricing", i);
    }
    let (journey, touches) = walk.record(START + 120 * 60_000);
    assert_eq!((journey.events.len(), journey.dropped), (limits::EVENTS, 24));
    // What steps rest on is still there, and so the collector can make them again.
    let ids: Vec<&str> = journey.events.iter().map(|e| e.id.as_str()).collect();
    for id in journey.history.iter().flat_map(|step| &step.evidence) {
        assert!(ids.contains(&id.as_str()), "{id} is gone");
    }
    let outcome = replay("", &journey.events, Millis(START + 120 * 60_000));
    assert_eq!(compare(&outcome, &journey, &touches), Agreement::Agrees);
    let text = walk.course.to_text();
    let mut back = Walk::new().course;
    assert_eq!(back.restore(&text), Some(false));
    assert_eq!(back.to_text(), text);
    assert_eq!(back.news(Millis(START)), Vec::<String>::new(), "it was told by the page before");
    for other in
        ["", "{}", "null", &text.replace("leadwell/1", "leadwell/2"), &text.replace("pricing", "prices")]
    {
        assert_eq!(Walk::new().course.restore(other), None, "{other}");
    }
    assert_eq!(Walk::new().course.restore(&crate::stored::seal("1\n2\n3\n")), None, "an older shape");
}

/// Arrivals at minutes, and the touches after each: first, last, last that was not direct.
const TOUCHES: &[(&str, u64, &str)] = &[
    ("view=/", 0, "(direct)/(none) | (direct)/(none) | "),
    ("view=/?utm_source=a", 1, "(direct)/(none) | a | a"),
    ("view=/?utm_source=a&utm_medium=m", 2, "(direct)/(none) | a/m | a/m"),
    ("view=/?utm_source=a&utm_medium=m", 3, "(direct)/(none) | a/m | a/m"),
    ("view=/?utm_source=a&gclid=1", 4, "(direct)/(none) | a | a"),
    ("view=/", 5, "(direct)/(none) | a | a"),
    ("from=https://www.a.example/x", 6, "(direct)/(none) | a | a"),
    ("view=/", 90, "(direct)/(none) | (direct)/(none) | a"),
    ("from=https://www.bing.com/", 91, "(direct)/(none) | bing.com/referral | bing.com/referral"),
    ("view=/?utm_source=b&utm_campaign=c", 200, "(direct)/(none) | b/c | b/c"),
];

#[test]
fn first_last_and_last_non_direct() {
    let mut walk = Walk::new();
    for (what, minutes, expected) in TOUCHES {
        walk.at(what, START + minutes * 60_000);
        let (journey, touches) = walk.record(START + minutes * 60_000);
        let label = |touch: &Option<leadwell_wire::Touch>| {
            let id = touch.as_ref().and_then(|touch| touch.tags.get("id")).unwrap_or_default();
            journey.events.iter().find(|e| e.id == id).map(|e| e.path.clone()).unwrap_or_default()
        };
        let shown = [&touches.first, &touches.last, &touches.last_non_direct].map(label).join(" | ");
        assert_eq!(shown, *expected, "{what} at {minutes}");
        walk.agrees(START + minutes * 60_000);
    }
}

#[test]
fn touches_are_bounded_and_the_first_one_stays() {
    let mut walk = Walk::new();
    for i in 0..30_u64 {
        walk.at(&format!("view=/?utm_source=s{i}"), START + i * 60_000);
    }
    let (_, touches) = walk.record(START);
    let source = |touch: &leadwell_wire::Touch| touch.tags.get("source").unwrap().to_owned();
    assert_eq!(
        (source(&touches.first.unwrap()), source(&touches.last.unwrap())),
        ("s0".into(), "s29".into())
    );
    assert_eq!(touches.between.len(), limits::TOUCHES - 2);
    assert_eq!(source(&touches.between[0]), "s11", "the oldest between go first");

    // Long ones by their bytes, and those of more than half a year ago.
    let mut walk = Walk::new();
    for i in 0..8_u64 {
        walk.at(&format!("view=/?utm_source=s{i}&x={}", "y".repeat(900)), START + i * 60_000);
    }
    assert!(walk.record(START).1.between.len() <= 2);
    walk.at("view=/?utm_source=new", START + 184 * 86_400_000);
    assert_eq!(walk.record(START).1.between.len(), 0);
    walk.agrees(START + 184 * 86_400_000);
}

/// What pages of a site do, and in which session each step is: `page:what@minutes:seconds`, where the store's news reach
/// the other pages at once, but for a step that ends with `~`, whose news come with those of the next.
const SESSIONS: &[(&str, &str, &str)] = &[
    ("29 min 59 s idle", "a:view=/@0:00 a:click@29:59", "1 1"),
    ("30 min 1 s idle", "a:view=/@0:00 a:click@30:01", "1 2"),
    ("a submit after 31 min", "a:view=/@0:00 a:submit=f@31:00", "1 2"),
    ("N10: across midnight", "a:view=/@1425:00 a:click@1445:00", "1 1"),
    ("N10: across a full hour", "a:view=/@59:00 a:click@61:00", "1 1"),
    ("a campaign within the session", "a:view=/@0:00 a:view=/?utm_source=x@1:00", "1 1"),
    ("N9: a return from a payment provider", "a:view=/@0:00 a:from=https://pay.example/@1:00", "1 1"),
    ("clock two hours forward", "a:view=/@0:00 a:click@120:00", "1 2"),
    ("clock two hours back", "a:view=/@200:00 a:click@80:00", "1 2"),
    ("clock ten minutes back", "a:view=/@200:00 a:click@190:00 a:click@199:00", "1 1 1"),
    ("time in view holds no session", "a:view=/@0:00 a:stay=30@20:00 a:click@31:00", "1 1 2"),
    (
        "N14: another page was active",
        "a:view=/@0:00 b:view=/@1:00 b:click@20:00 b:click@31:00 a:click@32:00",
        "1 1 1 1 1",
    ),
    ("N15: both were idle", "a:view=/@0:00 b:view=/@1:00 a:click@32:00 b:click@33:00", "1 1 2 2"),
    (
        "N16: both begin anew at once, and settle",
        "a:view=/@0:00 b:view=/@0:01 a:click@40:00~ b:click@40:00 a:click@40:01 b:click@40:02",
        "1 1 2 3 2 2",
    ),
    (
        "a page that missed news does not end the session of others",
        "a:view=/@0:00 b:view=/@0:30 b:click@20:00~ b:click@40:00~ a:click@41:00 b:click@41:30",
        "1 1 1 1 2 2",
    ),
    ("the store is cleared under the page", "a:view=/@0:00 a:clear@1:00 a:click@5:00", "1 1 1"),
    ("a visit after the store was cleared", "a:view=/@0:00 a:clear@1:00 c:view=/@2:00", "1 1 2"),
];

#[test]
fn sessions_of_several_pages() {
    for (name, steps, expected) in SESSIONS {
        let mut pages: Vec<Walk> = Vec::new();
        let mut store = String::new();
        let mut sessions: Vec<String> = Vec::new();
        let mut last_seq = 0;
        let mut found = Vec::new();
        let mut unheard: Vec<(String, String)> = Vec::new();
        for step in steps.split(' ') {
            let (page, rest) = step.split_once(':').unwrap();
            let (what, at) = rest.trim_end_matches('~').rsplit_once('@').unwrap();
            let (minutes, seconds) = at.split_once(':').unwrap();
            let at = 1_000_000_000
                + (minutes.parse::<u64>().unwrap() * 60 + seconds.parse::<u64>().unwrap()) * 1000;
            if !pages.iter().any(|known| known.course.page == page) {
                let mut walk = Walk::page(page);
                walk.course.model = format!(
                    "m@1\t1800000\t\tpay.example\n{}",
                    super::model::DEFAULT.split_once('\n').unwrap().1
                );
                walk.course.restore(&store);
                pages.push(walk);
            }
            let walk = pages.iter_mut().find(|known| known.course.page == page).unwrap();
            if what == "clear" {
                store.clear();
            } else {
                walk.at(what, at);
            }
            let session = walk.session().to_owned();
            let seq = walk.course.numbers[SEQ];
            assert!(seq > last_seq || what == "clear" || page != "a", "{name}: {seq} after {last_seq}");
            last_seq = if page == "a" { seq } else { last_seq };
            if what != "clear" {
                store = walk.course.to_text();
                unheard.push((page.to_owned(), store.clone()));
            }
            if !step.ends_with('~') {
                for (from, text) in unheard.drain(..) {
                    for other in pages.iter_mut().filter(|known| known.course.page != from) {
                        assert!(other.course.restore(&text).is_some(), "{name}");
                    }
                }
            }
            let known = sessions.iter().position(|known| *known == session);
            let number = known.unwrap_or_else(|| {
                sessions.push(session);
                sessions.len() - 1
            });
            found.push((number + 1).to_string());
        }
        assert_eq!(found.join(" "), *expected, "{name}");
        // N16 and N18: no two pages make the same event, and none is there twice.
        let events = pages.iter().flat_map(|page| page.journey().events).map(|event| event.id);
        let made: Vec<String> = pages.iter().map(|page| page.course.page.clone()).collect();
        let mut names: Vec<_> = made.clone();
        names.dedup();
        assert_eq!(names, made, "{name}");
        assert!(
            events
                .clone()
                .all(|id| id.split_once('.').is_some_and(|(page, _)| made.iter().any(|p| p == page)))
        );
        for page in &pages {
            let mut ids: Vec<String> = page.journey().events.into_iter().map(|event| event.id).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: an event twice");
        }
    }
}

/// N12: two people at one address are two visitors; nothing but chance makes an id.
#[test]
fn two_people_are_two_visitors() {
    let visitors = ["a", "b"].map(|name| {
        let mut walk = Walk::page(name);
        walk.view("/", 0);
        walk.journey().visitor.unwrap()
    });
    assert_ne!(visitors[0], visitors[1]);
}

/// What must not happen, by the numbers of journey.md section 8 that are about the journey. N1 to N7 stand in the table of
/// channels, N14 to N18 in that of sessions, N13 in the engine's tests (the same id is the same lead), N19 in the
/// collector's (a program is marked and kept):
/// what is done at which minutes, and the stages reached or what the touches are.
const NEVER: &[(&str, &str, &str)] = &[
    (
        "N8: a direct return overwrites",
        "view=/?utm_source=a@0 view=/@90",
        "first=a last=(direct)/(none) non_direct=a",
    ),
    (
        "N9: a payment provider starts a touch",
        "view=/?utm_source=a@0 from=https://pay.example/@5",
        "first=a last=a non_direct=a",
    ),
    ("N10: a session splits at midnight", "view=/@1430 view=/@1450", "sessions=1"),
    (
        "N11: a campaign within a session is lost",
        "view=/@0 view=/?utm_source=b&utm_medium=email@5",
        "first=(direct)/(none) last=b/email non_direct=b/email",
    ),
    ("N17: a session never ends", "view=/@0 view=/@20 view=/@1449 view=/@1460", "sessions=2"),
    ("N21: a stage without evidence", "view=/@0", "stage=visitor"),
    ("N21: a stage goes back", "view=/pricing@0 view=/@90 view=/@91", "stage=intent"),
    (
        "N24: a stripped click id makes it direct",
        "view=/?utm_source=google&utm_medium=cpc@0",
        "first=google/cpc last=google/cpc non_direct=google/cpc",
    ),
];

#[test]
fn what_must_not_happen() {
    for (name, steps, expected) in NEVER {
        let mut walk = Walk::new();
        walk.course.model =
            format!("m@1\t1800000\t\tpay.example\n{}", super::model::DEFAULT.split_once('\n').unwrap().1);
        let mut now = 0;
        for step in steps.split(' ') {
            let (what, minutes) = step.rsplit_once('@').unwrap();
            now = START + minutes.parse::<u64>().unwrap() * 60_000;
            // N17 has somebody who never stops.
            if name.starts_with("N17") && *minutes == *"1449" {
                for between in (20..1449).step_by(20) {
                    walk.at("click", START + between * 60_000);
                }
            }
            walk.at(what, now);
        }
        let (journey, touches) = walk.record(now);
        assert!(journey.history.iter().all(|step| !step.evidence.is_empty()), "{name}");
        let outcome = replay(&walk.course.model, &journey.events, Millis(now));
        let label = |id: &Option<String>| {
            let event = journey.events.iter().find(|event| Some(&event.id) == id.as_ref());
            event.map_or(String::new(), |event| event.path.clone())
        };
        let [first, last, non_direct] = &outcome.touches;
        let shown = [
            format!("first={} last={} non_direct={}", label(first), label(last), label(non_direct)),
            format!("sessions={}", outcome.sessions.len()),
            format!("stage={}", journey.stage),
        ];
        assert!(shown.iter().any(|shown| shown == expected), "{name}: {shown:?}");
        assert_eq!(compare(&outcome, &journey, &touches), Agreement::Agrees, "{name}");
    }
}

/// N22: what comes twice counts once. N20: points fade. N25: what was said at the submit stays.
#[test]
fn twice_is_once_and_old_is_less() {
    let mut walk = Walk::new();
    walk.view("/pricing", 0);
    walk.at("submit=f", START + 60_000);
    let (journey, _) = walk.record(START + 60_000);
    let once = replay("", &journey.events, Millis(START + 60_000));
    let mut doubled = journey.events.clone();
    doubled.extend(journey.events.iter().rev().cloned());
    assert_eq!(replay("", &doubled, Millis(START + 60_000)), once);
    let mut points = once.score;
    for days in [7, 14, 60, 400] {
        let later = replay("", &journey.events, Millis(START + days * 86_400_000)).score;
        assert!(later < points, "{later} after {days} days, {points} before");
        points = later;
    }
    assert!(points.0 <= 1, "{points} after 400 days");
    walk.view("/", 100);
    let (later, _) = walk.record(START + 100 * 60_000);
    assert_eq!(later.history[..], journey.history[..], "a later event rewrites nothing");
}
