//! The npm package: the same crate with typed values at its boundary, and what www/sdk writes by hand.

use super::{copy_folder, fresh_folder, read_text, wasm_pack};
use crate::repo;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

pub(crate) fn build(out: &Path) -> Result<()> {
    let package = repo::target().join("dist/sdk");
    wasm_pack::build("web", &["--features", "sdk"], &package)?;
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
    // Modules that the crate imports by name, which the script tag bundles and the package has beside its glue.
    for module in imported(&read_text(&out.join("leadwell_web.js"))?) {
        let ours = repo::path("www/embed").join(module);
        if !out.join(module).exists() && ours.exists() {
            fs::copy(&ours, out.join(module)).with_context(|| format!("cannot copy {module}"))?;
        }
    }
    Ok(())
}

/// The neighbours that a module imports: `import { save } from './host.js';`.
fn imported(glue: &str) -> Vec<&str> {
    let imports = glue.lines().filter(|line| line.starts_with("import "));
    let from = |line| str::split_once(line, "from ").map(|(_, module)| module);
    imports
        .filter_map(from)
        .filter_map(|module| module.trim_matches([';', '\'', '"']).strip_prefix("./"))
        .filter(|module| !module.contains('/'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_found() {
        let glue = "import { save } from './host.js';\nimport { x } from \"./snippets/y.js\";\nlet a = 1;\n";
        assert_eq!(imported(glue), ["host.js"]);
    }
}
