//! The collector fails in every way it can, with the page open (F1 to F5, F7).

use crate::Engine;
use crate::faulty::{Behaviour, Script};
use crate::trial::{Outcome, Place, System, World};
use anyhow::ensure;
use std::time::{Duration, SystemTime};

const WINDOW: u32 = 20;

pub(super) async fn none(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::ok(), Place::default()).await?;
    world.enter().await?;
    world.submit(10, 0).await?;
    world.settle(Duration::from_secs(20)).await
}

pub(super) async fn burst(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world =
        World::start(engine, system, Script::always(Behaviour::status(503)), Place::default()).await?;
    world.enter().await?;
    world.submit(10, 0).await?;
    tokio::time::sleep(Duration::from_secs(30)).await;
    world.heal().await?;
    world.settle(Duration::from_secs(60)).await
}

/// Five submissions; the first request is told to wait; two more inside the window.
async fn told(
    engine: Engine,
    system: &System,
    answer: impl Fn() -> Behaviour,
    place: Place,
) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::ok(), place).await?;
    world.enter().await?;
    world.faulty.play(Script::ok().requests(1..=1, answer()));
    world.submit(5, 0).await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    world.submit(2, 0).await?;
    tokio::time::sleep(Duration::from_secs(u64::from(WINDOW) - 4)).await;
    world.heal().await?;
    world.settle(Duration::from_secs(30)).await
}

pub(super) async fn told_seconds(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    told(engine, system, || Behaviour::retry_after(429, WINDOW), Place::default()).await
}

pub(super) async fn told_by_503(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    told(engine, system, || Behaviour::retry_after(503, WINDOW), Place::default()).await
}

pub(super) async fn told_a_date(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let answer = || {
        let at = SystemTime::now() + Duration::from_secs(u64::from(WINDOW));
        Behaviour::Status {
            code: 429,
            headers: vec![("retry-after".into(), httpdate::fmt_http_date(at))],
            body: r#"{"error":"busy","message":"later","errors":[]}"#.into(),
        }
    };
    told(engine, system, answer, Place::default()).await
}

pub(super) async fn told_in_the_body(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let place = Place { hides_retry_after: true, ..Place::default() };
    told(engine, system, || Behaviour::retry_after(429, WINDOW), place).await
}

pub(super) async fn false_success(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let script = Script::always(Behaviour::Redirect).during(0..10_000, Behaviour::Html200);
    let mut world =
        World::start(engine, system, Script::always(Behaviour::Html200), Place::default()).await?;
    world.enter().await?;
    world.faulty.play(script);
    world.submit(5, 0).await?;
    tokio::time::sleep(Duration::from_secs(20)).await;
    ensure!(world.settle(Duration::ZERO).await?.stored == 0, "the faulty collector kept something");
    world.heal().await?;
    world.settle(Duration::from_secs(45)).await
}

pub(super) async fn echo(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::always(Behaviour::Echo), Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    tokio::time::sleep(Duration::from_secs(6)).await;
    world.heal().await?;
    world.settle(Duration::from_secs(45)).await
}

pub(super) async fn lost_answer(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let script = Script::ok().first_of_each_id(Behaviour::ReadBodyThenRst);
    let mut world = World::start(engine, system, script, Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    // Each was kept before its answer was lost, so what is waited for are the copies.
    tokio::time::sleep(Duration::from_secs(12)).await;
    world.settle(Duration::from_secs(30)).await
}

pub(super) async fn slow(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    // Even what is kept at once must not hold the others back.
    let script = Script::ok().requests(1..=1, Behaviour::Hang(Duration::from_secs(90)));
    let mut world = World::start(engine, system, script, Place::default()).await?;
    world.enter().await?;
    world.submit(1, 0).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.submit(4, 0).await?;
    world.settle(Duration::from_secs(45)).await
}

pub(super) async fn drips(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let drip = Behaviour::Drip { bytes: 1, every: Duration::from_secs(1) };
    let mut world =
        World::start(engine, system, Script::ok().requests(1..=1, drip), Place::default()).await?;
    world.enter().await?;
    world.submit(1, 0).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.submit(4, 0).await?;
    world.settle(Duration::from_secs(45)).await?;
    // Until the page has given the dripping answer up and asked again.
    tokio::time::sleep(Duration::from_secs(25)).await;
    world.settle(Duration::from_secs(45)).await
}

/// A page's clocks, which run faster from when `hurry` is called.
const FAST_CLOCK: &str = "<script nonce='harness'>{
  const real = { now: performance.now.bind(performance), date: Date.now.bind(Date), timer: setTimeout.bind(window) };
  let rate = 1, from = real.now(), at = from, day = real.date() - from;
  const now = () => at + (real.now() - from) * rate;
  performance.now = now;
  Date.now = () => Math.floor(day + now());
  window.hurry = (times) => { [at, from, rate] = [now(), real.now(), times]; };
  window.setTimeout = (work, after, ...more) => real.timer(work, after > 2500 ? after / rate : after, ...more);
}</script>";

pub(super) async fn hour(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut system = system.clone();
    for (_, html) in &mut system.pages {
        *html = html.replacen("<head>", &format!("<head>{FAST_CLOCK}"), 1);
    }
    let mut world =
        World::start(engine, &system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(1500, 0).await?;
    world.saved(1500).await?;
    // An hour in half a minute.
    world.browser()?.eval("hurry(120)").await?;
    tokio::time::sleep(Duration::from_secs(30)).await;
    world.heal().await?;
    world.settle(Duration::from_secs(90)).await
}
