//! Somebody sets the clock (F18).

use leadwell_tests::Engine;
use leadwell_tests::faulty::{Behaviour, Script};
use leadwell_tests::trial::{Outcome, Place, System, World, leadwell};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(60);

fn shifted(by: i64) -> String {
    leadwell::page_with(&format!(
        "<script nonce='harness'>{{
            const real = Date.now.bind(Date);
            window.shift = {by};
            Date.now = () => real() + window.shift;
        }}</script>"
    ))
}

async fn moved(engine: Engine, system: &System, by: i64) -> anyhow::Result<Outcome> {
    let system = System { pages: vec![("/", shifted(0))], ..system.clone() };
    let mut world =
        World::start(engine, &system, Script::always(Behaviour::status(503)), Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.browser()?.eval(&format!("window.shift = {by}")).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    world.heal().await?;
    world.settle(SOON).await
}

pub(super) async fn forward(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    moved(engine, system, 7_200_000).await
}

pub(super) async fn back(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    moved(engine, system, -7_200_000).await
}

/// Asked to wait for an hour by a clock that is two hours ahead; the next visits have the right one.
pub(super) async fn between(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let pages = vec![("/", leadwell::page_with("")), ("/ahead", shifted(7_200_000))];
    let system = System { pages, ..system.clone() };
    let wait = Script::always(Behaviour::retry_after(503, 3600));
    let mut world = World::start(engine, &system, wait, Place::default()).await?;
    world.launch().await?;
    world.visit("/ahead").await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.browser()?.close_tab().await?;
    world.heal().await?;
    world.visit("/").await?;
    world.settle(SOON).await
}
