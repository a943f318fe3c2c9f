//! The main job: somebody comes from a newsletter, reads, asks, and stands on the dashboard with all of it.

use anyhow::{Context as _, ensure};
use leadwell_tests::collector::{ADMIN_TOKEN, Lead};
use leadwell_tests::rig::{EMAIL, NAME};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, pages};
use serde_json::Value;

const CAMPAIGN: &str = "utm_source=newsletter&utm_medium=email&utm_campaign=spring%20offer&gclid=Cj0KCQ";

pub(crate) async fn from_newsletter_to_lead(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup::default()).await?;
    let link = format!("<a href=\"{}?{CAMPAIGN}\">Northlight</a>", site.url("/index.html"));
    let newsletter =
        rig.site(Setup { host: Some("127.0.0.2"), ..Setup::page(pages::page("", &link)) }).await?;
    let browser = &rig.browser;

    browser.goto(&newsletter.url("/")).await?;
    browser.click("a").await?;
    browser.find(".ask button").await?;
    browser.pictures("demo-landing").await?;
    browser.click(".ask button").await?;
    remembered(rig, "/index.html").await?;
    browser.click("nav a[href='features.html']").await?;
    remembered(rig, "/features.html").await?;
    browser.click("nav a[href='pricing.html']").await?;
    remembered(rig, "/pricing.html").await?;
    browser.pictures("demo-pricing").await?;
    browser.click("a.brand").await?;
    browser.wait_for("location.pathname == '/index.html'").await?;
    rig.fill_anything().await?;
    rig.submit().await?;

    let lead = rig.collector.the_only_lead().await?;
    ensure!((lead.field("name"), lead.field("email")) == (NAME, EMAIL), "{lead:#?}");
    touches(&lead)?;
    steps(&lead).with_context(|| format!("{lead:#?}"))?;
    browser.wait_for("location.pathname == '/thanks.html'").await?;
    browser.pictures("demo-thanks").await?;
    dashboard(rig, &lead).await
}

/// The page counts as seen once the journey on the device says so.
async fn remembered(rig: &Rig, path: &str) -> anyhow::Result<()> {
    rig.browser.wait_for(&format!("(localStorage['leadwell.journey'] || '').includes('{path}')")).await
}

fn touches(lead: &Lead) -> anyhow::Result<()> {
    for which in ["first", "last"] {
        let touch = &lead.raw["touches"][which];
        let expected = [
            ("/source", "newsletter"),
            ("/medium", "email"),
            ("/campaign", "spring offer"),
            ("/click_ids/gclid", "Cj0KCQ"),
            ("/referrer_host", "127.0.0.2"),
        ];
        for (pointer, value) in expected {
            ensure!(
                touch.pointer(pointer).and_then(Value::as_str) == Some(value),
                "{which}{pointer}: {touch:#}"
            );
        }
        let landing = touch["landing_url"].as_str().unwrap_or_default();
        ensure!(landing.contains("/index.html?utm_source=newsletter"), "{which} landed on {landing}");
    }
    Ok(())
}

/// Each step forward names what it rests on: events of this journey, or the lead.
fn steps(lead: &Lead) -> anyhow::Result<()> {
    ensure!(lead.stage.as_deref() == Some("lead"), "the row's stage is {:?}", lead.stage);
    let journey = &lead.raw["journey"];
    let texts = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|v| v[key].as_str()).map(Into::into).collect()
    };
    let stages = texts(&journey["history"], "stage");
    ensure!(stages == ["visitor", "engaged", "intent", "lead"], "the steps are {stages:?}");
    // Four pages (2 each), one visit (3), the prices (10), the form begun (10) and sent (20), all just now.
    ensure!(journey["score"] == 51.0 && journey["model"] == "default@1", "the score is {}", journey["score"]);
    let events = texts(&journey["events"], "id");
    for step in journey["history"].as_array().into_iter().flatten() {
        let evidence = step["evidence"].as_array().context("no evidence")?;
        let known =
            |id: &Value| id.as_str().is_some_and(|id| id == lead.id || events.iter().any(|e| e == id));
        ensure!(!evidence.is_empty() && evidence.iter().all(known), "evidence of {step} is unknown");
    }
    let paths = texts(&journey["events"], "path");
    for path in ["/index.html", "/features.html", "/pricing.html"] {
        ensure!(paths.iter().any(|p| p == path), "{path} was not seen: {paths:?}");
    }
    Ok(())
}

async fn dashboard(rig: &Rig, lead: &Lead) -> anyhow::Result<()> {
    let browser = &rig.browser;
    browser.goto(&format!("{}/admin?token={ADMIN_TOKEN}", rig.collector.origin)).await?;
    let list = browser.text("main").await?;
    ensure!(list.contains(NAME), "the list says {list}");
    browser.pictures("dashboard-list").await?;
    browser.click(&format!("a[href*='{}']", lead.id)).await?;
    browser.wait_for(&format!("location.pathname.endsWith('{}')", lead.id)).await?;
    let detail = browser.text("main").await?;
    for part in [EMAIL, "newsletter", "spring offer", "/pricing.html"] {
        ensure!(detail.contains(part), "the lead's page does not name {part}: {detail}");
    }
    ensure!(detail.contains("same stage and score as the page"), "the collector disagrees: {detail}");
    browser.pictures("dashboard-lead").await?;
    let leads = rig.collector.get("/api/leads").await?;
    ensure!(leads.contains(&lead.id), "the API says {leads}");
    Ok(())
}

/// A long page with a film, a file and a link away; none of it leads anywhere in this test.
const LONG: &str = r#"<p><a href="https://partner.example/offer?user=ana" id="away">Partner</a>
<a href="/files/Prices.pdf?token=1" id="file">Prices</a></p><video></video><div style="height: 4000px"></div>
<script nonce="harness">
document.addEventListener('click', (event) => event.target.closest('a') && event.preventDefault());
const film = document.querySelector('video');
Object.defineProperties(film, { duration: { value: 100 }, currentSrc: { value: 'https://cdn.example/tour.mp4?key=1' } });
window.play = (to) => {
    Object.defineProperty(film, 'currentTime', { value: to, configurable: true });
    film.dispatchEvent(new Event('timeupdate'));
};
</script>"#;

/// What is done on a page is in the journey, once the visitor allows it: without it not even the code comes.
pub(crate) async fn what_is_done_on_a_page(rig: &Rig) -> anyhow::Result<()> {
    let html = pages::page(&pages::TAG.replace("granted", "ask"), &format!("{LONG}{}", pages::form("")));
    let (front, site) = rig.site_behind(&[], Setup::page(html)).await?;
    let browser = &rig.browser;
    browser.goto(&site.url("/?utm_source=letter")).await?;
    site.await_seen("event", "ready").await?;
    browser.click("#away").await?;
    browser.eval("(play(30), scrollTo(0, 9999))").await?;
    let trail = || front.seen().iter().any(|request| request.contains("/leadwell-trail-"));
    ensure!(!trail(), "the trail's code came before consent: {:?}", front.seen());

    browser.eval("leadwell('consent', { journey: true })").await?;
    leadwell_tests::until("the trail's code", async || Ok(trail().then_some(()))).await?;
    let has = |what: &str| format!("(localStorage['leadwell.journey'] || '').includes('{what}')");
    // The code is there a moment after it was asked for.
    leadwell_tests::until("the click on the file", async || {
        browser.click("#file").await?;
        Ok((browser.eval(&has("file_click")).await? == true).then_some(()))
    })
    .await?;
    browser.click("#away").await?;
    for to in [1, 30, 31, 60, 99] {
        browser.eval(&format!("play({to})")).await?;
    }
    browser.eval("scrollTo({ top: 0, behavior: 'instant' })").await?;
    browser.eval("scrollTo({ top: 2200, behavior: 'instant' })").await?;
    browser.wait_for(&has("scroll")).await?;
    browser.eval("scrollTo({ top: 9999, behavior: 'instant' })").await?;
    browser.wait_for(&has("form_view")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;

    let lead = rig.captured().await?;
    let events = lead.raw["journey"]["events"].as_array().context("no events")?;
    let about = |kind: &str| -> Vec<&str> {
        let of_kind = events.iter().filter(|event| event["type"] == kind);
        of_kind.filter_map(|event| event["path"].as_str()).collect()
    };
    ensure!(about("outbound_click") == ["partner.example/offer"], "{events:#?}");
    ensure!(about("file_click").iter().all(|path| *path == "/files/Prices.pdf"), "{events:#?}");
    ensure!(about("video") == ["tour.mp4 0", "tour.mp4 25", "tour.mp4 50", "tour.mp4 75"], "{events:#?}");
    ensure!(about("form_view") == ["contact"], "{events:#?}");
    let scrolled = about("scroll");
    ensure!(scrolled.contains(&"50") && scrolled.contains(&"100"), "{events:#?}");
    let mut quarters = scrolled.clone();
    quarters.dedup();
    ensure!(quarters == scrolled, "a quarter twice: {scrolled:?}");
    let text = lead.raw["journey"].to_string();
    for secret in ["user=ana", "token=1", "key=1", EMAIL, NAME] {
        ensure!(!text.contains(secret), "{secret} is in the journey: {text}");
    }
    Ok(())
}

/// Two pages of a site are one journey, and what is withdrawn on one is withdrawn on both.
pub(crate) async fn pages_share_it(rig: &Rig) -> anyhow::Result<()> {
    let html = pages::contact();
    let pages = vec![("/one", html.clone()), ("/two", html.clone()), ("/three", html)];
    let site = rig.site(Setup { pages, ..Setup::default() }).await?;
    let browser = &rig.browser;
    let first = browser.tab().await?;
    browser.goto(&site.url("/one?utm_source=letter")).await?;
    remembered(rig, "/one").await?;
    browser.open_tab().await?;
    browser.goto(&site.url("/two")).await?;
    remembered(rig, "/two").await?;
    browser.switch_to(&first).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let events = lead.raw["journey"]["events"].as_array().context("no events")?;
    let views: Vec<_> = events.iter().filter(|event| event["type"] == "page_view").collect();
    let paths: Vec<_> = views.iter().filter_map(|event| event["path"].as_str()).collect();
    ensure!(paths == ["/one", "/two"], "{events:#?}");
    let mut ids: Vec<_> = events.iter().filter_map(|event| event["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ensure!(ids.len() == events.len(), "an id twice: {events:#?}");

    let second = browser.open_tab().await?;
    browser.goto(&site.url("/three")).await?;
    site.await_seen("event", "delivered").await?;
    browser.eval("leadwell('consent', { journey: false })").await?;
    browser.wait_for("!localStorage['leadwell.journey']").await?;
    browser.switch_to(&first).await?;
    browser.eval("leadwell('track', 'late')").await?;
    let kept = browser.eval("localStorage['leadwell.journey'] ?? ''").await?;
    ensure!(kept == "", "it was kept after it was withdrawn: {kept}");
    browser.switch_to(&second).await
}
