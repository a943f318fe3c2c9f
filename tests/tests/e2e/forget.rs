//! A visitor takes everything back: nothing is left on the device, and nothing at the collector.

use anyhow::ensure;
use leadwell_tests::device::{self, ELSEWHERE};
use leadwell_tests::pages;
use leadwell_tests::rig::{EMAIL, Rig};
use leadwell_tests::site::{Setup, Site};

async fn submitted(rig: &Rig) -> anyhow::Result<Site> {
    let pages = vec![("/", pages::contact()), (ELSEWHERE.0, ELSEWHERE.1.to_owned())];
    let site = rig.site(Setup { pages, ..Setup::default() }).await?;
    rig.browser.goto(&site.url("/?utm_source=letter")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    site.await_seen("event", "delivered").await?;
    let token = lead.raw["token"].as_str().unwrap_or_default();
    ensure!(token.len() >= 22, "the token is {token:?}");
    ensure!(rig.browser.eval("localStorage['leadwell.token']").await? == token, "another token is kept");
    Ok(site)
}

/// Nothing of ours, but for the empty database.
async fn nothing_left(rig: &Rig, site: &Site) -> anyhow::Result<()> {
    let left = device::left(rig, site).await?;
    ensure!(left.iter().all(|one| one == "database leadwell"), "left on the device: {left:?}");
    Ok(())
}

/// The collector said that it has, and it is true: the lead, and what pages reported when they were left.
async fn forgotten(rig: &Rig, site: &Site) -> anyhow::Result<()> {
    leadwell_tests::until("a number that were forgotten", async || {
        let told = site.seen("event").into_iter().filter(|text| text.starts_with("forgotten"));
        Ok(told.into_iter().any(|text| !text.contains("null") && !text.contains(":0")).then_some(()))
    })
    .await?;
    let records = rig.collector.records()?;
    ensure!(records == 0, "the collector still has {records} records");
    Ok(())
}

pub(crate) async fn here_and_there(rig: &Rig) -> anyhow::Result<()> {
    let site = submitted(rig).await?;
    let kept = device::left(rig, &site).await?;
    ensure!(kept.iter().any(|one| one.contains("journey")), "the look is blind: {kept:?}");
    // Another page than the one that sent it.
    rig.browser.goto(&site.url("/")).await?;
    rig.browser.wait_for("leadwell('consent')?.journey === 'granted'").await?;
    rig.browser.eval("leadwell('forget')").await?;
    forgotten(rig, &site).await?;
    let consent = rig.browser.eval("leadwell('consent')").await?;
    ensure!(consent["journey"] == "denied", "{consent}");
    // What comes after has another token, and the one before is known to nobody.
    rig.browser.fill("email", EMAIL).await?;
    nothing_left(rig, &site).await
}

/// The collector is away: what lies here goes at once, what lies there once it is back.
pub(crate) async fn once_the_collector_is_back(rig: &Rig) -> anyhow::Result<()> {
    let site = submitted(rig).await?;
    rig.collector.kill().await?;
    // A lead that it never had.
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.browser.wait_for("document.querySelector('form').elements.email.value === ''").await?;
    rig.browser.eval("leadwell('forget')").await?;
    site.await_seen("event", r#"forgotten {"forgotten":null}"#).await?;
    let left = device::left(rig, &site).await?;
    let known = |one: &String| one == "database leadwell" || one.starts_with("localStorage leadwell.forget=");
    ensure!(left.iter().all(known), "left on the device: {left:?}");

    rig.collector.revive().await?;
    rig.browser.goto(&site.url("/")).await?;
    forgotten(rig, &site).await?;
    rig.browser.wait_for("!localStorage['leadwell.forget']").await
}
