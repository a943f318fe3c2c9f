//! What became of the submissions of one trial.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub produced: usize,
    /// Different submissions that the collector has.
    pub stored: usize,
    /// Of those, what came only after another visit and another submission: nothing had sent it by itself.
    pub stuck: usize,
    /// Those it does not have.
    pub lost: Vec<String>,
    /// Rows more than one for a submission: what nobody can take out any more.
    pub twice: usize,
    /// Copies on the wire beyond the first, under the same id.
    pub copies: usize,
    /// Copies whose bytes differ from the first.
    pub changed: usize,
    /// Requests inside a window of `Retry-After`.
    pub storm: usize,
    /// Requests with submissions in them.
    pub requests: usize,
    /// Seconds from [`super::World::heal`] to the last arrival.
    pub late: u64,
    /// What came when, and what the pages told: for messages.
    pub story: String,
}

impl Outcome {
    /// Everything once.
    pub fn ensure_whole(&self) -> anyhow::Result<()> {
        self.ensure(self.lost.is_empty(), &format!("lost {:?}", self.lost))?;
        self.ensure(self.twice == 0 && self.changed == 0, "stored twice, or changed")
    }

    /// Fails with `what` and the whole story unless it is so.
    pub fn ensure(&self, so: bool, what: &str) -> anyhow::Result<()> {
        let Self { requests, copies, twice, changed, storm, late, story, .. } = self;
        anyhow::ensure!(
            so,
            "{what}: {self}, {requests} requests, {copies} copies, {twice} twice, {changed} changed, {storm} in the \
             window, the last {late} s after healing\n{story}"
        );
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.stored, self.produced)?;
        if self.stuck > 0 {
            write!(f, ", {} of them late", self.stuck)?;
        }
        if self.twice > 0 {
            write!(f, ", twice {}", self.twice)?;
        }
        if self.copies > 0 {
            write!(f, ", copies {}", self.copies)?;
        }
        Ok(())
    }
}

/// Markdown: these rows and columns; `-` where nothing ran.
pub fn table(rows: &[&str], columns: &[String], cells: &BTreeMap<(String, String), String>) -> String {
    let mut text = format!("| scenario | {} |\n|---|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for row in rows {
        let _ = write!(text, "| {row} |");
        for column in columns {
            let cell = cells.get(&((*row).to_owned(), column.clone())).map_or("-", String::as_str);
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    text
}
