//! Who is heard of consent: the browser's signals, consent platforms, the site; and what follows.

use anyhow::ensure;
use leadwell_tests::Rig;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use serde_json::{Value, json};

/// A browser that sends Global Privacy Control, in the property that all of them give a script.
const GPC: &str = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });";

/// The same for Do Not Track.
const DNT: &str = "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });";

/// A consent platform: at first its stub, which only remembers who listens, as IAB's rules want it.
const PLATFORM: &str = "
    window.listeners = [];
    window.__tcfapi = (command, version, callback) => {
        if (command === 'addEventListener' && version === 2) listeners.push(callback);
    };
    window.tcf = (eventStatus, purpose1, more) => listeners.forEach((callback) => callback(
        { eventStatus, gdprApplies: true, purpose: { consents: { 1: purpose1 } }, ...more }, true));
    window.__gpp = (command, callback) => command === 'addEventListener' && (window.gppListener = callback);
    window.gpp = (signalStatus, parsedSections) =>
        gppListener({ eventName: 'signalStatus', pingData: { signalStatus, parsedSections } }, true);
    window.dataLayer = [];
    window.gtag = function () { dataLayer.push(arguments) };
    gtag('consent', 'default', { analytics_storage: 'denied' });";

const KEPT: &str = "[localStorage.length, sessionStorage.length, document.cookie]";

fn asking() -> String {
    pages::page(&TAG.replace("granted", "ask"), &pages::form(""))
}

/// With a signal of the browser nothing of the visit is recorded, the visitor reads so, and the lead arrives.
async fn honoured(rig: &Rig, before: &'static str, source: &str) -> anyhow::Result<()> {
    // The site has consent by other means, it says.
    let (front, site) = rig.site_behind(&[], Setup { before, ..Setup::page(pages::contact()) }).await?;
    rig.browser.goto(&site.url("/?utm_source=letter&gclid=abc")).await?;
    site.await_seen("event", "ready").await?;
    let line = "document.querySelector('form .leadwell-signal')?.checkVisibility?.() !== false && \
                document.querySelector('form .leadwell-signal')?.textContent.includes('not recorded') === true";
    rig.browser.wait_for(line).await?;
    rig.browser.pictures(&format!("consent-{source}")).await?;
    // A late yes changes nothing.
    let state = rig.browser.eval("leadwell('consent', { journey: true })").await?;
    ensure!(state["journey"] == "denied" && state["source"] == source, "{state}");
    ensure!(state["signals"]["visitor"] == "granted", "{state}");
    rig.fill_contact().await?;
    let kept = rig.browser.eval(KEPT).await?;
    ensure!(kept == json!([0, 0, ""]), "kept against the signal: {kept}");
    let told: Vec<_> = front.seen().into_iter().filter(|r| !r.starts_with("GET /leadwell")).collect();
    ensure!(told.is_empty(), "told against the signal: {told:?}");
    rig.submit().await?;

    let lead = rig.captured().await?;
    let consent = &lead.raw["consent"];
    ensure!(consent["journey"] == "denied" && consent["source"] == source, "{consent}");
    ensure!(consent["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{consent}");
    let journey = &lead.raw["journey"];
    let nothing = |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
    ensure!(["visitor", "session", "events"].iter().all(|key| nothing(&journey[key])), "{journey:#}");
    ensure!(nothing(&lead.raw["touches"]), "{:#}", lead.raw["touches"]);
    Ok(())
}

pub(crate) async fn global_privacy_control(rig: &Rig) -> anyhow::Result<()> {
    honoured(rig, GPC, "gpc").await
}

pub(crate) async fn do_not_track(rig: &Rig) -> anyhow::Result<()> {
    honoured(rig, DNT, "dnt").await
}

/// What the platforms say, one after the other, and what then stands: `journey source`, and whether a journey is kept.
pub(crate) async fn platforms(rig: &Rig) -> anyhow::Result<()> {
    let (front, site) = rig.site_behind(&[], Setup { before: PLATFORM, ..Setup::page(asking()) }).await?;
    let browser = &rig.browser;
    browser.goto(&site.url("/?utm_source=letter")).await?;
    browser.wait_for("listeners.length === 1 && !!window.gppListener").await?;
    for (said, expected) in [
        ("'the stub is silent'", "unknown default"),
        ("tcf('cmpuishown', true)", "unknown default"),
        ("tcf('useractioncomplete', true)", "granted tcf"),
        ("tcf('cmpuishown', false)", "granted tcf"),
        ("tcf('useractioncomplete', false)", "denied withdrawn"),
        ("tcf('tcloaded', true, { gdprApplies: false })", "unknown default"),
        ("gtag('consent', 'update', { analytics_storage: 'granted' })", "granted consent_mode"),
        ("gtag('event', 'page_view')", "granted consent_mode"),
        ("gpp('not ready', { usnat: { SaleOptOut: 1 } })", "granted consent_mode"),
        ("gpp('ready', { usnat: [{ SaleOptOut: 1 }, { Gpc: false }] })", "denied withdrawn"),
        ("gpp('ready', { usnat: [{ SaleOptOut: 2 }, { Gpc: false }] })", "granted consent_mode"),
        ("gpp('ready', { tcfeuv2: { PurposeConsents: [true, false] } })", "granted gpp"),
        ("tcf('tcloaded', true)", "granted tcf"),
        ("leadwell('consent', { journey: false })", "denied withdrawn"),
        ("tcf('useractioncomplete', true)", "denied withdrawn"),
        ("leadwell('consent', { journey: true })", "granted visitor"),
        ("gtag('consent', 'update', { analytics_storage: 'denied' })", "denied withdrawn"),
        ("gtag('consent', 'update', { analytics_storage: 'granted' })", "granted visitor"),
    ] {
        browser.eval(&format!("void {said}")).await?;
        let state = browser.eval("leadwell('consent')").await?;
        let text = |key: &str| state[key].as_str().unwrap_or_default();
        ensure!(format!("{} {}", text("journey"), text("source")) == expected, "{said}: {state}");
        ensure!(!text("reason").is_empty(), "{said}: {state}");
        let kept = browser.eval("!!localStorage['leadwell.journey']").await?;
        ensure!(kept == expected.starts_with("granted"), "{said}: kept is {kept}");
    }
    let told: Vec<_> = front.seen().into_iter().filter(|r| !r.starts_with("GET /leadwell")).collect();
    ensure!(told.is_empty(), "told without a lead: {told:?}");

    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let consent = &lead.raw["consent"];
    ensure!(consent["source"] == "visitor" && consent["signals"]["gpp"] == "granted", "{consent}");
    // The form has no version, and says what it says.
    ensure!(consent["text"] == "You may answer me." && consent["version"] == Value::Null, "{consent}");
    ensure!(consent["at"].as_u64().is_some_and(|at| at > 1_700_000_000_000), "{consent}");
    Ok(())
}

/// A page without any of them doesn't fetch what reads them.
pub(crate) async fn nobody_to_ask(rig: &Rig) -> anyhow::Result<()> {
    let (front, site) = rig.site_behind(&[], Setup::page(asking())).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.eval("leadwell('consent', (state) => document.title = state.reason)").await?;
    ensure!(rig.browser.eval("document.title").await? == "no answer", "the reason is not readable");
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    ensure!(!front.seen().iter().any(|r| r.contains("signals")), "{:?}", front.seen());
    Ok(())
}

/// What was agreed to stands in the lead as the visitor read it, and nothing where nothing was asked.
pub(crate) async fn receipt(rig: &Rig) -> anyhow::Result<()> {
    let label =
        "<label><input type=\"checkbox\" name=\"consent\" value=\"yes\" required> You may answer me.</label>";
    let asked = format!(
        "<input id=\"agree\" type=\"checkbox\" name=\"consent\" value=\"yes\" required>\n<label for=\"agree\">\n  \
         You may <b>answer</b> me;\n\n  “{}”\t see <a href=\"/privacy\">our privacy notice</a>.\n</label>",
        "é".repeat(2000)
    );
    let form = pages::form("data-consent-version=\"2026-11\"").replace(label, &asked);
    let unasked = pages::form("").replace(label, "<input type=\"hidden\" name=\"consent\" value=\"yes\">");
    ensure!(
        form.contains("privacy notice") && unasked.contains("hidden"),
        "the form of the tests has changed"
    );
    let pages = vec![("/", pages::page(TAG, &form)), ("/unasked", pages::page(TAG, &unasked))];
    let site = rig.site(Setup { pages, ..Setup::default() }).await?;
    rig.browser.goto(&site.url("/")).await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let text = format!("You may answer me; “{}", "é".repeat(2000));
    let text: String = text.chars().take(2000).collect();
    let consent = &lead.raw["consent"];
    ensure!(consent["text"] == text && consent["version"] == "2026-11", "{consent}");

    rig.browser.goto(&site.url("/unasked")).await?;
    rig.fill_anything().await?;
    rig.submit().await?;
    let lead = leadwell_tests::until("the second lead", async || {
        Ok(rig.collector.leads()?.into_iter().find(|other| other.id != lead.id))
    })
    .await?;
    let consent = &lead.raw["consent"];
    ensure!(consent["text"] == Value::Null && consent["version"] == Value::Null, "{consent}");
    Ok(())
}
