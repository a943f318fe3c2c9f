//! Every kind of field and rule in one rendered form, and files in one that the browser posts.

use anyhow::ensure;
use leadwell_tests::pages::{self, TAG};
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site};
use serde_json::{Value, json};

use crate::help::has;

async fn open(rig: &Rig) -> anyhow::Result<Site> {
    let site = rig.site(Setup::page(pages::page(TAG, &pages::place("order")))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.find("form [name='consent']").await?;
    rig.browser.wait_for(&has("leadwell-special")).await?;
    Ok(site)
}

/// What a date picker does.
async fn pick(rig: &Rig, name: &str, value: &str) -> anyhow::Result<()> {
    let picked = format!(
        "(c => {{ c.value = '{value}'; c.dispatchEvent(new Event('change', {{ bubbles: true }})); }})\
         (document.querySelector('[name={name}]'))"
    );
    rig.browser.eval(&picked).await.map(drop)
}

/// The errors of the last `invalid` event.
async fn invalid(site: &Site) -> anyhow::Result<Vec<Value>> {
    let told = site.await_seen("event", "invalid").await?;
    let last = site.seen("event").into_iter().rfind(|e| e.starts_with("invalid")).unwrap_or(told);
    let detail: Value = serde_json::from_str(last.trim_start_matches("invalid "))?;
    Ok(detail["errors"].as_array().cloned().unwrap_or_default())
}

pub(crate) async fn all_errors_then_one_lead(rig: &Rig) -> anyhow::Result<()> {
    let site = open(rig).await?;
    let browser = &rig.browser;
    browser.fill("email", "ana@gmail.com").await?;
    // The judge of free providers comes with the form's first use.
    browser.wait_for(&has("leadwell-hint")).await?;
    browser.fill("again", "ana@gmail.co").await?;
    browser.fill("seats", "0").await?;
    pick(rig, "start", "2025-12-31").await?;
    browser.fill("site", "nope").await?;
    browser.fill("code", "abc").await?;
    browser.choose("who", "firm").await?;
    browser.click("[name='name']").await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    rig.submit().await?;

    let errors = invalid(&site).await?;
    let found: Vec<Value> = errors.iter().map(|e| json!([e["field"], e["code"], e["param"]])).collect();
    let wanted = json!([
        ["name", "required", ""],
        ["email", "work_email", ""],
        ["again", "equal_to", "email"],
        ["seats", "too_small", "1"],
        ["start", "too_early", "2026-01-01"],
        ["country", "required", ""],
        ["recommend", "required", ""],
        ["site", "url", ""],
        ["code", "pattern", ""],
        ["phone", "one_of", "phone, mobile"],
        ["company", "required", ""],
        ["consent", "consent", ""],
    ]);
    ensure!(json!(found) == wanted, "{found:#?}");
    let message = |field: &str| {
        errors.iter().find(|e| e["field"] == field).and_then(|e| e["message"].as_str()).unwrap_or_default()
    };
    ensure!(message("name") == "We need this.", "{errors:#?}");
    ensure!(message("country") == "Where are you?", "{errors:#?}");
    ensure!(message("code") == "Two letters and four digits.", "{errors:#?}");
    let shown = "[...document.querySelectorAll('form [aria-invalid=true]')].map(c => c.name)";
    let names: Vec<&Value> = errors.iter().map(|e| &e["field"]).collect();
    let marked = browser.eval(shown).await?;
    ensure!(marked == json!(names), "marked are {marked}");
    browser.pictures("kinds-errors").await?;

    browser.fill("name", "Ana Zrinski").await?;
    for name in ["email", "again"] {
        browser.fill(name, "ana@northlight-works.com").await?;
    }
    browser.fill("seats", "1,200").await?;
    rig.submit().await?;
    site.await_seen("event", "too_large").await?;
    ensure!(
        invalid(&site).await?.iter().any(|e| e["code"] == "too_large" && e["param"] == "500"),
        "1,200 seats: {:?}",
        invalid(&site).await?
    );
    browser.fill("seats", "12").await?;
    pick(rig, "start", "2026-03-01").await?;
    browser.choose("country", "DE").await?;
    browser.click("[name='score'][value='4']").await?;
    browser.click("[name='recommend'][value='0']").await?;
    browser.fill("site", "northlight-works.com").await?;
    browser.fill("code", "AB1234").await?;
    browser.fill("mobile", "0151 23456789").await?;
    browser.fill("company", "Northlight").await?;
    browser.click("[name='consent']").await?;
    rig.submit().await?;
    let lead = rig.collector.the_only_lead().await?;
    for (name, value) in [("start", "2026-03-01"), ("country", "DE"), ("score", "4"), ("recommend", "0")] {
        ensure!(lead.field(name) == value, "{name}: {lead:#?}");
    }
    site.await_seen("event", "delivered").await?;
    ensure!(site.seen("error").is_empty(), "{:?}", site.seen("error"));
    Ok(())
}

/// Judged before the browser posts it; a file that is right goes with the browser's own post.
pub(crate) async fn files(rig: &Rig) -> anyhow::Result<()> {
    const FORM: &str = r#"<form data-leadwell="contact" method="post" enctype="multipart/form-data"
        action="https://collector.example/f/contact">
        <p><label>Plan <input name="plan" type="file" accept=".pdf" data-leadwell-max-bytes="2000"></label></p>
        <p><button>Send</button></p></form>"#;
    let site = rig.site(Setup::page(pages::page(TAG, FORM))).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    rig.browser.wait_for(&has("leadwell-special")).await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let folder = tempfile::tempdir()?;
    let file = |name: &str, bytes: usize| -> anyhow::Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        std::fs::write(&path, vec![b'%'; bytes])?;
        Ok(path)
    };
    for (name, bytes, code, words) in
        [("plan.exe", 10, "file_type", ".pdf"), ("plan.pdf", 2001, "file_size", "2 kB")]
    {
        rig.browser.choose_file("plan", &file(name, bytes)?).await?;
        rig.submit().await?;
        site.await_seen("event", code).await?;
        let said = rig.browser.text(".leadwell-error").await?;
        ensure!(said.contains(words), "{said}");
        ensure!(rig.browser.url().await? == site.url("/"), "it was posted");
    }
    rig.browser.choose_file("plan", &file("small.pdf", 2000)?).await?;
    rig.submit().await?;
    // On the collector's side now, whatever that makes of it.
    rig.browser.wait_for("location.pathname === '/f/contact'").await?;
    Ok(())
}
