//! The module is late, forbidden, or traps (F15 to F17).

use anyhow::ensure;
use leadwell_tests::Engine;
use leadwell_tests::faulty::Script;
use leadwell_tests::trial::{Outcome, Place, System, World, leadwell};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

/// Opens a page that may never say that it is ready, fills in the form and submits it; the id that it had.
async fn by_hand(world: &mut World, path: &str) -> anyhow::Result<String> {
    let name = world.by_hand();
    let browser = world.browser()?;
    browser.goto(&world.site.url(path)).await?;
    browser.fill("bench", &name).await?;
    let id = browser.eval("document.querySelector('[name=leadwell_id]')?.value ?? ''").await?;
    browser.click("form button").await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

async fn delayed(engine: Engine, system: &System, stays: bool) -> anyhow::Result<Outcome> {
    let place = Place { late_wasm: Some(Duration::from_secs(5)), ..Place::default() };
    let mut world = World::start(engine, system, Script::ok(), place).await?;
    world.launch().await?;
    let id = by_hand(&mut world, "/").await?;
    if !stays {
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.browser()?.close_tab().await?;
        tokio::time::sleep(Duration::from_secs(7)).await;
        world.visit("/").await?;
    }
    let outcome = world.settle(SOON).await?;
    let leads = world.store.leads()?;
    ensure!(leads.iter().all(|lead| lead.id == id), "the form said {id}: {leads:?}");
    Ok(outcome)
}

pub(super) async fn early(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    delayed(engine, system, true).await
}

pub(super) async fn early_and_away(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    delayed(engine, system, false).await
}

/// Without the permission to run WASM. (`'self'` and the nonce are the harness's.)
const NO_WASM: &str = "script-src 'nonce-harness' https://assets.example; \
     connect-src 'self' https://assets.example https://collector.example; form-action https://collector.example";

pub(super) async fn forbidden(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let place = Place { policy: Some(NO_WASM), ..Place::default() };
    let mut world = World::start(engine, system, Script::ok(), place).await?;
    world.launch().await?;
    by_hand(&mut world, "/").await?;
    let outcome = world.settle(SOON).await?;
    world.site.await_seen("event", "failed").await?;
    Ok(outcome)
}

pub(super) async fn no_script(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let place = Place { policy: Some("script-src 'none'"), ..Place::default() };
    let mut world = World::start(engine, system, Script::ok(), place).await?;
    world.launch().await?;
    let id = by_hand(&mut world, "/").await?;
    ensure!(id.is_empty(), "a script ran");
    world.settle(SOON).await
}

/// Every entry into the module traps once `window.trap` is set, as a panic does. `when` sets it.
fn trapping(when: &str) -> Vec<(&'static str, String)> {
    let head = format!(
        "<script nonce='harness'>{{
            const trapped = ({{ instance }}) => ({{ instance: {{ exports: Object.fromEntries(
                Object.entries(instance.exports).map(([name, value]) => [name, typeof value != 'function' ? value :
                    (...args) => {{
                        if (window.trap) throw new WebAssembly.RuntimeError('unreachable');
                        return value(...args);
                    }}])) }} }});
            const real = WebAssembly.instantiate;
            WebAssembly.instantiate = (...args) => real(...args).then(trapped);
            {when}
        }}</script>"
    );
    vec![("/", leadwell::page_with("")), ("/trap", leadwell::page_with(&head))]
}

/// One submission meets the trap, one more comes on the same page, and a good page follows.
async fn trap(engine: Engine, system: &System, when: &str) -> anyhow::Result<Outcome> {
    let system = System { pages: trapping(when), ..system.clone() };
    let mut world = World::start(engine, &system, Script::ok(), Place::default()).await?;
    world.launch().await?;
    world.visit("/trap").await?;
    let name = world.by_hand();
    let browser = world.browser()?;
    browser.fill("bench", &name).await?;
    browser.eval("window.armed = true").await?;
    browser.click("form button").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.site.await_seen("event", "failed").await?;
    // Where the form was posted, the page is left; it is the same page again after going back.
    if browser.eval("!window.bench").await? == serde_json::json!(true) {
        browser.back().await?;
    }
    let name = world.by_hand();
    let browser = world.browser()?;
    browser.fill("bench", &name).await?;
    browser.click("form button").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.visit("/").await?;
    world.settle(SOON).await
}

pub(super) async fn trap_before_write(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    trap(engine, system, "addEventListener('submit', () => { window.trap = window.armed; }, true);").await
}

pub(super) async fn trap_after_write(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let when = "const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...args) { window.trap = window.armed; return put.apply(this, args); };";
    trap(engine, system, when).await
}

pub(super) async fn trap_after_send(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let when = "const send = window.fetch;
        window.fetch = (url, ...more) => {
            if (String(url).endsWith('/v1/collect')) window.trap = window.armed;
            return send(url, ...more);
        };";
    trap(engine, system, when).await
}
