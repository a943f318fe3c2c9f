//! A submit becomes one lead.

use anyhow::ensure;
use leadwell_tests::front::Fault;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::rig::EMAIL;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, readme};
use serde_json::json;
use std::time::Duration;

/// The snippet of the README, pasted into a page as it is printed.
pub(crate) async fn readme_snippet(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::page("", &readme::snippet()?))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_anything().await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.field("email") == EMAIL, "{lead:#?}");
    site.await_seen("event", "delivered").await?;
    ensure!(site.unbubbling().is_empty(), "{:?}", site.unbubbling());
    Ok(())
}

/// The demo's quote page has no form of its own: it is drawn from its definition.
pub(crate) async fn rendered_form(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::default()).await?;
    rig.browser.goto(&site.url("/quote.html")).await?;
    rig.browser.find("leadwell-form form [name='email']").await?;
    let nameless = "[...document.querySelector('leadwell-form form').elements]\
                    .filter(c => c.name && c.type != 'hidden' && !c.labels?.length).map(c => c.name)";
    let nameless = rig.browser.eval(nameless).await?;
    ensure!(nameless == json!([]), "controls without a label: {nameless}");
    ensure!(
        rig.browser.eval("!document.querySelector('leadwell-form > :not(form)')").await? == true,
        "fallback left"
    );
    rig.browser.pictures("demo-quote").await?;
    rig.fill_anything().await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.form == "quote" && lead.field("email") == EMAIL, "{lead:#?}");
    site.await_seen("event", "delivered").await?;
    let thanks = rig.browser.text(".leadwell-status").await?;
    ensure!(thanks.contains("first figure"), "the status says {thanks}");
    Ok(())
}

/// The demo's page without a script tag: it imports the npm package as a module.
pub(crate) async fn npm_package(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::default()).await?;
    rig.browser.goto(&site.url("/sdk.html")).await?;
    rig.browser.wait_for("document.readyState == 'complete'").await?;
    rig.fill_anything().await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.field("email") == EMAIL, "{lead:#?}");
    rig.browser.text("#log").await?;
    rig.browser.pictures("demo-sdk").await
}

/// Two clicks on the button, before the page could react to the first.
pub(crate) async fn impatient_clicks(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    let id = rig.hidden_id().await?;
    rig.browser.click_twice("form button").await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    let captured = site.seen("event").iter().filter(|e| e.starts_with("captured")).count();
    ensure!(captured == 1, "captured {captured} times");
    Ok(())
}

/// The tag in the page's head and once more by a tag manager.
pub(crate) async fn tag_twice(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::page(pages::page(TAG, &format!("{}{TAG}", pages::form(""))))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    let captured = site.seen("event").iter().filter(|e| e.starts_with("captured")).count();
    ensure!(captured == 1, "captured {captured} times");
    Ok(())
}

/// The WASM takes its time; the visitor does not.
pub(crate) async fn submit_before_the_wasm(rig: &Rig) -> anyhow::Result<()> {
    let slow = [(".wasm", Fault::Delay(Duration::from_secs(6)))];
    let (_front, site) = rig.site_behind(&slow, Setup::page(pages::contact())).await?;
    rig.browser.goto(&site.url("/")).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    ensure!(site.seen("event").is_empty(), "the WASM was faster than the visitor:{}", site.story());
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}
