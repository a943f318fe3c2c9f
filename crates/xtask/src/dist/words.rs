//! The words in each language: English travels in the script, the others as a file each, of which a page loads
//! its own.

use super::{compress, read_text, short_hash};
use crate::repo;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Said by files that not every page loads, which bring them along.
const LATER: [&str; 6] = ["choose", "hint_email", "optional", "phone_implausible", "send", "signal_honoured"];

/// The tables as compact JSON, by language.
pub(crate) struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads `crates/core/words`.
    pub(crate) fn read() -> Result<Words> {
        let folder = repo::path("crates/core/words");
        let mut tables = BTreeMap::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let Some(language) = path.file_stem().filter(|_| path.extension().is_some_and(|e| e == "json"))
            else {
                continue;
            };
            let mut table: BTreeMap<String, String> = serde_json::from_str(&read_text(&path)?)
                .with_context(|| format!("{} is no table of texts", path.display()))?;
            // What the collector's own pages say.
            table.retain(|name, _| !name.starts_with("page_"));
            tables.insert(language.to_string_lossy().into_owned(), serde_json::to_string(&table)?);
        }
        Ok(Words(tables))
    }

    /// English, as a module of the host: what every page may say, and by their names what only some files do.
    pub(crate) fn write_english(&self, folder: &Path) -> Result<()> {
        let table = self.0.get("en").context("crates/core/words/en.json is missing")?;
        let table: BTreeMap<String, String> = serde_json::from_str(table)?;
        let (later, first): (BTreeMap<_, _>, BTreeMap<_, _>) =
            table.into_iter().partition(|(name, _)| LATER.contains(&name.as_str()));
        let mut module = format!("export default {};\n", serde_json::to_string(&first)?);
        for (name, text) in later {
            module.push_str(&format!("export const {name} = {};\n", serde_json::to_string(&text)?));
        }
        fs::write(folder.join("words-en.js"), module).context("cannot write words-en.js")
    }

    /// The other languages as files; their names without language and ending, and the languages.
    pub(crate) fn write_others(&self, dist: &Path) -> Result<(String, Vec<String>)> {
        let others = || self.0.iter().filter(|(language, _)| *language != "en");
        let all: String = others().map(|(_, table)| table.as_str()).collect();
        // One hash for all, since the script names them.
        let stem = format!("leadwell-words-{}-", short_hash(all.as_bytes()));
        for (language, table) in others() {
            compress::write(&dist.join(format!("{stem}{language}.json")), table.as_bytes())?;
        }
        Ok((stem, others().map(|(language, _)| language.clone()).collect()))
    }
}
