//! The circumstances of a lead: as the browser says them, and no more than the site wants.

use anyhow::{Context as _, ensure};
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Engine, Rig};
use serde_json::{Value, json};
use std::time::Instant;

pub(crate) async fn as_the_browser_says(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::contact())).await?;
    let browser = &rig.browser;
    browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    let opened = Instant::now();
    rig.fill_contact().await?;
    let said = "({ ua: navigator.userAgent, viewport: `${innerWidth}x${innerHeight}`, \
        touch: navigator.maxTouchPoints > 0, hints: navigator.userAgentData?.toJSON() ?? null })";
    let said = browser.eval(said).await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let context = &lead.raw["context"];
    for name in ["ua", "viewport", "touch"] {
        ensure!(context[name] == said[name], "{name}: {context} and not {said}");
    }
    let hints = &said["hints"];
    ensure!(hints.is_null() == (browser.engine != Engine::Chromium), "{hints}");
    for name in ["platform", "mobile"] {
        ensure!(context[name] == hints[name], "{name}: {context} and not {said}");
    }
    let brands = hints["brands"].as_array().map(|all| {
        let brand = |b: &Value| Some(format!("{} {}", b["brand"].as_str()?, b["version"].as_str()?));
        all.iter().filter_map(brand).collect::<Vec<_>>().join(", ")
    });
    ensure!(context["brands"] == json!(brands), "{context} and not {said}");
    let took = context["took"].as_u64().with_context(|| format!("no time in {context}"))?;
    ensure!(took > 0 && u128::from(took) <= opened.elapsed().as_millis(), "it took {took} ms");
    for name in ["title", "language", "time_zone"] {
        ensure!(
            lead.raw["page"][name].as_str().is_some_and(|text| !text.is_empty()),
            "{:#}",
            lead.raw["page"]
        );
    }
    Ok(())
}

pub(crate) async fn no_more_than_the_site_wants(rig: &Rig) -> anyhow::Result<()> {
    let tag = TAG.replace("data-consent", "data-collect=\"viewport screen language\" data-consent");
    let site = rig.site(Setup::page(pages::page(&tag, &pages::form("")))).await?;
    rig.browser.goto(&site.url("/")).await?;
    // A name that does not exist is told once, with those that do.
    let told = site.await_seen("error", "data-collect").await?;
    ensure!(told.contains("\"screen\"") && told.contains("viewport") && told.contains("time_zone"), "{told}");
    ensure!(site.seen("error").len() == 1, "{:?}", site.seen("error"));
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let context = lead.raw["context"].as_object().context("no context")?;
    ensure!(context.keys().eq(["viewport"]), "{context:?}");
    let page = &lead.raw["page"];
    ensure!(page["language"].is_string(), "{page}");
    ensure!(
        page.get("title").is_none_or(|t| t == "") && page.get("time_zone").is_none_or(|t| t == ""),
        "{page}"
    );
    Ok(())
}
