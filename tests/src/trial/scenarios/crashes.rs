//! Pages and browsers that end without a word (F9, F10).

use crate::Engine;
use crate::faulty::{Behaviour, Script};
use crate::trial::{Outcome, Place, System, World};
use serde_json::json;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(15);
const HANG: Behaviour = Behaviour::Hang(Duration::from_secs(60));

pub(super) async fn renderer(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::always(HANG), Place::default()).await?;
    world.enter().await?;
    let page = world.browser()?.tab().await?;
    let spare = world.browser()?.open_tab().await?;
    world.browser()?.switch_to(&page).await?;
    world.submit(1, 0).await?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let browser = world.browser()?;
    // The page cannot answer this any more.
    let crash = tokio::time::timeout(Duration::from_secs(2), browser.devtools("Page.crash", json!({}))).await;
    drop(crash);
    browser.switch_to(&spare).await?;
    world.heal().await?;
    world.visit("/").await?;
    world.settle(SOON).await
}

async fn killed(engine: Engine, system: &System, meanwhile: Behaviour) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::always(meanwhile), Place::default()).await?;
    world.enter_lasting(1).await?;
    world.saved(1).await?;
    world.kill()?;
    world.heal().await?;
    world.enter_lasting(0).await?;
    world.settle(SOON).await
}

pub(super) async fn killed_refused(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    killed(engine, system, Behaviour::Refuse).await
}

pub(super) async fn killed_hanging(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    killed(engine, system, HANG).await
}

/// Whatever the page had been told is safe must be there; the rest may be, and once.
pub(super) async fn killed_any_time(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut world = World::start(
        engine,
        system,
        Script::always(Behaviour::LateOk(Duration::from_millis(60))),
        Place::default(),
    )
    .await?;
    let mut sum = Outcome::default();
    for moment in 0..8_u64 {
        world.enter_lasting(1).await?;
        // Spread over the first quarter of a second without any pattern.
        tokio::time::sleep(Duration::from_millis(moment * moment * 37 % 251)).await;
        world.kill()?;
    }
    world.enter_lasting(0).await?;
    let outcome = world.settle(Duration::from_secs(4)).await?;
    let promised = world.site.seen("saved");
    sum.lost = outcome.lost.iter().filter(|name| promised.contains(name)).cloned().collect();
    let excused = outcome.lost.len() - sum.lost.len();
    Ok(Outcome { produced: outcome.produced - excused, lost: sum.lost, ..outcome })
}
