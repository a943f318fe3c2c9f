//! Leads without a collector: the page sends them itself, to services on real sockets, also when those fail.

use anyhow::{Context as _, ensure};
use leadwell_tests::front::Fault;
use leadwell_tests::mocks::{Formspree, Hubspot, Ledger, Mock, Said, Service, Trouble};
use leadwell_tests::rig::{EMAIL, MESSAGE};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site, pages, until};

async fn page_for(rig: &Rig, destination: &str) -> anyhow::Result<Site> {
    rig.site(page(destination)).await
}

fn page(destination: &str) -> Setup {
    let tag = pages::TAG.replace("data-consent", &format!("data-destination=\"{destination}\" data-consent"));
    Setup::page(pages::page(&tag, &pages::form("")))
}

async fn submit_on(rig: &Rig, site: &Site) -> anyhow::Result<()> {
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    site.await_seen("event", "captured").await.map(drop)
}

async fn kept<S: Service>(mock: &Mock<S>) -> anyhow::Result<Ledger> {
    let there = async || Ok((!mock.ledger().kept.is_empty()).then(|| mock.ledger()));
    until("a lead at the service", there).await.with_context(|| format!("it saw {:?}", mock.ledger().seen))
}

/// Answered with 503 at first, then taken (F1); never reached, and taken from the next page (F6).
async fn troubles<S: Service>(rig: &Rig, mock: &Mock<S>, destination: &str) -> anyhow::Result<()> {
    let site = page_for(rig, destination).await?;
    mock.play([Trouble::Say(Said::text(503, "")), Trouble::Say(Said::text(503, ""))]);
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    let ledger = kept(mock).await?;
    ensure!(ledger.kept.len() == 1 && ledger.doubles() == 0, "{:?}", ledger.kept);
    let body = &ledger.seen.last().context("nothing was seen")?.body;
    ensure!(body.contains(EMAIL) && body.contains(MESSAGE), "{body}");

    let before = mock.ledger().kept.values().sum::<u32>();
    let other = page_for(rig, destination).await?;
    mock.play(vec![Trouble::Drop; 2]);
    submit_on(rig, &other).await?;
    rig.browser.close_tab().await?;
    rig.browser.goto(&other.url("/")).await?;
    other.await_seen("event", "delivered").await?;
    let after = mock.ledger().kept.values().sum::<u32>();
    ensure!(after == before + 1, "{before} copies before, {after} after: {:?}", mock.ledger().seen);
    ensure!(rig.collector.leads()?.is_empty(), "it came to the collector");
    Ok(())
}

pub(crate) async fn hubspot(rig: &Rig) -> anyhow::Result<()> {
    let mock = Mock::start(Hubspot::default()).await?;
    let named = format!(
        "hubspot:123/0197a4c2-7c3b-4d3e-8f21-3c5a90b1d2e4?host={}&map.message=message&map.team=team",
        mock.origin
    );
    mock.change(|hubspot| hubspot.fields.extend(["message".into(), "team".into()]));
    troubles(rig, &mock, &named).await?;
    // The answer is lost (F4): it is sent again, and HubSpot knows the person by the address.
    let site = page_for(rig, &named).await?;
    mock.play([Trouble::Lose]);
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    ensure!(mock.ledger().kept.len() == 1, "one person: {:?}", mock.ledger().kept);
    Ok(())
}

pub(crate) async fn formspree(rig: &Rig) -> anyhow::Result<()> {
    let mock = Mock::start(Formspree::default()).await?;
    let named = format!("formspree:xyzabcde?host={}", mock.origin);
    troubles(rig, &mock, &named).await?;
    // The answer is lost (F4): a second copy would count, so the page keeps it and says that nobody can tell.
    let before = mock.ledger().kept.values().sum::<u32>();
    let site = page_for(rig, &named).await?;
    mock.play([Trouble::None, Trouble::Lose]);
    submit_on(rig, &site).await?;
    site.await_seen("event", "unconfirmed").await?;
    let after = mock.ledger().kept.values().sum::<u32>();
    ensure!(after == before + 1, "{before} copies before, {after} after");
    Ok(())
}

/// The code that speaks to destinations is lost on its way at first, script and WASM: the page asks for it again, and nobody
/// takes the destination for a wrong one.
pub(crate) async fn its_code_comes_late(rig: &Rig) -> anyhow::Result<()> {
    let mock = Mock::start(Formspree::default()).await?;
    let lost = [("leadwell-destination", Fault::NotFoundOnce)];
    let (front, site) =
        rig.site_behind(&lost, page(&format!("formspree:xyzabcde?host={}", mock.origin))).await?;
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    ensure!(kept(&mock).await?.doubles() == 0, "{:?}", mock.ledger().kept);
    let asked = front.seen().iter().filter(|asked| asked.contains("leadwell-destination")).count();
    ensure!(asked == 4, "asked for {asked} times: {:?}", front.seen());
    // What a browser says by itself of a file that is missing is none of the page's words.
    ensure!(site.seen("error").is_empty(), "{:?}", site.seen("error"));
    Ok(())
}
