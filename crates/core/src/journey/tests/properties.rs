//! What holds for every journey.

use super::{START, Walk};
use crate::journey::{compare, replay};
use leadwell_wire::Millis;
use proptest::prelude::*;

/// One thing that a visitor does on one of the pages, after some time; whether its news reach the other pages before
/// the next thing.
#[derive(Clone, Debug)]
struct Deed {
    page: usize,
    what: String,
    after: i64,
    heard: bool,
}

const WHATS: &[&str] = &[
    "view=/",
    "view=/pricing",
    "view=/features",
    "view=/?utm_source=a&utm_medium=email",
    "view=/?gclid=x",
    "from=https://www.bing.com/",
    "click=b.example/",
    "file_click=/a.pdf",
    "stay=30",
    "start=contact",
    "submit=contact:budget=10k",
];

/// Mostly moments, sometimes minutes, hours or days, sometimes a clock that is set back.
fn after() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0_i64..30_000,
        4 => 30_000_i64..1_900_000,
        1 => 1_900_000_i64..200_000_000,
        1 => -9_000_000_i64..0,
    ]
}

fn deeds(most: usize) -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..3_usize, 0..WHATS.len(), after(), any::<bool>());
    let deed =
        deed.prop_map(|(page, what, after, heard)| Deed { page, what: WHATS[what].to_owned(), after, heard });
    prop::collection::vec(deed, 1..most)
}

/// Which stages stand where in the default model.
fn weight(stage: &str) -> usize {
    ["anonymous", "visitor", "returning", "engaged", "considering", "intent", "lead"]
        .iter()
        .position(|known| *known == stage)
        .unwrap()
}

/// Does it all on `count` pages; `at_once`: all news are heard at once. The pages and the time at the end.
fn live(deeds: &[Deed], count: usize, at_once: bool) -> (Vec<Walk>, u64) {
    let mut pages: Vec<Walk> = ["a", "b", "c"][..count].iter().map(|name| Walk::page(name)).collect();
    let mut now = START as i64 + 400_000_000;
    let mut reached = vec![0; count];
    for deed in deeds {
        now += deed.after;
        let page = deed.page % count;
        pages[page].at(&deed.what, now as u64);
        let text = pages[page].course.to_text();
        for other in (0..count).filter(|other| *other != page && (at_once || deed.heard)) {
            pages[other].course.restore(&text);
        }
        for (page, reached) in pages.iter().zip(&mut reached) {
            let weight = weight(&page.journey().stage);
            assert!(weight >= *reached, "a stage went back");
            *reached = weight;
        }
    }
    (pages, now as u64)
}

/// What there is to say of a journey, without the names of events.
fn told(page: &Walk, now: u64) -> String {
    let (journey, touches) = page.record(now);
    let kind = |id: &String| {
        let event = journey.events.iter().find(|event| event.id == *id);
        event.map_or(String::new(), |event| format!("{} {}", event.kind, event.at.0))
    };
    let steps: Vec<String> = journey
        .history
        .iter()
        .map(|t| {
            format!("{} {} {} {:?}", t.stage, t.rule, t.at.0, t.evidence.iter().map(kind).collect::<Vec<_>>())
        })
        .collect();
    let touch = |touch: &Option<leadwell_wire::Touch>| touch.as_ref().map(|t| (t.at, t.click_ids.clone()));
    format!(
        "{} {} {steps:?} {:?}",
        journey.stage,
        journey.score,
        [&touches.first, &touches.last, &touches.last_non_direct].map(touch)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// The same deeds on one page or on three that hear of each other: the same journey, and the collector agrees.
    #[test]
    fn split_over_pages_it_is_the_same(deeds in deeds(60)) {
        let (one, now) = live(&deeds, 1, true);
        let (three, _) = live(&deeds, 3, true);
        let expected = told(&one[0], now);
        for page in &three {
            prop_assert_eq!(told(page, now), expected.clone());
            page.agrees(now);
        }
        one[0].agrees(now);
    }

    /// Pages that hear late, in whatever order: stages never go back, and all come to the same once they have heard all.
    #[test]
    fn pages_that_hear_late_agree_in_the_end(deeds in deeds(40)) {
        let (mut pages, now) = live(&deeds, 3, false);
        for _ in 0..2 {
            for from in 0..3 {
                let text = pages[from].course.to_text();
                for (_, page) in pages.iter_mut().enumerate().filter(|(at, _)| *at != from) {
                    let before = weight(&page.journey().stage);
                    page.course.restore(&text);
                    prop_assert!(weight(&page.journey().stage) >= before);
                }
            }
        }
        let ids = |page: &Walk| page.journey().events.into_iter().map(|e| e.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(&pages[0]), ids(&pages[1]));
        prop_assert_eq!(ids(&pages[1]), ids(&pages[2]));
        prop_assert_eq!(pages[0].record(now).0.score, pages[2].record(now).0.score);
    }

    /// A journey longer than what is kept: never back, and what is left proves what was reached.
    #[test]
    fn long_journeys(deeds in deeds(400)) {
        let (pages, now) = live(&deeds, 1, true);
        let (journey, touches) = pages[0].record(now);
        prop_assert!(journey.events.len() <= leadwell_wire::limits::EVENTS);
        let found = compare(&replay("", &journey.events, Millis(now)), &journey, &touches);
        prop_assert_eq!(found, crate::journey::Agreement::Agrees);
    }

    /// The order in which events come, and how often, is nothing to the fold.
    #[test]
    fn order_and_repeats_are_nothing(deeds in deeds(60), seed in any::<u64>()) {
        let (pages, now) = live(&deeds, 1, true);
        let events = pages[0].journey().events;
        let expected = replay("", &events, Millis(now));
        let mut mixed: Vec<_> = events.iter().chain(&events).cloned().collect();
        let mut rng = crate::rng::Rng::new([seed, 1]);
        for at in (1..mixed.len()).rev() {
            mixed.swap(at, rng.next() as usize % (at + 1));
        }
        prop_assert_eq!(replay("", &mixed, Millis(now)), expected);
    }
}
