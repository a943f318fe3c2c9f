//! Child processes that do not outlive the test that started them.

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process_group};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A child and whatever it starts itself: one process group, killed as a whole.
#[derive(Debug)]
pub(crate) struct Group {
    pub child: Child,
    id: Pid,
}

impl Group {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {:?}", command.as_std().get_program()))?;
        let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).context("it ended at once")?;
        Ok(Self { child, id })
    }

    /// What it prints first; its stdout must be piped.
    pub(crate) async fn first_line(&mut self) -> anyhow::Result<String> {
        let mut stdout = BufReader::new(self.child.stdout.take().context("its stdout is not piped")?);
        let mut line = String::new();
        let read = stdout.read_line(&mut line);
        tokio::time::timeout(Duration::from_secs(20), read).await.context("it says nothing")??;
        Ok(line.trim().to_owned())
    }

    /// SIGTERM, as a system says that a program should end.
    pub(crate) fn end(&self) {
        // It fails where the group is gone already.
        let _ = kill_process_group(self.id, Signal::TERM);
    }

    /// SIGKILL: no farewell, nothing flushed.
    pub(crate) fn kill(&self) {
        // It fails where the group is gone already.
        let _ = kill_process_group(self.id, Signal::KILL);
    }
}

/// A process that a child started in a group of its own: Chromium under its driver.
#[derive(Debug)]
pub(crate) struct Stray(Pid);

impl Stray {
    pub(crate) fn new(id: u64) -> Option<Self> {
        Pid::from_raw(i32::try_from(id).ok()?).map(Self)
    }
}

impl Drop for Stray {
    fn drop(&mut self) {
        let _ = kill_process_group(self.0, Signal::KILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}
