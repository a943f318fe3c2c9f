//! The npm package: the same crate with typed values at its boundary, and what www/sdk writes by hand.

use super::{copy_folder, fresh_folder, read_text, tag::Helpers, wasm_pack, words::Words};
use crate::repo;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub(crate) fn build(dist: &Path, helpers: &Helpers, words: &Words) -> Result<()> {
    let out = &dist.join("sdk");
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
    words.write_english(out)?;
    copy_helpers(dist, helpers, out)?;
    let styles = ["leadwell.css", "form.css"].map(|name| read_text(&repo::path("www/embed").join(name)));
    let [errors, forms] = styles;
    fs::write(out.join("leadwell.css"), errors? + &forms?).context("cannot write leadwell.css")
}

/// The scripts under the names that the SDK imports; what they load keeps its name.
fn copy_helpers(dist: &Path, helpers: &Helpers, out: &Path) -> Result<()> {
    for (name, files) in &helpers.scripts {
        for file in files {
            let to = if file.ends_with(".js") { format!("{name}.js") } else { file.clone() };
            fs::copy(dist.join(file), out.join(to)).with_context(|| format!("cannot copy {file}"))?;
        }
    }
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&helpers.packs) {
            fs::copy(entry.path(), out.join(entry.file_name()))?;
        }
    }
    Ok(())
}
