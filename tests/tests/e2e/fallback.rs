//! Where the script or the WASM is missing, the form is what it was without us: it posts itself, once.

use anyhow::ensure;
use leadwell_tests::browser::free_port;
use leadwell_tests::front::Fault;
use leadwell_tests::site::Setup;
use leadwell_tests::{Engine, Rig, pages};
use std::time::Duration;

/// Fills in and sends; the lead must have the id that the script, where it ran, put into the form.
async fn posts(rig: &Rig, url: &str, scripted: bool) -> anyhow::Result<()> {
    rig.browser.goto(url).await?;
    let id = if scripted { Some(rig.hidden_id().await?) } else { None };
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    if let Some(id) = id {
        ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    }
    thanked(rig).await
}

/// A form that posted itself ends on a page of the collector.
async fn thanked(rig: &Rig) -> anyhow::Result<()> {
    rig.browser.text("h1").await?;
    let url = rig.browser.url().await?;
    ensure!(url.starts_with(&rig.collector.origin) || !url.contains("127.0.0.1"), "no page of thanks: {url}");
    Ok(())
}

/// In WebKit, whose test browser cannot switch scripts off, the page's policy forbids them.
pub(crate) async fn javascript_off(rig: &Rig) -> anyhow::Result<()> {
    let setup = Setup::page(pages::contact());
    let setup = if rig.browser.engine == Engine::WebKit { setup.without_javascript() } else { setup };
    let site = rig.site(setup).await?;
    posts(rig, &site.url("/"), false).await?;
    ensure!(site.story().is_empty(), "a script ran:{}", site.story());
    Ok(())
}

/// Lockdown modes, hardened browsers.
pub(crate) async fn no_webassembly(rig: &Rig) -> anyhow::Result<()> {
    let setup = Setup { before: "delete window.WebAssembly;", ..Setup::page(pages::contact()) };
    let site = rig.site(setup).await?;
    posts(rig, &site.url("/"), true).await?;
    site.await_seen("event", "failed").await?;
    ensure!(site.unbubbling().is_empty(), "{:?}", site.unbubbling());
    Ok(())
}

pub(crate) async fn script_not_found(rig: &Rig) -> anyhow::Result<()> {
    let rules = [("/leadwell.js", Fault::NotFound)];
    let (_front, site) = rig.site_behind(&rules, Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await.map(drop)
}

/// Nobody listens where the script should come from (a blocked host looks the same).
pub(crate) async fn script_refused(rig: &Rig) -> anyhow::Result<()> {
    let dead = format!("http://127.0.0.1:{}/leadwell.js", free_port().await?);
    let edits = vec![("https://collector.example/leadwell.js", dead)];
    let site = rig.site(Setup { edits, ..Setup::page(pages::contact()) }).await?;
    posts(rig, &site.url("/"), false).await
}

pub(crate) async fn wasm_not_found(rig: &Rig) -> anyhow::Result<()> {
    let rules = [(".wasm", Fault::NotFound)];
    let (_front, site) = rig.site_behind(&rules, Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}

/// Makes every entry into the module trap once `window.trap` is set, as a panic does.
const TRAP: &str = "
    const trapped = ({ instance }) => ({ instance: { exports: Object.fromEntries(
        Object.entries(instance.exports).map(([name, value]) => [name, typeof value != 'function' ? value :
            (...args) => { if (window.trap) throw new WebAssembly.RuntimeError('unreachable'); return value(...args); }
        ])) } });
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = (...args) => real(...args).then(trapped);
    }";

/// The WASM panics while it judges the submit.
pub(crate) async fn wasm_panics(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup { before: TRAP, ..Setup::page(pages::contact()) }).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    rig.browser.eval("window.trap = true").await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    thanked(rig).await
}

/// The WASM is on its way and never arrives.
pub(crate) async fn wasm_hangs(rig: &Rig) -> anyhow::Result<()> {
    let rules = [(".wasm", Fault::Delay(Duration::from_secs(60)))];
    let (_front, site) = rig.site_behind(&rules, Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}
