//! The npm package as a developer uses it: its options and calls, by what the collector or a service has received.

use crate::destination::{hubspot_at, hubspot_mock};
use anyhow::{Context as _, ensure};
use leadwell_tests::device::{self, ELSEWHERE};
use leadwell_tests::mocks::{Said, Trouble};
use leadwell_tests::rig::EMAIL;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, Site, pages, until};
use serde_json::{Value, json};

/// A page that makes the widget with these options and binds its form.
async fn page_with(rig: &Rig, options: &str) -> anyhow::Result<Site> {
    let script = format!(
        "<script type=\"module\">
            import {{ createLeadwell }} from '/sdk/index.js';
            window.told = [];
            try {{
                window.lw = await createLeadwell({{ collector: 'https://collector.example', {options} }});
                for (const name of ['captured', 'delivered', 'rejected', 'forgotten']) {{
                    lw.on(name, (detail) => told.push([name, detail]));
                }}
                lw.bind(document.forms[0]);
            }} catch (error) {{
                window.failed = String(error);
            }}
            window.done = true;
        </script>"
    );
    let pages = vec![
        ("/", pages::page("<title>Prices</title>", &format!("{}{script}", pages::form("")))),
        (ELSEWHERE.0, ELSEWHERE.1.to_owned()),
    ];
    let site = rig.site(Setup { pages, ..Setup::default() }).await?;
    rig.browser.goto(&site.url("/?utm_source=letter")).await?;
    rig.browser.wait_for("window.done").await?;
    Ok(site)
}

/// What `track` and `collect` leave away never leaves the page; `forget` takes the rest back, here and at the collector.
pub(crate) async fn track_collect_forget(rig: &Rig) -> anyhow::Result<()> {
    let site = page_with(rig, "site: 'shop', consent: 'granted', collect: ['viewport', 'title']").await?;
    let props = "{ plan: 'pro', seats: 60, yearly: true, mail: 'ana@example.org' }";
    rig.browser.eval(&format!("void (lw.track('plain'), lw.track('plan_selected', {props}))")).await?;
    rig.browser.wait_for("localStorage['leadwell.journey']?.includes('plan_selected')").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.raw["site"] == "shop", "{lead:#?}");
    let context = lead.raw["context"].as_object().context("no context")?;
    ensure!(context.keys().eq(["viewport"]), "{context:?}");
    let page = &lead.raw["page"];
    ensure!(page["title"].is_string() && page.get("language").is_none_or(|text| text == ""), "{page}");
    ensure!(lead.raw["journey"]["visitor"].is_string(), "{lead:#?}");
    let events = lead.raw["journey"]["events"].as_array().context("no events")?;
    let props = |kind: &str| Some(events.iter().find(|event| event["type"] == kind)?["props"].clone());
    let expected = json!({"plan": "pro", "seats": "60", "yearly": "true"});
    ensure!(props("plan_selected") == Some(expected) && props("plain") == Some(Value::Null), "{events:#?}");
    ensure!(!lead.raw.to_string().contains("ana@example.org"), "{lead:#?}");
    let complaints = site.seen("error");
    ensure!(complaints.len() == 1 && complaints[0].contains("\"mail\""), "{complaints:?}");

    rig.browser.wait_for("told.some(([name]) => name === 'delivered')").await?;
    rig.browser.eval("void lw.forget()").await?;
    rig.browser
        .wait_for("told.some(([name, { forgotten }]) => name === 'forgotten' && forgotten > 0)")
        .await?;
    until("nothing at the collector", async || Ok((rig.collector.records()? == 0).then_some(()))).await?;
    let left = device::left(rig, &site).await?;
    ensure!(left.iter().all(|one| one == "database leadwell"), "{left:?}");
    Ok(())
}

/// No id of the visitor in what is sent, and nothing on the device beyond the tab.
pub(crate) async fn cookieless(rig: &Rig) -> anyhow::Result<()> {
    let site = page_with(rig, "site: 'shop', cookieless: true").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    let journey = &lead.raw["journey"];
    ensure!(journey["visitor"].is_null() && journey["events"].is_array(), "{journey:#}");
    ensure!(lead.raw["touches"]["first"]["source"] == "letter", "{:#}", lead.raw["touches"]);
    rig.browser.wait_for("told.some(([name]) => name === 'delivered')").await?;
    let kept = rig.browser.eval("[!!sessionStorage['leadwell.journey'], localStorage.length]").await?;
    ensure!(kept == json!([true, 0]), "in the tab, on the device: {kept}");
    let cookies = rig.browser.cookies().await?;
    ensure!(cookies.is_empty(), "{cookies:?}");
    rig.browser.close_tab().await?;
    let left = device::left(rig, &site).await?;
    ensure!(left == ["database leadwell"], "{left:?}");
    Ok(())
}

/// To a service without a collector; what that refuses is listed with its reason, and goes when it is sent again.
pub(crate) async fn destination(rig: &Rig) -> anyhow::Result<()> {
    let mock = hubspot_mock().await?;
    let refusal = json!({"status": "error", "message": "no", "correlationId": "0", "errors": [
        {"message": "Error in 'fields.email'. Invalid email address", "errorType": "INVALID_EMAIL"}]});
    mock.play([Trouble::Say(Said::json(400, &refusal))]);
    let _site = page_with(rig, &format!("destination: '{}'", hubspot_at(&mock.origin))).await?;
    let definition =
        "{ form: 'callback', fields: [{ name: 'email', kind: 'email', label: 'E-mail', required: true }] }";
    let submit = format!(
        "void lw.submit({definition}, {{ email: '{EMAIL}' }}).then((result) => {{
            window.result = [result.state, result.level];
            result.delivered.then(() => {{ window.arrived = true; }});
        }})"
    );
    rig.browser.eval(&submit).await?;
    rig.browser.wait_for("told.some(([name]) => name === 'rejected')").await?;
    ensure!(rig.browser.eval("result").await? == json!(["captured", "durable"]));
    rig.browser.eval("void lw.parked().then((list) => { window.list = list; })").await?;
    rig.browser.wait_for("window.list").await?;
    let listed = "list.map(({ form, fields, errors }) => [form, fields.email, errors.map((e) => e.code)])";
    let listed = rig.browser.eval(listed).await?;
    ensure!(listed == json!([["callback", EMAIL, ["email"]]]), "{listed}");
    ensure!(rig.browser.eval("lw.resend(list[0].id)").await? == true);
    rig.browser.wait_for("window.arrived").await?;
    let ledger = mock.ledger();
    ensure!(ledger.kept.len() == 1 && ledger.doubles() == 0, "{:?}", ledger.kept);
    ensure!(rig.collector.leads()?.is_empty(), "it came to the collector");
    Ok(())
}

/// A key that does not exist, a value that is not allowed: said at once, with what is.
pub(crate) async fn options_that_are_wrong(rig: &Rig) -> anyhow::Result<()> {
    for (options, told) in [
        ("destnation: 'x'", ["destnation", "destination"]),
        ("consent: 'yes'", ["\"consent\"", "granted"]),
        ("report: 'all'", ["\"report\"", "leads"]),
    ] {
        let _site = page_with(rig, options).await?;
        let failed = rig.browser.eval("window.failed ?? ''").await?;
        let text = failed.as_str().unwrap_or_default();
        ensure!(told.iter().all(|word| text.contains(word)), "{options}: {failed}");
    }
    let site = page_with(rig, "collect: ['screen']").await?;
    let told = site.await_seen("error", "collect").await?;
    ensure!(told.contains("\"screen\"") && told.contains("viewport"), "{told}");
    Ok(())
}
