//! Leads without a collector: the page sends them itself, to services on real sockets, also when those fail.

use anyhow::{Context as _, ensure};
use leadwell_tests::front::Fault;
use leadwell_tests::mocks::{Formspree, Hubspot, Ledger, Mautic, Mock, Said, Service, Trouble, Zapier};
use leadwell_tests::rig::{EMAIL, MESSAGE};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site, pages, until};
use serde_json::{Value, json};
use std::time::Duration;

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

/// Answered with 503 at first, then taken (F1); never reached, and taken from the next page (F6; with the browser closed in
/// between on the fault bench).
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
    // Firefox asks up to three times by itself: what got through then would be under way while the tab is closed.
    mock.play(vec![Trouble::Drop; 4]);
    submit_on(rig, &other).await?;
    rig.browser.close_tab().await?;
    rig.browser.goto(&other.url("/")).await?;
    other.await_seen("event", "delivered").await?;
    let after = mock.ledger().kept.values().sum::<u32>();
    ensure!(after == before + 1, "{before} copies before, {after} after: {:?}", mock.ledger().seen);
    ensure!(rig.collector.leads()?.is_empty(), "it came to the collector");
    Ok(())
}

const HUBSPOT: &str =
    "hubspot:123/0197a4c2-7c3b-4d3e-8f21-3c5a90b1d2e4?host=&map.message=message&map.team=team";

pub(crate) async fn hubspot_mock() -> anyhow::Result<Mock<Hubspot>> {
    let mock = Mock::start(Hubspot::default()).await?;
    mock.change(|hubspot| hubspot.fields.extend(["message".into(), "team".into()]));
    Ok(mock)
}

/// What a page names to send to it.
pub(crate) fn hubspot_at(origin: &str) -> String {
    HUBSPOT.replacen("host=", &format!("host={origin}"), 1)
}

pub(crate) async fn hubspot(rig: &Rig) -> anyhow::Result<()> {
    let mock = hubspot_mock().await?;
    let named = hubspot_at(&mock.origin);
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
    // Nothing that a visitor could mend.
    rig.browser.wait_for("/on its way/.test(document.querySelector('.leadwell-status').textContent)").await?;
    let shown =
        "[document.querySelectorAll('[aria-invalid]').length, document.querySelector('[name=email]').value]";
    let shown = rig.browser.eval(shown).await?;
    ensure!(shown == json!([0, ""]), "{shown}");
    let after = mock.ledger().kept.values().sum::<u32>();
    ensure!(after == before + 1, "{before} copies before, {after} after");
    Ok(())
}

/// Zapier answers no browser that asks before it sends, so nothing is sent that has to be asked for; Mautic lets a page read its
/// answer only where the request says that a script sends it, for which the browser asks first.
pub(crate) async fn asked_for_and_not(rig: &Rig) -> anyhow::Result<()> {
    let zapier = Mock::start(Zapier).await?;
    let site = page_for(rig, &format!("zapier:{}/hooks/catch/1/a/?b=c", zapier.origin)).await?;
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    // Nobody looks for a repeat there: after a lost answer nobody can tell.
    let other = page_for(rig, &format!("zapier:{}/hooks/catch/1/a/?b=c", zapier.origin)).await?;
    zapier.play([Trouble::None, Trouble::Lose]);
    submit_on(rig, &other).await?;
    other.await_seen("event", "unconfirmed").await?;
    posted_once(&zapier, 2)?;

    let mautic = Mock::start(Mautic::default()).await?;
    let site = page_for(rig, &format!("mautic:{}?form=7", mautic.origin)).await?;
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    posted_once(&mautic, 1)
}

fn posted_once<S: Service>(mock: &Mock<S>, leads: usize) -> anyhow::Result<()> {
    let ledger = mock.ledger();
    let posts: Vec<&str> =
        ledger.seen.iter().filter(|seen| seen.method == "POST").map(|seen| seen.body.as_str()).collect();
    ensure!(posts.len() == leads && ledger.kept.len() == leads && ledger.doubles() == 0, "{:?}", ledger.seen);
    ensure!(posts.iter().all(|body| body.contains("%40") || body.contains(EMAIL)), "{posts:?}");
    Ok(())
}

/// The code that speaks to destinations is lost on its way at first, script and WASM: the page asks for it again, and nobody
/// takes the destination for a wrong one.
pub(crate) async fn its_code_comes_late(rig: &Rig) -> anyhow::Result<()> {
    let mock = Mock::start(Formspree::default()).await?;
    const CODE: [&str; 2] = ["leadwell-destination", "leadwell-services"];
    let lost = CODE.map(|name| (name, Fault::NotFoundOnce));
    let (front, site) =
        rig.site_behind(&lost, page(&format!("formspree:xyzabcde?host={}", mock.origin))).await?;
    submit_on(rig, &site).await?;
    site.await_seen("event", "delivered").await?;
    ensure!(kept(&mock).await?.doubles() == 0, "{:?}", mock.ledger().kept);
    let asked = front.seen().iter().filter(|asked| CODE.iter().any(|name| asked.contains(name))).count();
    ensure!(asked == 4, "asked for {asked} times: {:?}", front.seen());
    // What a browser says by itself of a file that is missing is none of the page's words.
    ensure!(site.seen("error").is_empty(), "{:?}", site.seen("error"));
    Ok(())
}

/// What each says where it does not like the address.
fn refusals() -> [(String, Vec<Trouble>); 2] {
    let formspree = json!({"error": "Validation errors", "errors": [
        {"code": "TYPE_EMAIL", "field": "email", "message": "should be an email"}]});
    let hubspot = json!({"status": "error", "message": "The request is not valid", "correlationId": "0", "errors": [
        {"message": "Error in 'fields.email'. Invalid email address", "errorType": "INVALID_EMAIL"}]});
    [
        // An empty request comes first.
        ("formspree:xyzabcde?host=".into(), vec![Trouble::None, Trouble::Say(Said::json(422, &formspree))]),
        (HUBSPOT.into(), vec![Trouble::Say(Said::json(400, &hubspot))]),
    ]
}

/// What a person finds, and a screen reader tells, after a refusal: the field's reason, all that was typed, the focus.
const AS_SENT: &str = "(e => [e.getAttribute('aria-invalid'), e.value, document.activeElement === e, \
     document.getElementById(e.getAttribute('aria-describedby'))?.textContent, \
     document.querySelector('[name=message]').value, document.querySelector('[name=topic]').value, \
     document.querySelector('[name=consent]').checked, document.querySelector('.leadwell-status').textContent])\
     (document.querySelector('[name=email]'))";

/// The address is refused while the page is open: it is corrected there, and the lead is one lead.
pub(crate) async fn refused_and_corrected(rig: &Rig) -> anyhow::Result<()> {
    for (at, (named, troubles)) in refusals().into_iter().enumerate() {
        match at {
            0 => correct(rig, &Mock::start(Formspree::default()).await?, &named, troubles).await,
            _ => correct(rig, &hubspot_mock().await?, &named, troubles).await,
        }
        .with_context(|| named)?;
    }
    Ok(())
}

async fn correct<S: Service>(
    rig: &Rig,
    mock: &Mock<S>,
    named: &str,
    troubles: Vec<Trouble>,
) -> anyhow::Result<()> {
    let site = page_for(rig, &named.replacen("host=", &format!("host={}", mock.origin), 1)).await?;
    mock.play(troubles);
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    let id = rig.hidden_id().await?;
    rig.submit().await?;
    site.await_seen("event", "rejected").await?;
    rig.browser.wait_for("document.querySelector('[name=email][aria-invalid]')").await?;
    rig.browser.wait_for("/marked/.test(document.querySelector('.leadwell-status').textContent)").await?;
    let found = rig.browser.eval(AS_SENT).await?;
    let reason = "Please check this e-mail address.";
    let status = "Please check the marked fields.";
    ensure!(found == json!(["true", EMAIL, true, reason, MESSAGE, "sales", true, status]), "{found}");
    ensure!(rig.hidden_id().await? == id, "another id");
    rig.browser.pictures(&format!("refused-{}", named.split(':').next().unwrap_or_default())).await?;
    // The reason goes with the first key.
    rig.browser.fill("email", "ana@zrinski.example").await?;
    rig.browser.wait_for("!document.querySelector('[aria-invalid=true], .leadwell-error')").await?;
    rig.submit().await?;
    site.await_seen("event", "delivered").await?;
    let ledger = mock.ledger();
    ensure!(ledger.kept.values().sum::<u32>() == 1, "{:?}", ledger.kept);
    let body = &ledger.seen.last().context("nothing was seen")?.body;
    ensure!(body.contains("ana@zrinski.example") && body.contains(MESSAGE), "{body}");
    let told = site.seen("event").into_iter().filter(|event| event.contains(&id)).count();
    ensure!(told == 4, "captured, rejected, captured, delivered: {}", site.story());
    rig.browser.wait_for("/received/.test(document.querySelector('.leadwell-status').textContent)").await?;
    ensure!(parked(rig).await? == json!([]), "{}", parked(rig).await?);
    Ok(())
}

async fn parked(rig: &Rig) -> anyhow::Result<Value> {
    rig.browser
        .eval("(window.list = undefined, leadwell('parked', (all) => { window.list = all; }), 0)")
        .await?;
    rig.browser.wait_for("window.list").await?;
    rig.browser
        .eval("list.map(({ fields, errors }) => [fields.email, errors?.map(e => [e.field, e.code])])")
        .await
}

/// It is refused when its page has gone: it stays with its reasons, on every page of the site, and is sent again when somebody
/// says so.
pub(crate) async fn refused_when_the_page_has_gone(rig: &Rig) -> anyhow::Result<()> {
    let mock = hubspot_mock().await?;
    let [_, (named, troubles)] = refusals();
    let site = page_for(rig, &named.replacen("host=", &format!("host={}", mock.origin), 1)).await?;
    mock.play([Trouble::Drop, Trouble::Drop].into_iter().chain(troubles));
    submit_on(rig, &site).await?;
    rig.browser.close_tab().await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "rejected").await?;
    for _ in 0..2 {
        ensure!(parked(rig).await? == json!([[EMAIL, [["email", "email"]]]]), "{}", parked(rig).await?);
        rig.browser.goto(&site.url("/")).await?;
        until("a page that is ready", async || {
            let ready = rig.browser.eval("window.leadwell && !!leadwell('consent')").await?;
            Ok((ready == true).then_some(()))
        })
        .await?;
        // It has looked into the store.
        rig.browser
            .wait_for("(leadwell('parked', (all) => { window.list = all; }), window.list?.length)")
            .await?;
    }
    ensure!(mock.ledger().kept.is_empty(), "{:?}", mock.ledger().kept);
    rig.browser.eval("(list.forEach((lead) => leadwell('resend', lead.id)), 0)").await?;
    site.await_seen("event", "delivered").await?;
    ensure!(kept(&mock).await?.doubles() == 0, "{:?}", mock.ledger().kept);
    Ok(())
}

/// The page goes while the service has the lead and has not answered yet: where a copy would count, the next page sends none.
pub(crate) async fn page_goes_before_the_answer(rig: &Rig) -> anyhow::Result<()> {
    let mock = Mock::start(Formspree::default()).await?;
    let site = page_for(rig, &format!("formspree:xyzabcde?host={}", mock.origin)).await?;
    mock.play([Trouble::None, Trouble::Hang(Duration::from_secs(3))]);
    submit_on(rig, &site).await?;
    kept(&mock).await?;
    rig.browser.close_tab().await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "unconfirmed").await?;
    ensure!(parked(rig).await? == json!([[EMAIL, [["", "unconfirmed"]]]]), "{}", parked(rig).await?);
    ensure!(mock.ledger().doubles() == 0, "{:?}", mock.ledger().kept);
    // Somebody says that it is to go again.
    rig.browser
        .eval("void leadwell('parked', (all) => all.forEach((lead) => leadwell('resend', lead.id)))")
        .await?;
    site.await_seen("event", "delivered").await?;
    ensure!(mock.ledger().kept.values().sum::<u32>() == 2, "{:?}", mock.ledger().kept);
    Ok(())
}
