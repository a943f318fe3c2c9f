//! The collector is kept from the page, by a policy or by a blocker (F20).

use anyhow::ensure;
use leadwell_tests::Engine;
use leadwell_tests::faulty::Script;
use leadwell_tests::trial::{Outcome, Place, System, World, leadwell};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(30);
const OWN: &str = "/own";

fn with_own_path() -> String {
    leadwell::TAG.replace("data-site", &format!("data-fallback=\"{OWN}\" data-site"))
}

/// Requests to the collector fail as an extension's do.
const BLOCKER: &str = "<script nonce='harness'>{
    const real = window.fetch;
    window.fetch = (url, ...more) => String(url).startsWith('https://collector.example')
        ? Promise.reject(new TypeError('blocked')) : real(url, ...more);
    navigator.sendBeacon = new Proxy(navigator.sendBeacon, {
        apply: (send, self, [url, body]) => !String(url).startsWith('https://collector.example') && send.call(self, url, body),
    });
}</script>";

const POLICY: &str = "script-src 'nonce-harness' https://assets.example 'wasm-unsafe-eval'; \
     connect-src 'self' https://assets.example; form-action https://collector.example";

async fn five(engine: Engine, system: System, place: Place) -> anyhow::Result<Outcome> {
    let mut world = World::start(engine, &system, Script::ok(), place).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.settle(SOON).await
}

pub(super) async fn by_policy(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let system = System { pages: vec![("/", leadwell::page_of(&with_own_path()))], ..system.clone() };
    five(engine, system, Place { policy: Some(POLICY), own_path: Some(OWN), ..Place::default() }).await
}

pub(super) async fn by_client(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let page = leadwell::page_of(&format!("{BLOCKER}\n{}", with_own_path()));
    let system = System { pages: vec![("/", page)], ..system.clone() };
    five(engine, system, Place { own_path: Some(OWN), ..Place::default() }).await
}

/// Saved and not delivered, and said so; delivered once nothing is in the way.
pub(super) async fn no_path(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let pages = vec![("/", leadwell::page_with("")), ("/blocked", leadwell::page_with(BLOCKER))];
    let system = System { pages, ..system.clone() };
    let mut world = World::start(engine, &system, Script::ok(), Place::default()).await?;
    world.launch().await?;
    world.visit("/blocked").await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.wait_for("bench.told.includes('failed')").await?;
    ensure!(world.settle(Duration::ZERO).await?.stored == 0, "it was not blocked");
    world.browser()?.close_tab().await?;
    world.heal().await?;
    world.visit("/").await?;
    world.settle(SOON).await
}
