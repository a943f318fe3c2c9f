//! What the page keeps on the device, and what it does where it may not.

use anyhow::ensure;
use leadwell_tests::Rig;
use leadwell_tests::device::{self, ELSEWHERE};
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::rig::EMAIL;
use leadwell_tests::site::Setup;
use serde_json::{Value, json};

/// As in a sandboxed frame, or with cookies blocked.
const BLOCKED: &str = "for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) \
     Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } });";

/// How many records lie in the origin's databases.
const RECORDS: &str = "(async () => {
    const result = (request) => new Promise((ok, no) => {
        request.onsuccess = () => ok(request.result);
        request.onerror = () => no(request.error);
    });
    let records = 0;
    for (const { name, version } of await indexedDB.databases()) {
        const db = await result(indexedDB.open(name, version));
        for (const store of db.objectStoreNames) {
            records += await result(db.transaction(store).objectStore(store).count());
        }
        db.close();
    }
    return records;
})()";

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

/// Until the visitor agrees or submits, nothing is kept and nothing is told.
pub(crate) async fn nothing_before_consent(rig: &Rig) -> anyhow::Result<()> {
    let html = pages::page(&TAG.replace("granted", "ask"), &pages::form(""));
    let (front, site) = rig.site_behind(&[], Setup::page(html)).await?;
    rig.browser.goto(&site.url("/?utm_source=letter")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.fill("email", EMAIL).await?;
    let kept = "[localStorage.length, sessionStorage.length, document.cookie]";
    let kept = rig.browser.eval(kept).await?;
    ensure!(kept == json!([0, 0, ""]), "kept before consent: {kept}");
    // The outbox is opened to see whether an earlier visit left a lead in it; nothing may be put there.
    let records = rig.browser.eval(RECORDS).await?;
    ensure!(records == 0, "{records} records in IndexedDB before consent");
    let told: Vec<_> = front.seen().into_iter().filter(|r| !r.starts_with("GET /leadwell")).collect();
    ensure!(told.is_empty(), "told before consent: {told:?}");

    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.raw["consent"]["journey"] == "unknown", "{lead:#?}");
    ensure!(lead.raw["journey"]["visitor"] == Value::Null, "a visitor without consent: {lead:#?}");
    Ok(())
}
