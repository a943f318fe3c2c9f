//! Ten thousand leads from fifty tabs, three requests of ten failing, the collector killed every few seconds.

use crate::tab::{Origin, Shared, Tab, with};
use leadwell_tests::Collector;
use leadwell_tests::faulty::{Behaviour, Faulty, Script};
use leadwell_tests::tools::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ORIGINS: usize = 5;
const TABS: usize = 10;
const LEADS_OF_A_TAB: usize = 200;
const ALL: usize = ORIGINS * TABS * LEADS_OF_A_TAB;
/// Between two submits in one tab, on average: all of them take half a minute.
const GAP_MS: u64 = 150;
/// From the last submit until nothing may be left.
const PATIENCE: Duration = Duration::from_secs(90);

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn ms(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.roll() % (to - from))
    }
}

fn faults(seed: u64) -> Script {
    let ms = Duration::from_millis;
    let mix = vec![
        Behaviour::status(500),
        Behaviour::status(502),
        Behaviour::retry_after(429, 2),
        Behaviour::retry_after(503, 1),
        Behaviour::Hang(ms(3000)),
        Behaviour::ReadBodyThenRst,
        Behaviour::ReadBodyThenRst,
        Behaviour::RstBefore,
        Behaviour::LateOk(ms(400)),
        // After the page has given the request up.
        Behaviour::LateOk(ms(2500)),
        Behaviour::Html200,
        Behaviour::Redirect,
        Behaviour::Echo,
        Behaviour::Drip { bytes: 7, every: ms(10) },
        Behaviour::Refuse,
    ];
    Script::ok()
        .during(9_000..10_000, Behaviour::Refuse)
        .during(21_000..23_000, Behaviour::Refuse)
        .chance(30, seed, mix)
}

/// One tab's visitor: submits, and now and then leaves, or the browser dies; then the page is opened again.
async fn visit(
    origin: Shared,
    collector: String,
    definition: Arc<str>,
    tab: usize,
    seed: u64,
    ends: Arc<AtomicUsize>,
) {
    let mut dice = Dice(seed ^ ((tab as u64) << 32));
    let open = |dice: &mut Dice| Tab::open(&origin, &collector, &definition, [dice.roll(), dice.roll()]);
    let mut page = open(&mut dice);
    let mut leads_left = 20 + dice.roll() % 60;
    for lead in 0..LEADS_OF_A_TAB {
        page.submit(&format!(
            "name=Ana+{tab}&email=ana{lead}%40example.com&topic=sales&consent=yes&bench={tab}-{lead}&message=%22%5C+%F0%9F%98%80"
        ));
        page.live(Instant::now() + dice.ms(0, 2 * GAP_MS)).await;
        leads_left -= 1;
        if leads_left == 0 {
            ends.fetch_add(1, Ordering::Relaxed);
            if dice.roll().is_multiple_of(2) {
                page.crash()
            } else {
                page.leave()
            }
            page = open(&mut dice);
            leads_left = 20 + dice.roll() % 60;
        }
    }
    let last = Instant::now() + PATIENCE;
    while Instant::now() < last && with(&origin, |origin| !origin.store.is_empty()) {
        page.live(Instant::now() + Duration::from_millis(100)).await;
    }
}

/// SIGKILL every few seconds, back at once with the same file and port.
async fn kill_again_and_again(collector: &Collector, seed: u64, kills: &AtomicUsize) {
    let mut dice = Dice(seed);
    loop {
        tokio::time::sleep(dice.ms(1_500, 4_500)).await;
        collector.kill().await.expect("it was running");
        kills.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(dice.ms(0, 600)).await;
        revive(collector).await;
    }
}

async fn revive(collector: &Collector) {
    leadwell_tests::until("the collector to come back", async || Ok(collector.revive().await.ok()))
        .await
        .expect("it comes back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_leads_arrive_once_each() {
    let seed = std::env::var("LEADWELL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let forms = repository().join("tests/fixtures/forms");
    let definition: Arc<str> = std::fs::read_to_string(forms.join("contact.json")).unwrap().into();
    let collector = Collector::bare(&forms).await.unwrap();
    let front = Faulty::before(&collector.origin, faults(seed)).await.unwrap();
    let started = Instant::now();
    let (kills, ends) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let origins: Vec<Shared> = (0..ORIGINS).map(|_| Origin::new()).collect();
    // An engine stays on its thread, as in a browser.
    let local = tokio::task::LocalSet::new();
    let tabs: Vec<_> = (0..ORIGINS * TABS)
        .map(|tab| {
            let (origin, definition) = (Arc::clone(&origins[tab % ORIGINS]), Arc::clone(&definition));
            local.spawn_local(visit(origin, front.origin.clone(), definition, tab, seed, Arc::clone(&ends)))
        })
        .collect();
    let all_tabs = local.run_until(async {
        for tab in tabs {
            tab.await.expect("a tab");
        }
    });
    tokio::select! {
        () = all_tabs => {}
        () = kill_again_and_again(&collector, seed, &kills) => {}
    }
    let took = started.elapsed();
    // Whatever state the killing left it in: once more from the disk.
    let _ = collector.kill().await;
    revive(&collector).await;

    let rows: BTreeMap<String, String> = collector.raw().unwrap().into_iter().collect();
    let (mut frozen, mut left, mut wrong) = (BTreeMap::new(), 0, Vec::new());
    for origin in &origins {
        with(origin, |origin| {
            frozen.append(&mut origin.frozen);
            left += origin.store.len();
            wrong.append(&mut origin.wrong);
        });
    }
    let missing = frozen.keys().filter(|id| !rows.contains_key(*id)).count();
    let changed =
        frozen.iter().filter(|(id, payload)| rows.get(*id).is_some_and(|row| row != *payload)).count();
    // The same submission under two ids would be two rows.
    let submissions: BTreeSet<&str> = rows.values().map(|raw| bench(raw)).collect();
    let double = rows.len() - submissions.len();
    let score = front.score();
    let seen = front.seen();
    let faulted = seen.iter().filter(|seen| !matches!(seen.behaviour, "ok" | "-")).count();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for seen in &seen {
        *by_name.entry(seen.behaviour).or_default() += 1;
    }
    println!(
        "seed {seed}: {} leads in {} tabs of {ORIGINS} origins, {} requests ({faulted} failed on purpose), \
         collector killed {} times, tabs {} times: {} rows, {missing} missing, {double} double, {changed} changed, \
         {} same-id copies, {:.1} s",
        frozen.len(),
        ORIGINS * TABS,
        score.requests,
        kills.load(Ordering::Relaxed),
        ends.load(Ordering::Relaxed),
        rows.len(),
        score.dup_raw,
        took.as_secs_f64(),
    );
    println!("what requests met: {by_name:?}");
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!((frozen.len(), rows.len(), missing, double, changed, left), (ALL, ALL, 0, 0, 0, 0));
    assert_eq!((score.dup_hard, score.changed), (0, 0));
    assert!(
        faulted * 100 > score.requests * 25,
        "{faulted} of {} is less than was asked for",
        score.requests
    );
    assert!(kills.load(Ordering::Relaxed) >= 5 && ends.load(Ordering::Relaxed) >= 50);
}

fn bench(raw: &str) -> &str {
    let (_, rest) = raw.split_once(r#""bench":""#).expect("the field that numbers the submissions");
    rest.split('"').next().unwrap_or_default()
}
