//! The README's snippet, as printed.

use crate::tools::repository;
use anyhow::Context as _;

/// The README's first `html` block.
pub fn snippet() -> anyhow::Result<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).context("README.md")?;
    let (_, rest) = readme.split_once("```html\n").context("README.md has no ```html block")?;
    let (block, _) = rest.split_once("\n```").context("its ```html block does not end")?;
    Ok(block.to_owned())
}
