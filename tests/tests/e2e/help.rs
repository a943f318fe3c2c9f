//! What helps a person to fill in a form: it comes when it can be used, and nothing depends on it.

use anyhow::{Context as _, ensure};
use leadwell_tests::browser::{BACKSPACE, ENTER, LEFT, TAB};
use leadwell_tests::front::Fault;
use leadwell_tests::pages::{self, CALLBACK, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};
use serde_json::{Value, json};

/// Whether a file with that in its name has come.
pub(crate) fn has(part: &str) -> String {
    format!(
        "performance.getEntriesByType('resource').some(r => r.name.includes('{part}') && r.responseEnd > 0)"
    )
}

/// The page with the form as a site owner wrote it, or with the one that is rendered.
async fn open(rig: &Rig, rendered: bool) -> anyhow::Result<Site> {
    let place = pages::place("callback");
    let body = if rendered { &place } else { CALLBACK };
    let site = rig.site(Setup::page(pages::page(TAG, body))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.find("form [name='phone']").await?;
    Ok(site)
}

/// The note below a control, as a screen reader would find it.
fn note(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('.leadwell-note[role=status]')].find(n => n.textContent && \
         document.querySelector('[name={name}]').getAttribute('aria-describedby')?.split(' ').includes(n.id))\
         ?.textContent"
    )
}

/// Text, digits before the caret, all digits.
const TYPED: &str = "(c => [c.value, c.value.slice(0, c.selectionStart).replace(/\\D/g, ''), \
                     c.value.replace(/\\D/g, '')])(document.querySelector('[name=phone]'))";

async fn typed(rig: &Rig, before: &str, all: &str) -> anyhow::Result<Value> {
    let wanted = format!("(t => t[1] === '{before}' && t[2] === '{all}')({TYPED})");
    let found = rig.browser.wait_for(&wanted).await;
    let told = rig.browser.eval(TYPED).await?;
    found.with_context(|| format!("{told}, not {before} of {all}"))?;
    Ok(told)
}

async fn phone(rig: &Rig, rendered: bool) -> anyhow::Result<()> {
    let site = open(rig, rendered).await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for part in ["leadwell-phone", "leadwell-hint", "leadwell-pack"] {
        ensure!(rig.browser.eval(&has(part)).await? == false, "{part} before anybody needs it");
    }
    rig.browser.click("[name='phone']").await?;
    for part in ["leadwell-phone", "leadwell-hint", "leadwell-pack"] {
        rig.browser.wait_for(&has(part)).await?;
    }
    ensure!(rig.browser.eval(&has("leadwell-special")).await? == false, "nothing here is special");

    // Grouped while it is typed; a correction in the middle leaves the caret at its digit.
    rig.browser.keys("03012345").await?;
    let told = typed(rig, "03012345", "03012345").await?;
    ensure!(told[0] == "030 12345", "{told}");
    rig.browser.keys(&format!("{LEFT}{LEFT}{LEFT}9")).await?;
    typed(rig, "030129", "030129345").await?;
    rig.browser.keys("8").await?;
    typed(rig, "0301298", "0301298345").await?;
    rig.browser.keys(&format!("{BACKSPACE}{BACKSPACE}")).await?;
    let told = typed(rig, "03012", "03012345").await?;
    ensure!(told[0] == "030 12345", "{told}");
    // Behind a space: the first press takes the space or the digit before it, the second a digit in any case.
    rig.browser.keys(&format!("{LEFT}{LEFT}{BACKSPACE}{BACKSPACE}")).await?;
    rig.browser.wait_for(&format!("({TYPED})[2].length < 8")).await?;
    let told = rig.browser.eval(TYPED).await?;
    ensure!(told[2] == "0312345" || told[2] == "0112345" || told[2] == "012345", "{told}");

    // Too short for any number, said when the field is left.
    rig.browser.fill("phone", "+49 3").await?;
    rig.browser.click("[name='email']").await?;
    let error = rig.browser.text(".leadwell-error").await?;
    ensure!(error.contains("too short"), "{error}");

    // As long as a number is, but none that anybody has: asked, not refused.
    rig.browser.fill("phone", "+1 055 555 0100").await?;
    rig.browser.click("[name='email']").await?;
    rig.browser.wait_for(&note("phone")).await?;
    ensure!(rig.browser.eval("document.querySelectorAll('[aria-invalid=true]').length").await? == 0);
    rig.browser.pictures(if rendered { "help-phone-rendered" } else { "help-phone" }).await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.form == "callback" && lead.field("phone").starts_with("+1"), "{lead:#?}");
    ensure!(site.seen("error").is_empty(), "{:?}", site.seen("error"));
    Ok(())
}

pub(crate) async fn phone_by_hand(rig: &Rig) -> anyhow::Result<()> {
    phone(rig, false).await
}

pub(crate) async fn phone_rendered(rig: &Rig) -> anyhow::Result<()> {
    phone(rig, true).await
}

/// Asked back, and taken with the keyboard alone.
pub(crate) async fn mistyped_domain(rig: &Rig) -> anyhow::Result<()> {
    let site = open(rig, false).await?;
    rig.browser.fill("phone", "030 1234567").await?;
    rig.browser.click("[name='email']").await?;
    rig.browser.wait_for(&has("leadwell-hint")).await?;
    rig.browser.keys(&format!("ana@gmial.com{TAB}")).await?;
    rig.browser.wait_for(&note("email")).await?;
    let asked = rig.browser.text("[role=status] button").await?;
    ensure!(asked == "Did you mean ana@gmail.com?", "{asked}");
    rig.browser.pictures("help-email").await?;
    rig.browser.shift_tab().await?;
    rig.browser.wait_for("document.activeElement.matches('.leadwell-take')").await?;
    rig.browser.keys(&ENTER.to_string()).await?;
    rig.browser.wait_for("document.querySelector('[name=email]').value === 'ana@gmail.com'").await?;
    rig.browser.wait_for("document.activeElement.name === 'email'").await?;
    rig.browser.wait_for("!document.querySelector('.leadwell-take')").await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.field("email") == "ana@gmail.com", "{lead:#?}");
    ensure!(site.seen("error").is_empty(), "{:?}", site.seen("error"));
    Ok(())
}

/// The hint appears while the pointer is down on the button, which then must not move away.
pub(crate) async fn first_click_counts(rig: &Rig) -> anyhow::Result<()> {
    let _site = open(rig, false).await?;
    rig.browser.fill("phone", "030 1234567").await?;
    rig.browser.wait_for(&has("leadwell-hint")).await?;
    rig.browser.fill("email", "ana@gmial.com").await?;
    rig.browser.slow_click("form button").await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.field("email") == "ana@gmial.com", "{lead:#?}");
    Ok(())
}

/// Every helper and the words are lost: the same lead.
pub(crate) async fn without_helpers(rig: &Rig) -> anyhow::Result<()> {
    let lost = ["leadwell-phone", "leadwell-hint", "leadwell-special", "leadwell-words", "leadwell-pack"];
    let rules: Vec<_> = lost.iter().map(|part| (*part, Fault::NotFound)).collect();
    let setup = Setup::page(pages::page_in("de", TAG, &pages::form("")));
    let (front, site) = rig.site_behind(&rules, setup).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    for part in ["leadwell-hint", "leadwell-special", "leadwell-words"] {
        ensure!(front.seen().iter().any(|r| r.contains(part)), "{part} was never asked for");
    }
    Ok(())
}

/// The packs alone are lost: a number is judged by its length.
pub(crate) async fn without_packs(rig: &Rig) -> anyhow::Result<()> {
    let rules = [("leadwell-pack", Fault::NotFound)];
    let (front, site) = rig.site_behind(&rules, Setup::page(pages::page(TAG, CALLBACK))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.fill("phone", "030 1234567").await?;
    rig.browser.fill("email", "ana@gmail.com").await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    ensure!(lead.raw["fields"]["email"] == json!("ana@gmail.com"), "{lead:#?}");
    ensure!(front.seen().iter().any(|r| r.contains("leadwell-pack")), "no pack was asked for");
    Ok(())
}
