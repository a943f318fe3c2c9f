//! Sites with a strict Content-Security-Policy.

use anyhow::ensure;
use leadwell_tests::site::Setup;
use leadwell_tests::{Rig, pages};

/// What a careful site needs to allow, and nothing else. (`'self'` and the nonce are the recorder's.)
const STRICT: &str = "default-src 'none'; base-uri 'none'; img-src data:; \
     script-src 'nonce-harness' https://collector.example 'wasm-unsafe-eval'; \
     connect-src 'self' https://collector.example; form-action https://collector.example";

const WITHOUT_WASM: &str = "default-src 'none'; base-uri 'none'; img-src data:; \
     script-src 'nonce-harness' https://collector.example; \
     connect-src 'self' https://collector.example; form-action https://collector.example";

pub(crate) async fn strict(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup { policy: Some(STRICT), ..Setup::page(pages::contact()) }).await?;
    rig.browser.goto(&site.url("/")).await?;
    site.await_seen("event", "ready").await?;
    // Messages of errors and of thanks are part of it: neither may need inline style.
    rig.submit().await?;
    site.await_seen("event", "invalid").await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    rig.captured().await?;
    rig.browser.text(".leadwell-status").await?;
    let violations = site.seen("violation");
    ensure!(violations.is_empty(), "{violations:?}");
    Ok(())
}

/// The WASM may not run: the form posts itself.
pub(crate) async fn without_wasm(rig: &Rig) -> anyhow::Result<()> {
    let site = rig.site(Setup { policy: Some(WITHOUT_WASM), ..Setup::page(pages::contact()) }).await?;
    rig.browser.goto(&site.url("/")).await?;
    let id = rig.hidden_id().await?;
    rig.fill_contact().await?;
    rig.submit().await?;
    let lead = rig.captured().await?;
    ensure!(lead.id == id, "the form said {id}: {lead:#?}");
    Ok(())
}
