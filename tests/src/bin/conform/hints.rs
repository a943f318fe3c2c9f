//! Mistyped domains that really occur, against what was meant.

use super::column::{Column, Fate};
use super::{Oracle, place, text};
use serde_json::Value;

pub(crate) struct Hints(Column);

impl Hints {
    pub(crate) fn new() -> Self {
        Self(Column::new("hints", 9500))
    }
}

impl Oracle for Hints {
    fn row(&mut self, row: &Value) -> anyhow::Result<()> {
        let (typed, meant) = (text(row, "domain")?, text(row, "nearest")?);
        let hint = leadwell_email::hint(typed).map(|hint| format!("{}{}", hint.kept, hint.meant));
        let fate = if hint.as_deref() == Some(meant) { Fate::Agrees } else { Fate::Differs };
        self.0.count(fate, || {
            let ours = hint.as_deref().unwrap_or("no hint");
            let real = if row["legit_provider"] == true { " (a provider of that name exists)" } else { "" };
            format!("{}: {ours}, not {meant}{real}", place(row, typed))
        });
        Ok(())
    }

    fn columns(&self) -> Vec<&Column> {
        vec![&self.0]
    }
}
