//! The npm package: the same crate with typed values at its boundary, and what www/sdk writes by hand.

use super::{copy_folder, fresh_folder, read_text, wasm_pack};
use crate::repo;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub(crate) fn build(out: &Path) -> Result<()> {
    let package = repo::target().join("dist/sdk");
    wasm_pack::build("crates/web", "web", &["--features", "sdk"], &package)?;
    fresh_folder(out)?;
    for entry in fs::read_dir(&package)? {
        let entry = entry?;
        // wasm-pack leaves a .gitignore with `*`, which `npm pack` would obey.
        if entry.file_name() != ".gitignore" && entry.path().is_file() {
            fs::copy(entry.path(), out.join(entry.file_name()))?;
        }
    }
    if package.join("snippets").exists() {
        copy_folder(&package.join("snippets"), &out.join("snippets"))?;
    }
    copy_folder(&repo::path("www/sdk"), out)?;
    // What the glue imports by name, and the style sheet that the script bundles.
    copy_folder(&repo::path("crates/web/host"), out)?;
    let styles = ["leadwell.css", "form.css"].map(|name| read_text(&repo::path("www/embed").join(name)));
    let [errors, forms] = styles;
    fs::write(out.join("leadwell.css"), errors? + &forms?).context("cannot write leadwell.css")
}
