//! The helpers: `leadwell-phone-<hash>.js` and `leadwell-hint-<hash>.js`, each with a WASM of its own. A page
//! loads them when a person goes into a form that has such a field.

use super::words::Words;
use super::{compress, copy_folder, esbuild, fresh_folder, named, read_text, shorten, tag, wasm_pack};
use crate::repo;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Builds `www/embed/<name>.js` over `crates/assist` with the feature of that name; the files' names, the
/// script first.
pub(crate) fn build(dist: &Path, words: &Words, name: &str, defines: &[String]) -> Result<Vec<String>> {
    let work = repo::target().join("dist").join(name);
    let package = work.join("package");
    wasm_pack::build("crates/assist", "bundler", &["--features", name], &package)?;
    let wasm = package.join("leadwell_assist_bg.wasm");
    let wasm = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let short = shorten::shorten(&wasm, &read_text(&package.join("leadwell_assist_bg.js"))?)?;
    let wasm_name = named(name, &short.wasm, "wasm");

    let embed = work.join("embed");
    fresh_folder(&embed)?;
    copy_folder(&repo::path("www/embed"), &embed)?;
    words.write_english(&embed)?;
    fs::write(embed.join("glue.js"), &short.glue)?;
    tag::minify_styles(&embed, &["note.css"])?;
    let wasm_define = format!("--define:WASM=\"{wasm_name}\"");
    let mut flags = vec!["--format=esm", tag::CORE_TARGET, &wasm_define];
    flags.extend(tag::GLUE_FLAGS);
    flags.extend(defines.iter().map(String::as_str));
    let script = esbuild::bundle(&embed.join(format!("{name}.js")), &flags)?;
    let script_name = named(name, &script, "js");

    compress::write(&dist.join(&wasm_name), &short.wasm)?;
    compress::write(&dist.join(&script_name), &script)?;
    Ok(vec![script_name, wasm_name])
}
