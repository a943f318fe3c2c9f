//! The collector killed at a hundred random moments while leads come in and go out: each is stored once, reaches each
//! destination, and has the same id there whenever it comes again.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::mock::{Mock, mock};
use common::program::{Program, command_at, folder, signal, start_by, stored};
use common::{client, id, lead};
use serde_json::json;

const LEADS: usize = 2000;
const KILLS: usize = 100;
const DESTINATIONS: [&str; 3] = ["one", "two", "three"];

/// Small, and the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Starts it at this address; what it logs goes to the end of one file.
fn start(folder: &std::path::Path, listen: &str) -> Program {
    let log = File::options().create(true).append(true).open(folder.join("log.txt")).unwrap();
    start_by(command_at(folder, listen).stderr(log))
}

/// Sends one lead until its id was named, whatever happens to the collector meanwhile.
async fn deliver(http: &reqwest::Client, url: &str, id: &str) {
    let body = json!({"v": 1, "records": [lead(id)]}).to_string();
    loop {
        let answer = http.post(format!("{url}/v1/collect")).body(body.clone()).send().await;
        if let Ok(answer) = answer
            && let Ok(text) = answer.text().await
            && text.contains(&format!("[\"{id}\"]"))
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The ids under which each lead came, at this destination.
fn came(mock: &Mock) -> BTreeMap<String, Vec<String>> {
    let mut came: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for got in mock.got() {
        let lead = got.body["data"]["id"].as_str().unwrap().to_owned();
        came.entry(lead).or_default().push(got.header("webhook-id").to_owned());
    }
    came
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_a_hundred_times() {
    let began = Instant::now();
    let seed = std::env::var("LEADWELL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x1EAD_5EED);
    let mut dice = Dice(seed);
    let folder = folder();
    let mut mocks = Vec::new();
    let mut config = "origins = [\"*\"]\nadmin_token = \"t\"\n".to_owned();
    for name in DESTINATIONS {
        let mock = mock().await;
        config += &format!(
            "[[destination]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"{}\"\nunsigned = true\n\
                            allow_private = true\n",
            mock.url
        );
        mocks.push(mock);
    }
    std::fs::write(folder.path().join("leadwell.toml"), config).unwrap();
    let mut program = start(folder.path(), "127.0.0.1:0");
    let url = program.url.clone();
    let listen = url.strip_prefix("http://").unwrap().to_owned();

    // As many leads as the kills so far allow, so that they come and go out until the last one.
    let (sent, allowed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (url, sent, allowed) = (url.clone(), Arc::clone(&sent), Arc::clone(&allowed));
            tokio::spawn(async move {
                let (http, mut ids) = (client(), Vec::new());
                while sent.load(Ordering::Relaxed) < LEADS {
                    if sent.load(Ordering::Relaxed) >= allowed.load(Ordering::Relaxed) {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    } else if sent.fetch_add(1, Ordering::Relaxed) < LEADS {
                        let id = id();
                        deliver(&http, &url, &id).await;
                        ids.push(id);
                    }
                }
                ids
            })
        })
        .collect();
    for kill in 1..=KILLS {
        allowed.store(LEADS * kill / KILLS, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(50 + dice.below(700))).await;
        signal(&program.child, "-KILL");
        program.child.wait().unwrap();
        program = start(folder.path(), &listen);
    }
    let mut ids = BTreeSet::new();
    for client in clients {
        ids.extend(client.await.unwrap());
    }
    assert_eq!(ids.len(), LEADS);
    let all = || mocks.iter().all(|mock| came(mock).len() == LEADS);
    while !all() {
        assert!(began.elapsed() < Duration::from_secs(300), "some leads do not arrive");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    // The last answers are written down before it ends.
    signal(&program.child, "-TERM");
    assert!(program.child.wait().unwrap().success());

    let kept: Vec<String> = stored(folder.path());
    assert_eq!(kept.len(), LEADS, "each once");
    assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), ids);
    let conn = rusqlite::Connection::open(folder.path().join("leadwell.db")).unwrap();
    let sql = "SELECT lead_id || destination, id FROM deliveries WHERE state = 'delivered'";
    let mut rows = conn.prepare(sql).unwrap();
    let rows: BTreeMap<String, String> =
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), LEADS * DESTINATIONS.len(), "each at each of them");
    let mut repeats = 0;
    for (mock, name) in mocks.iter().zip(DESTINATIONS) {
        for (lead, came_as) in came(mock) {
            assert!(came_as.iter().all(|id| *id == rows[&format!("{lead}{name}")]), "{name}: {came_as:?}");
            repeats += came_as.len() - 1;
        }
    }
    let log = std::fs::read_to_string(folder.path().join("log.txt")).unwrap();
    assert!(log.contains("a delivery was tried") && !log.contains("ana@example.com") && !log.contains("Ana"));
    println!(
        "killed {KILLS} times (seed {seed}): {LEADS} leads stored once, {} deliveries, {repeats} repeats, each with its id; {} s",
        rows.len(),
        began.elapsed().as_secs()
    );
    assert!(repeats > 0, "no kill met a request in flight, so nothing was shown of repeats");
}
