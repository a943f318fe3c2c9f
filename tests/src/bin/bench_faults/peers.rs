//! The other systems: a page each, with the bundle that was made of `tests/peers/faults`.

use super::dialects;
use anyhow::Context as _;
use leadwell_tests::faulty::Dialect;
use leadwell_tests::pages::page;
use leadwell_tests::trial::{Behind, System};
use std::path::Path;
use std::time::Duration;

/// Longer than any of them waits for an answer.
const PATIENCE: Duration = Duration::from_secs(65);

pub(super) fn all(folder: &Path) -> anyhow::Result<Vec<System>> {
    Ok(vec![
        system(folder, "Snowplow", "snowplow", "", dialects::SNOWPLOW)?,
        system(folder, "PostHog", "posthog", "", dialects::POSTHOG)?,
        system(folder, "Segment", "segment", "", dialects::SEGMENT)?,
        system(folder, "Segment, batching", "segment", "window.BATCH = true;", dialects::SEGMENT_BATCH)?,
        system(folder, "RudderStack", "rudderstack", "", dialects::RUDDERSTACK)?,
        system(folder, "Workbox", "workbox", "", dialects::WORKBOX)?,
    ])
}

fn system(
    folder: &Path,
    name: &'static str,
    file: &str,
    more: &str,
    dialect: Dialect,
) -> anyhow::Result<System> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("no {}", path.display()))
    };
    let start = format!(
        "<script>window.bench = {{ ready: false, saved: [] }}; window.COLLECTOR = 'https://collector.example'; {more}</script>"
    );
    let script = "<script src=\"/sdk.js\"></script>";
    let mut files = vec![("/sdk.js", "text/javascript", read(&format!("{file}.out.js"))?)];
    if file == "workbox" {
        files.push(("/workbox-worker.js", "text/javascript", read("workbox-worker.out.js")?));
    }
    Ok(System {
        name,
        dialect,
        pages: vec![("/", page(&start, &format!("<p>Bench</p>{script}")))],
        files,
        behind: Behind::Nobody,
        says_saved: false,
        patience: PATIENCE,
    })
}
