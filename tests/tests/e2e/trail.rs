//! What is looked for on a page once the journey may be kept: pages that a script shows, how it went with a form, and
//! what a site tells with its own events.

use anyhow::{Context as _, ensure};
use leadwell_tests::collector::Lead;
use leadwell_tests::pages;
use leadwell_tests::rig::{EMAIL, NAME};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};
use serde_json::Value;

/// On a page whose trail is there.
async fn on_a_page(rig: &Rig, setup: Setup) -> anyhow::Result<Site> {
    let site = rig.site(setup).await?;
    rig.browser.goto(&site.url("/?utm_source=letter")).await?;
    rig.browser.wait_for(&has("form_view")).await?;
    Ok(site)
}

fn has(what: &str) -> String {
    format!("(localStorage['leadwell.journey'] || '').includes('{what}')")
}

fn events(lead: &Lead) -> anyhow::Result<&Vec<Value>> {
    lead.raw["journey"]["events"].as_array().context("no events")
}

/// What the events of a kind are about.
fn about<'a>(events: &'a [Value], kind: &str) -> Vec<&'a str> {
    events.iter().filter(|e| e["type"] == kind).filter_map(|e| e["path"].as_str()).collect()
}

/// As a router does it: the address first, then the page's title and content.
const ROUTE: &str = "((address, how) => {
    history[how || 'pushState']({}, '', address);
    document.title = address;
})";

pub(crate) async fn pages_of_a_script(rig: &Rig) -> anyhow::Result<()> {
    on_a_page(rig, Setup::page(pages::contact())).await?;
    let browser = &rig.browser;
    for (address, how) in [
        ("/plans?color=red", ""),
        // The same page, as routers say it twice.
        ("/plans?color=red", "replaceState"),
        ("/plans?color=red#prices", ""),
        ("/plans?color=blue", "replaceState"),
        ("/seats?utm_source=banner&utm_medium=cpc", ""),
        ("/thanks", ""),
    ] {
        browser.eval(&format!("({ROUTE})('{address}', '{how}')")).await?;
        let path = address.split(['?', '#']).next().unwrap_or_default();
        browser.wait_for(&has(&format!("page_view\\t{path}"))).await?;
    }
    // Not by the driver: WebKit's goes past entries that a script made without the visitor.
    browser.eval("void history.back()").await?;
    browser.wait_for("location.pathname === '/seats'").await?;
    // The listener hears of it before the visitor does anything.
    browser
        .wait_for("(localStorage['leadwell.journey'].match(/page_view\\t\\/seats/g) || []).length === 2")
        .await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let events = events(&lead)?;
    let views = about(events, "page_view");
    ensure!(views == ["/", "/plans", "/plans", "/seats", "/thanks", "/seats"], "{events:#?}");
    // A campaign in an address of a script's is one; the page before is no source.
    ensure!(about(events, "touch").len() == 2, "{events:#?}");
    let page = &lead.raw["page"];
    let url = page["url"].as_str().unwrap_or_default();
    ensure!(url.ends_with("/seats?utm_source=banner&utm_medium=cpc"), "{page}");
    ensure!(page["referrer"].as_str().is_some_and(|from| from.ends_with("/thanks")), "{page}");
    ensure!(page["title"] == "/thanks", "{page}");
    Ok(())
}

/// How long somebody was in each field is told once for each form that is left or sent.
pub(crate) async fn form_left_and_form_sent(rig: &Rig) -> anyhow::Result<()> {
    let other = pages::page(pages::TAG, "<p>Another page</p>");
    let pages = vec![("/", pages::contact()), ("/other", other)];
    let site = on_a_page(rig, Setup { pages, ..Setup::default() }).await?;
    let browser = &rig.browser;
    browser.fill("name", NAME).await?;
    browser.fill("email", EMAIL).await?;
    browser.goto(&site.url("/other")).await?;
    browser.wait_for(&has("form_abandon\\tcontact")).await?;
    browser.goto(&site.url("/")).await?;
    browser.wait_for("leadwell('consent')?.journey === 'granted'").await?;
    browser.wait_for("(localStorage['leadwell.journey'].match(/form_view/g) || []).length === 2").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    browser.goto(&site.url("/other")).await?;
    browser.wait_for(&has("/other")).await?;
    let kept = browser.eval("localStorage['leadwell.journey'].match(/form_abandon/g).length").await?;
    ensure!(kept == 1, "a form that was sent counts as left: {kept}");

    let events = events(&lead)?;
    ensure!(about(events, "form_abandon") == ["contact"], "{events:#?}");
    let fields = about(events, "form_field");
    let first = ["contact.name", "contact.email"];
    let second = ["contact.name", "contact.email", "contact.team", "contact.message", "contact.consent"];
    let expected: Vec<_> = first.iter().chain(&second).collect();
    ensure!(expected.iter().all(|f| fields.contains(f)), "{events:#?}");
    let timed =
        events.iter().filter(|e| e["type"] == "form_field" && e["value"].as_u64().is_some_and(|ms| ms > 0));
    ensure!(timed.count() >= 4, "{events:#?}");
    // One more for the choice, which WebKit's driver makes without going into the field.
    ensure!(fields.len() <= expected.len() + 1, "a field is told twice: {fields:?}");
    let text = lead.raw["journey"].to_string();
    ensure!(!text.contains(NAME) && !text.contains(EMAIL), "what was typed is in the journey: {text}");
    Ok(())
}

pub(crate) async fn what_a_site_tells(rig: &Rig) -> anyhow::Result<()> {
    let site = on_a_page(rig, Setup::page(pages::contact())).await?;
    let props = "{ plan: 'pro', seats: 60, yearly: true, since: '2026-11-26', price: 1499000, mail: 'ana@example.org', \
        phone: '+385 1 4872-100', direct: 'call 4915112345678', digits: 4915112345678, long: 'x'.repeat(101), \
        'a b': 'x', deep: { plan: 'pro' }, broken: '\\ud800', empty: '', __proto__: { polluted: 'yes' } }";
    rig.browser.eval(&format!("void leadwell('track', 'plan_selected', {props})")).await?;
    rig.browser
        .eval("void leadwell('track', 'many', Object.fromEntries([...'abcdefghijkl'].map((n) => [n, n])))")
        .await?;
    for name in ["plain", "touch", "submit"] {
        rig.browser.eval(&format!("void leadwell('track', '{name}')")).await?;
    }
    rig.browser.wait_for(&has("plan_selected")).await?;
    rig.browser.wait_for(&has("many")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let events = events(&lead)?;
    let props = |kind: &str| events.iter().find(|e| e["type"] == kind).map(|e| e["props"].to_string());
    let expected =
        r#"{"empty":"","plan":"pro","price":"1499000","seats":"60","since":"2026-11-26","yearly":"true"}"#;
    let sorted: Value = serde_json::from_str(&props("plan_selected").context("no event")?)?;
    ensure!(sorted == serde_json::from_str::<Value>(expected)?, "{sorted}");
    ensure!(props("many").is_some_and(|all| all.matches(':').count() == 10), "{events:#?}");
    ensure!(props("plain").is_some_and(|none| none == "null"), "{events:#?}");
    ensure!(about(events, "touch").len() == 1 && about(events, "submit").len() == 1, "{events:#?}");
    let told = site.seen("error");
    for word in ["mail", "phone", "direct", "digits", "long", "a b", "deep", "broken", "touch", "submit"] {
        let about = told.iter().filter(|text| text.contains(&format!("\"{word}\""))).count();
        ensure!(about == 1, "{word} is told {about} times: {told:#?}");
    }
    ensure!(told.len() == 10 + 2, "{told:#?}");
    Ok(())
}
