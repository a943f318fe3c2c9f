//! The outbox against a model: seeded schedules of what visitors, browsers, networks and collectors do, with
//! several pages over one store. Nothing that was told as saved is lost, nothing is a row twice, nothing is
//! sent before it is saved, deleted before it is named, or asked again too soon.
//!
//! `LEADWELL_SEED=7 cargo test -p leadwell-core --test model` runs one schedule and prints what happens in it;
//! `LEADWELL_SCHEDULES=1000000` runs so many.

mod chance;
mod network;
mod page;
mod schedule;
mod world;

use schedule::Schedule;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use world::World;

/// What must have happened, or the run has shown little.
const KINDS: [&str; 17] = [
    "a broken text",
    "a crash",
    "a crash of the browser",
    "a lead that another page delivered",
    "a parked lead",
    "a pause",
    "a request by the site's path",
    "a request that took too long",
    "a send out of turn",
    "a stolen turn",
    "durable",
    "false_ok",
    "misconfigured",
    "stored",
    "stored_version",
    "unreachable",
    "volatile",
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Leaves out one act after the other as long as it still goes wrong.
fn shrink(mut schedule: Schedule) -> Schedule {
    let mut at = 0;
    while at < schedule.acts.len() {
        let mut less = schedule.clone();
        less.acts.remove(at);
        if !less.acts.is_empty() && World::of(&less, false).run().is_some() {
            schedule = less;
        } else {
            at += 1;
        }
    }
    schedule
}

fn tell(schedule: &Schedule) -> String {
    let mut world = World::of(schedule, true);
    let fault = world.run();
    let trace = world.trace.unwrap_or_default().join("\n");
    format!("{schedule:#?}\n{trace}\n{}", fault.unwrap_or_else(|| "nothing went wrong".into()))
}

#[test]
fn nothing_is_lost_and_nothing_is_twice() {
    if let Some(seed) = number("LEADWELL_SEED") {
        let schedule = Schedule::of(seed);
        println!("{}", tell(&schedule));
        assert_eq!(World::of(&schedule, false).run(), None, "seed {seed}");
        return;
    }
    let all = number("LEADWELL_SCHEDULES").unwrap_or(100_000);
    let (next, worst) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    let (rows, requests) = (AtomicU64::new(0), AtomicU64::new(0));
    let reached = Mutex::new(BTreeMap::<&str, u64>::new());
    let began = std::time::Instant::now();
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= all.min(worst.load(Ordering::Relaxed)) {
                        return;
                    }
                    let mut world = World::of(&Schedule::of(seed), false);
                    if world.run().is_some() {
                        worst.fetch_min(seed, Ordering::Relaxed);
                    }
                    let mut reached = reached.lock().expect("no panic");
                    for kind in &world.reached {
                        *reached.entry(kind).or_default() += 1;
                    }
                    drop(reached);
                    rows.fetch_add(world.rows() as u64, Ordering::Relaxed);
                    requests.fetch_add(world.requests, Ordering::Relaxed);
                }
            });
        }
    });
    let seed = worst.into_inner();
    if seed < all {
        let schedule = Schedule::of(seed);
        let why = World::of(&schedule, false).run();
        let less = shrink(schedule);
        panic!("{}\nseed {seed}: {why:?}; above, what is left of it", tell(&less));
    }
    let (rows, requests) = (rows.into_inner(), requests.into_inner());
    println!("{all} schedules: {rows} rows of {requests} requests in {:.1} s", began.elapsed().as_secs_f64());
    println!("schedules with {:#?}", reached.lock().expect("no panic"));
    assert!(rows > all && requests > rows, "little was tried");
    for kind in KINDS {
        let times = reached.lock().expect("no panic").get(kind).copied().unwrap_or(0);
        assert!(times > 0 || all < 100_000, "no schedule had {kind}");
    }
}
