//! What cannot be a lead is said at once and completely, and is not stored.

use anyhow::ensure;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, pages};
use serde_json::json;

/// Names of the controls that are marked as wrong, in the form's order.
const MARKED: &str = "[...document.querySelectorAll('form [aria-invalid=true]')].map(c => c.name)";

/// Of those, the ones whose message a screen reader would read with them.
const EXPLAINED: &str = "[...document.querySelectorAll('form [aria-invalid=true]')].filter(c => \
     (c.getAttribute('aria-describedby') || '').split(' ').some(id => { \
       const e = document.getElementById(id); \
       return e && e.matches('.leadwell-error') && e.textContent.trim() && e.offsetHeight > 0; \
     })).map(c => c.name)";

pub(crate) async fn all_errors_then_one_lead(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.fill("email", "ana@").await?;
    rig.browser.fill("team", "0").await?;
    // Fields that were left say so already; the button then moves no more.
    rig.browser.click("[name='name']").await?;
    rig.submit().await?;

    let told = site.await_seen("event", "invalid").await?;
    let wrong = json!(["name", "email", "team", "topic", "consent"]);
    let marked = rig.browser.eval(MARKED).await?;
    ensure!(marked == wrong, "marked are {marked}, the event says {told}");
    let explained = rig.browser.eval(EXPLAINED).await?;
    ensure!(explained == wrong, "explained are {explained}");
    let focused = rig.browser.eval("document.activeElement.name").await?;
    ensure!(focused == "name", "the focus is on {focused}");
    ensure!(!told.contains("ana@"), "the event repeats what was typed: {told}");
    ensure!(rig.collector.leads()?.is_empty(), "it was stored");

    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    let left = rig.browser.eval(MARKED).await?;
    ensure!(left == json!([]), "still marked: {left}");
    Ok(())
}

/// The pointer goes down on the button, the field that loses the focus gets its error, the button moves
/// away under the pointer: it must have been a click all the same.
pub(crate) async fn first_click_counts(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.fill("team", "0").await?;
    rig.submit().await?;
    site.await_seen("event", "invalid").await?;
    Ok(())
}
