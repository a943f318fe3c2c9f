//! The visitor leaves, one way or another, before all is delivered (F6, F8).

use crate::Engine;
use crate::faulty::{Behaviour, Script};
use crate::trial::{Outcome, Place, System, World};
use serde_json::json;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(15);

pub(super) async fn offline(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::ok(), Place::default()).await?;
    world.enter().await?;
    let off = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    let browser = world.browser()?;
    browser.devtools("Network.enable", json!({})).await?;
    browser.devtools("Network.emulateNetworkConditions", off).await?;
    world.submit(10, 0).await?;
    world.saved(10).await?;
    next_day(world).await
}

pub(super) async fn refused(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter_lasting(10).await?;
    world.saved(10).await?;
    next_day(world).await
}

/// So many, saved and refused.
async fn undelivered(engine: Engine, system: &System, count: usize, filler: usize) -> anyhow::Result<World> {
    let mut world = World::start(engine, system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(count, filler).await?;
    world.saved(count).await?;
    Ok(world)
}

/// The tab is closed, then the browser; it is started again when all is well.
async fn next_day(mut world: World) -> anyhow::Result<Outcome> {
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.quit().await?;
    world.heal().await?;
    world.enter_lasting(0).await?;
    world.settle(SOON).await
}

pub(super) async fn refused_tab(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = undelivered(engine, system, 10, 0).await?;
    world.browser()?.close_tab().await?;
    world.heal().await?;
    world.visit("/").await?;
    world.settle(SOON).await
}

/// The page goes away in the very task that submits.
pub(super) async fn same_task(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::ok(), Place::default()).await?;
    world.enter().await?;
    let name = world.by_hand();
    let leave = format!("(bench.submit('{name}'), location.href = '/away.html', 0)");
    world.browser()?.eval(&leave).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    world.visit("/").await?;
    world.settle(SOON).await
}

/// More than a page may have in flight when it goes.
pub(super) async fn backlog(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = undelivered(engine, system, 100, 3000).await?;
    world.heal().await?;
    world.browser()?.close_tab().await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    world.visit("/").await?;
    world.settle(SOON).await
}

/// Away while a request waits for its answer, and back from the browser's cache.
pub(super) async fn and_back(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let script = Script::always(Behaviour::LateOk(Duration::from_secs(2)));
    let mut world = World::start(engine, system, script, Place::default()).await?;
    world.enter().await?;
    world.submit(3, 0).await?;
    world.saved(3).await?;
    let browser = world.browser()?;
    browser.goto(&world.site.url("/away.html")).await?;
    browser.back().await?;
    world.settle(Duration::from_secs(30)).await?;
    // Longer than a request may take, so that a copy would have come.
    tokio::time::sleep(Duration::from_secs(5)).await;
    world.settle(SOON).await
}
