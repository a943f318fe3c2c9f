//! What is said: in the page's language, in the site's own words, by the site's own rules.

use anyhow::ensure;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};
use serde_json::json;

use crate::help::has;

async fn open(rig: &Rig, language: &str, head: &str, body: &str) -> anyhow::Result<Site> {
    let head = format!("{TAG}\n{head}");
    let site = rig.site(Setup::page(pages::page_in(language, &head, body))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    Ok(site)
}

const TABLES: &str = "performance.getEntriesByType('resource').map(r => r.name)\
                      .filter(n => n.includes('leadwell-words')).map(n => n.split('-').pop())";

pub(crate) async fn german(rig: &Rig) -> anyhow::Result<()> {
    let site = open(rig, "de-AT", "", &pages::place("callback")).await?;
    rig.browser.find("form [name='phone']").await?;
    rig.submit().await?;
    site.await_seen("event", "Bitte füllen Sie dieses Feld aus.").await?;
    ensure!(rig.browser.eval(TABLES).await? == json!(["de.json"]), "one table");
    let status = rig.browser.text(".leadwell-status").await?;
    ensure!(status == "Bitte prüfen Sie die markierten Felder.", "{status}");
    rig.browser.fill("email", "ana@gmial.com").await?;
    rig.browser.fill("phone", "+49 3").await?;
    rig.submit().await?;
    site.await_seen("event", "phone_too_short").await?;
    rig.browser.text(".leadwell-take").await?;
    rig.browser.pictures("words-german").await?;
    rig.browser.fill("phone", "030 1234567").await?;
    rig.submit().await?;
    site.await_seen("event", "delivered").await?;
    // No thanks of its own: those of the language, though its table came after the form.
    rig.browser
        .wait_for("document.querySelector('.leadwell-status').textContent.startsWith('Vielen Dank. Wir')")
        .await
}

pub(crate) async fn arabic(rig: &Rig) -> anyhow::Result<()> {
    let site = open(rig, "ar", "", &pages::form("")).await?;
    rig.browser.wait_for(&has("leadwell-words")).await?;
    rig.browser.fill("email", "ana@").await?;
    rig.submit().await?;
    site.await_seen("event", "يرجى ملء هذا الحقل.").await?;
    let error = "(e => [e.dir, getComputedStyle(e).direction])(document.querySelector('.leadwell-error'))";
    let error = rig.browser.eval(error).await?;
    ensure!(error == json!(["auto", "rtl"]), "{error}");
    rig.browser.pictures("words-arabic").await
}

/// No table for a language without one, nor for English.
pub(crate) async fn others(rig: &Rig) -> anyhow::Result<()> {
    for language in ["en", "fi"] {
        let site = open(rig, language, "", &pages::form("")).await?;
        rig.submit().await?;
        site.await_seen("event", "Please").await?;
        ensure!(rig.browser.eval(TABLES).await? == json!([]), "{language}");
    }
    Ok(())
}

/// Beside what is wrong by the form; a rule that throws is said once and hurts nothing.
pub(crate) async fn rules_of_the_site(rig: &Rig) -> anyhow::Result<()> {
    const SCRIPT: &str = "<script>
        (window.leadwell = window.leadwell || function () { (leadwell.q = leadwell.q || []).push(arguments) });
        leadwell('words', { required: 'Missing.', received: 'Ta.' });
        leadwell('rule', 'contact', 'team', (value, all) => all.topic === 'sales' && value < 10 ? 'Ten or more.' : '');
        leadwell('rule', 'contact', 'message', () => { throw new Error('broken rule') });
    </script>";
    // German words come after the site's own, which stay.
    let site = open(rig, "de", SCRIPT, &pages::form("")).await?;
    rig.browser.wait_for(&has("leadwell-words")).await?;
    rig.browser.fill("team", "3").await?;
    rig.browser.choose("topic", "sales").await?;
    rig.submit().await?;
    let told = site.await_seen("event", "invalid").await?;
    for part in ["\"Missing.\"", "\"Ten or more.\"", "\"custom\"", "Häkchen"] {
        ensure!(told.contains(part), "{part}: {told}");
    }
    ensure!(
        rig.browser.eval("document.querySelectorAll('[aria-invalid=true]').length").await? == 4,
        "{told}"
    );
    let said = site.seen("error");
    ensure!(!said.is_empty() && said.iter().all(|e| e.contains("broken rule")), "{said:?}");
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    site.await_seen("event", "delivered").await?;
    rig.browser.wait_for("document.querySelector('.leadwell-status').textContent === 'Ta.'").await
}
