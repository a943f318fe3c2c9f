//! WebKit's test browser with nobody to drive it, since it keeps its profile only then. It opens a page; what comes of that
//! the page tells.

use super::Engine;
use super::driver::{binary, display};
use crate::process::Group;
use anyhow::Context as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

#[derive(Debug)]
pub struct Alone {
    browser: Group,
    _display: Group,
}

impl Alone {
    pub async fn open(profile: &Path, url: &str) -> anyhow::Result<Self> {
        let (screen, name) = display().await?;
        let mut command = Command::new(binary(Engine::WebKit)?);
        command.arg(url).env("DISPLAY", name).stdout(Stdio::null()).stderr(Stdio::null());
        for place in ["XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR"] {
            command.env(place, profile);
        }
        Ok(Self { browser: Group::start(&mut command)?, _display: screen })
    }

    /// Told to end, and waited for.
    pub async fn quit(mut self) -> anyhow::Result<()> {
        self.browser.end();
        let ended = tokio::time::timeout(Duration::from_secs(20), self.browser.child.wait()).await;
        ended.context("it does not end")?.map(drop).context("it was never there")
    }

    /// SIGKILL to all of its processes at once.
    pub fn kill(self) {
        self.browser.kill();
    }
}
