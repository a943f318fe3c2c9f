//! What stands in the field after each key, against libphonenumber's `AsYouTypeFormatter`.

use super::column::{Column, Fate};
use super::{Oracle, numbers, place, text};
use anyhow::Context as _;
use leadwell_phone::Phones;
use serde_json::Value;

pub(crate) struct Keys {
    phones: Phones,
    column: Column,
}

impl Keys {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self { phones: numbers::phones()?, column: Column::new("keystrokes", 9900) })
    }
}

impl Oracle for Keys {
    fn row(&mut self, row: &Value) -> anyhow::Result<()> {
        let typed = text(row, "keys")?;
        let outputs = row["outputs"].as_array().context("\"outputs\" must be a list")?;
        anyhow::ensure!(outputs.len() == typed.chars().count(), "there must be an output for each key");
        let region = row["region"].as_str().unwrap_or_default();
        let mut along = self.phones.along(region);
        for (i, (key, theirs)) in typed.chars().zip(outputs).enumerate() {
            let ours = along.key(key);
            let fate = if theirs == ours { Fate::Agrees } else { Fate::Differs };
            self.column.count(fate, || {
                format!("{} in {region}, key {}: {ours:?}, not {theirs}", place(row, typed), i + 1)
            });
        }
        Ok(())
    }

    fn columns(&self) -> Vec<&Column> {
        vec![&self.column]
    }
}
