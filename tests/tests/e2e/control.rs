//! The rig itself: what the other scenarios rely on not to see would be seen.

use leadwell_tests::site::{Setup, Site};
use leadwell_tests::{Rig, pages};

const FAULTY: &str = "<script nonce=\"harness\">\
     console.warn('careful', 1); Promise.reject(new Error('bang')); throw new Error('boom')</script>\
     <script>0</script>";

/// Errors, rejections, broken policies and console messages of a page reach the test.
pub(crate) async fn faults_are_seen(rig: &Rig) -> anyhow::Result<()> {
    let setup = Setup { policy: Some("script-src 'nonce-harness'"), ..Setup::page(pages::page("", FAULTY)) };
    // Not one of the rig's sites, which must have no errors.
    let site = Site::start(&rig.collector.origin, setup).await?;
    rig.browser.goto(&site.url("/")).await?;
    for (kind, part) in
        [("warn", "careful 1"), ("uncaught", "boom"), ("rejected", "bang"), ("violation", "script-src")]
    {
        site.await_seen(kind, part).await?;
    }
    Ok(())
}
