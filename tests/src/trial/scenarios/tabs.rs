//! Several pages of a site at once (F11).

use crate::Engine;
use crate::faulty::{Behaviour, Script};
use crate::trial::{Outcome, Place, System, World};
use serde_json::json;
use std::time::Duration;

const NO_LOCKS: &str =
    "<head><script nonce='harness'>Object.defineProperty(navigator, 'locks', { value: undefined });</script>";

enum Meanwhile {
    Nothing,
    Freeze,
}

/// Twenty from an earlier visit; five tabs at once, which add ten each; one is closed.
async fn many(engine: Engine, system: &System, meanwhile: Meanwhile) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(20, 0).await?;
    world.saved(20).await?;
    world.browser()?.close_tab().await?;
    world.faulty.play(Script::always(Behaviour::LateOk(Duration::from_millis(300))));
    world.faulty.settled().await?;
    let mut tabs = vec![world.browser()?.tab().await?];
    world.visit("/").await?;
    for _ in 1..5 {
        tabs.push(world.browser()?.open_tab().await?);
        world.visit("/").await?;
    }
    for tab in &tabs {
        world.browser()?.switch_to(tab).await?;
        world.submit(10, 0).await?;
    }
    let [first, second, .., last] = &tabs[..] else { anyhow::bail!("tabs are missing") };
    let browser = world.browser()?;
    if let Meanwhile::Freeze = meanwhile {
        browser.switch_to(second).await?;
        browser.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" })).await?;
        browser.switch_to(first).await?;
        tokio::time::sleep(Duration::from_secs(40)).await;
        browser.switch_to(second).await?;
        browser.devtools("Page.setWebLifecycleState", json!({ "state": "active" })).await?;
    }
    browser.switch_to(last).await?;
    world.saved(10).await?;
    browser.leave_tab_for(first).await?;
    world.settle(Duration::from_secs(60)).await
}

pub(super) async fn five(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    many(engine, system, Meanwhile::Nothing).await
}

pub(super) async fn frozen(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    many(engine, system, Meanwhile::Freeze).await
}

pub(super) async fn without_locks(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut system = system.clone();
    for (_, html) in &mut system.pages {
        *html = html.replacen("<head>", NO_LOCKS, 1);
    }
    many(engine, &system, Meanwhile::Nothing).await
}
