//! The collector is down when the visitor submits. The page says thanks, since the lead is safe, and
//! delivers later, once, without being asked.

use anyhow::ensure;
use leadwell_tests::front::Fault;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site, pages};
use std::time::Duration;

async fn submit_while_down(rig: &Rig) -> anyhow::Result<(Site, String)> {
    let site = rig.site(Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    let id = rig.hidden_id().await?;
    rig.collector.kill().await?;
    rig.submit().await?;
    let captured = site.await_seen("event", "captured").await?;
    ensure!(captured.contains("\"durable\"") && captured.contains(&id), "{captured}, the form said {id}");
    rig.browser.text(".leadwell-status").await?;
    Ok((site, id))
}

pub(crate) async fn ends_while_the_page_is_open(rig: &Rig) -> anyhow::Result<()> {
    let (site, id) = submit_while_down(rig).await?;
    rig.collector.revive().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    site.await_seen("event", "delivered").await?;
    Ok(())
}

pub(crate) async fn ends_before_the_next_visit(rig: &Rig) -> anyhow::Result<()> {
    let (site, id) = submit_while_down(rig).await?;
    rig.browser.close_tab().await?;
    rig.collector.revive().await?;
    rig.browser.goto(&site.url("/")).await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    site.await_seen("event", "delivered").await?;
    Ok(())
}

/// Submitted before the WASM was there, and the tab closed at once: the next visit delivers it.
pub(crate) async fn tab_closed_before_the_wasm(rig: &Rig) -> anyhow::Result<()> {
    let slow = [(".wasm", Fault::Delay(Duration::from_secs(5)))];
    let (_front, site) = rig.site_behind(&slow, Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    ensure!(site.seen("event").is_empty(), "the WASM was faster than the visitor:{}", site.story());
    rig.submit().await?;
    rig.browser.close_tab().await?;
    ensure!(rig.collector.leads()?.is_empty(), "it was delivered before");
    rig.browser.goto(&site.url("/")).await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}
