//! What the page keeps on the device, and what it does where it may not.

use anyhow::ensure;
use leadwell_tests::device::{self, ELSEWHERE};
use leadwell_tests::front::Front;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::rig::EMAIL;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};
use serde_json::{Value, json};
use std::time::Duration;

/// As in a sandboxed frame, or with cookies blocked.
const BLOCKED: &str = "for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) \
     Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } });";

pub(crate) async fn blocked(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup { before: BLOCKED, ..Setup::page(pages::contact()) }).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let captured = site.await_seen("event", "captured").await?;
    ensure!(captured.contains("\"volatile\""), "it claims to be safe: {captured}");
    let lead = rig.captured().await?;
    let consent = &lead.raw["consent"];
    ensure!(consent["journey"] == "granted", "what can't be kept was not taken back: {consent}");
    ensure!(lead.raw["journey"]["events"].as_array().is_some_and(|all| all.len() > 2), "{lead:#?}");
    Ok(())
}

/// Without ids of visitors a visit is what one tab has seen, and the tab alone keeps it.
pub(crate) async fn cookieless(rig: &Rig) -> anyhow::Result<()> {
    let tag = TAG.replace("data-consent=\"granted\"", "data-cookieless");
    let html = pages::page(&tag, &pages::form(""));
    let pages = vec![("/", html.clone()), ("/two", html), (ELSEWHERE.0, ELSEWHERE.1.to_owned())];
    let site = rig.site(Setup { pages, ..Setup::default() }).await?;
    let browser = &rig.browser;
    browser.goto(&site.url("/?utm_source=letter")).await?;
    browser.wait_for("!!sessionStorage['leadwell.journey']").await?;
    // What allows a journey elsewhere gives nobody an id here.
    browser.eval("leadwell('consent', { journey: true })").await?;
    browser.goto(&site.url("/two")).await?;
    browser.wait_for("(sessionStorage['leadwell.journey'] || '').includes('/two')").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let (journey, touches) = (&lead.raw["journey"], &lead.raw["touches"]);
    ensure!(touches["first"]["source"] == "letter", "{touches:#}");
    ensure!(journey["visitor"].is_null() && journey["session"].is_string(), "{journey:#}");
    let events = journey["events"].as_array().into_iter().flatten();
    let views: Vec<_> =
        events.filter(|e| e["type"] == "page_view").filter_map(|e| e["path"].as_str()).collect();
    ensure!(views == ["/", "/two"], "{journey:#}");
    site.await_seen("event", "delivered").await?;
    let left = device::left(rig, &site).await?;
    let fine = |one: &String| one.starts_with("sessionStorage leadwell.") || one == "database leadwell";
    ensure!(left.iter().all(fine) && left.len() == 3, "left on the device: {left:?}");

    browser.goto(&site.url("/")).await?;
    browser.wait_for("(sessionStorage['leadwell.journey'] || '').split('page_view').length === 4").await?;
    browser.eval("leadwell('consent', { journey: false })").await?;
    let left = device::left(rig, &site).await?;
    ensure!(left.iter().all(|one| one == "database leadwell"), "left after a refusal: {left:?}");
    Ok(())
}

/// What could make a page keep or tell something: reading, a click, typing, going into fields, its own events, another
/// address, time.
async fn a_visit(rig: &Rig, site: &Site) -> anyhow::Result<()> {
    let browser = &rig.browser;
    browser.goto(&site.url("/?utm_source=letter&gclid=abc")).await?;
    site.await_seen("event", "ready").await?;
    browser.eval("scrollTo({ top: 9999, behavior: 'instant' })").await?;
    browser.click("#away").await?;
    rig.fill_contact().await?;
    browser.eval("void leadwell('track', 'plan_selected', { plan: 'pro' })").await?;
    browser.eval("history.pushState({}, '', '/second')").await?;
    browser.fill("email", EMAIL).await?;
    // Longer than anything waits that is done when the page is idle.
    tokio::time::sleep(Duration::from_secs(4)).await;
    Ok(())
}

const LONG: &str = "<a href=\"https://partner.example/\" id=\"away\" onclick=\"return false\">Partner</a>\
                    <div style=\"height: 3000px\"></div>";

fn long_site(tag: &str) -> Setup {
    let html = pages::page(tag, &format!("{LONG}{}", pages::form("")));
    Setup { pages: vec![("/", html), (ELSEWHERE.0, ELSEWHERE.1.to_owned())], ..Setup::default() }
}

/// What the collector was asked for beside its files.
fn told(front: &Front) -> Vec<String> {
    front.seen().into_iter().filter(|r| !r.starts_with("GET /leadwell")).collect()
}

/// Until the visitor agrees or submits, nothing is kept and nothing is told: looked at from a page without the tag.
pub(crate) async fn nothing_before_consent(rig: &Rig) -> anyhow::Result<()> {
    let (front, site) = rig.site_behind(&[], long_site(&TAG.replace("granted", "ask"))).await?;
    a_visit(rig, &site).await?;
    let left = device::left(rig, &site).await?;
    ensure!(left.is_empty(), "kept before consent: {left:?}");
    ensure!(told(&front).is_empty(), "told before consent: {:?}", told(&front));

    rig.browser.goto(&site.url("/")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.raw["consent"]["journey"] == "unknown", "{lead:#?}");
    ensure!(lead.raw["journey"]["visitor"] == Value::Null, "a visitor without consent: {lead:#?}");
    // The look sees what is there: the lead's database now, and with consent the journey.
    let left = device::left(rig, &site).await?;
    ensure!(left == ["database leadwell"], "after the lead: {left:?}");
    a_visit(rig, &site).await?;
    rig.browser.eval("leadwell('consent', { journey: true })").await?;
    let left = device::left(rig, &site).await?;
    ensure!(left.iter().any(|one| one.starts_with("localStorage leadwell.journey=")), "{left:?}");
    Ok(())
}

/// The same with Global Privacy Control, with a site that has consent by other means: no journey, and the lead arrives.
pub(crate) async fn nothing_against_a_signal(rig: &Rig) -> anyhow::Result<()> {
    let before = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });";
    let (front, site) = rig.site_behind(&[], Setup { before, ..long_site(TAG) }).await?;
    a_visit(rig, &site).await?;
    let left = device::left(rig, &site).await?;
    ensure!(left.is_empty(), "kept against the signal: {left:?}");
    ensure!(told(&front).is_empty(), "told against the signal: {:?}", told(&front));

    a_visit(rig, &site).await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let journey = &lead.raw["journey"];
    let nothing = |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
    ensure!(["visitor", "session", "events"].iter().all(|key| nothing(&journey[key])), "{journey:#}");
    ensure!(nothing(&lead.raw["touches"]), "{:#}", lead.raw["touches"]);
    let left = device::left(rig, &site).await?;
    ensure!(left == ["database leadwell"], "after the lead: {left:?}");
    ensure!(told(&front) == ["POST /v1/collect"], "{:?}", told(&front));
    Ok(())
}
