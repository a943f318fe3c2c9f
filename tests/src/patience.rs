use std::time::{Duration, Instant};

/// How long a test waits for something that should happen at once: generous, since machines that run
/// tests are busy, and free, since a passing test does not use it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again until there is an answer; fails after [`PATIENCE`], telling what was awaited.
pub async fn until<T>(
    what: &str,
    mut ask: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        anyhow::ensure!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
