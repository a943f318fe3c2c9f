//! A store that does not do what stores do (F12 d to f).

use crate::Engine;
use crate::faulty::{Behaviour, Script};
use crate::trial::{Outcome, Place, System, World};
use anyhow::ensure;
use std::time::Duration;

const FULL: &str = "
    const full = () => { throw new DOMException('no room', 'QuotaExceededError'); };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = full;";

const FORBIDDEN: &str = "for (const name of ['indexedDB', 'localStorage', 'sessionStorage'])
    Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });";

const SILENT: &str = "IDBFactory.prototype.open = () => new EventTarget();";

/// Five that a good page has left behind, five on a page whose store is broken by `how`, and a good page again.
async fn broken(engine: Engine, system: &System, how: &str) -> anyhow::Result<Outcome> {
    let mut system = system.clone();
    let (_, good) = system.pages.first().cloned().unwrap_or_default();
    let head = format!("<head><script nonce='harness'>{{{how}}}</script>");
    system.pages.push(("/broken", good.replacen("<head>", &head, 1)));
    let mut world =
        World::start(engine, &system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.browser()?.close_tab().await?;
    world.heal().await?;
    world.visit("/broken").await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    let promises = world.browser()?.eval("(bench.levels ?? []).includes('durable')").await?;
    ensure!(promises == false, "it calls safe what is not");
    tokio::time::sleep(Duration::from_secs(4)).await;
    world.return_later().await?;
    world.settle(Duration::from_secs(30)).await
}

pub(super) async fn full(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    broken(engine, system, FULL).await
}

pub(super) async fn forbidden(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    broken(engine, system, FORBIDDEN).await
}

pub(super) async fn silent(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    broken(engine, system, SILENT).await
}
