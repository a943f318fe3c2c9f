//! `leadwell replay`: the stages of leads made again from their events, and held against what their pages said.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::assess::{Assessment, Verdict};
use crate::models::Models;
use crate::store::StoreOpenError;
use crate::store::sqlite_leads;

/// Why it could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file, or what is said.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// A line of the file.
    #[error("line {0}: not a record in JSON")]
    Line(usize),
}

/// A record as it was sent, or a lead as `/api/leads` tells it, with the record in it.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(default, borrow)]
    record: Option<&'a RawValue>,
    #[serde(default)]
    id: String,
}

/// A line for each lead: its id, how it stands, model, stage and score. False where one differs.
#[derive(Debug)]
pub struct Replay<'a, W: Write> {
    models: &'a Models,
    out: W,
    agrees: bool,
}

impl<'a, W: Write> Replay<'a, W> {
    /// By these models.
    pub fn new(models: &'a Models, out: W) -> Self {
        Self { models, out, agrees: true }
    }

    /// The leads of a store, oldest first. The file is only read.
    pub fn store(mut self, path: &Path) -> Result<bool, ReplayError> {
        let mut said = Ok(());
        sqlite_leads(path, |id, raw| {
            if said.is_ok() {
                said = self.one(id, raw);
            }
        })?;
        said?;
        Ok(self.agrees)
    }

    /// A record a line.
    pub fn lines(mut self, lines: impl BufRead) -> Result<bool, ReplayError> {
        for (at, line) in lines.lines().enumerate() {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let parsed: Line<'_> = serde_json::from_str(&line).map_err(|_| ReplayError::Line(at + 1))?;
            let raw = parsed.record.map_or(line.as_str(), RawValue::get);
            self.one(&parsed.id, raw)?;
        }
        Ok(self.agrees)
    }

    fn one(&mut self, id: &str, raw: &str) -> Result<(), std::io::Error> {
        let made = Assessment::of(self.models, raw, None);
        self.agrees &= made.verdict != Verdict::Differs;
        let stage = if made.stage.is_empty() { "-" } else { &made.stage };
        writeln!(self.out, "{id}\t{}\t{stage}\t{}\t{}", made.model, made.score, made.said())
    }
}

/// What `--store` means: a path, or `sqlite:PATH`.
pub fn store_path(text: &str) -> PathBuf {
    PathBuf::from(text.strip_prefix("sqlite:").unwrap_or(text))
}
