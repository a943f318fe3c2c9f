//! The helpers: `leadwell-phone-<hash>.js` and `leadwell-hint-<hash>.js`, each with a WASM of its own. A page
//! loads them when a person goes into a form that has such a field.

use super::words::Words;
use super::{compress, copy_folder, esbuild, fresh_folder, named, read_text, shorten, tag, wasm_pack};
use crate::repo;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Builds `www/embed/<name>.js` over `crates/assist` with the feature of that name; the files' names, the
/// script first.
pub(crate) fn build(dist: &Path, words: &Words, name: &str, defines: &[String]) -> Result<Vec<String>> {
    let (wasm, glue) = module(dist, name)?;
    Ok(vec![script(dist, words, name, &wasm, &glue, defines)?, wasm])
}

/// The script of destinations, with a module for a collector and a webhook, and a larger one that has the services too, of
/// which a page loads one.
pub(crate) fn build_destination(dist: &Path, words: &Words) -> Result<Vec<String>> {
    let (wasm, glue) = module(dist, "destination")?;
    let (services, same) = module(dist, "services")?;
    ensure!(glue == same, "the two modules of destinations need a glue each");
    let define = format!("--define:SERVICES=\"{services}\"");
    Ok(vec![script(dist, words, "destination", &wasm, &glue, &[define])?, wasm, services])
}

/// A module under short names, and its glue.
fn module(dist: &Path, feature: &str) -> Result<(String, String)> {
    let package = repo::target().join("dist").join(feature).join("package");
    wasm_pack::build("crates/assist", "bundler", &["--features", feature], &package)?;
    let wasm = package.join("leadwell_assist_bg.wasm");
    let wasm = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let short = shorten::shorten(&wasm, &read_text(&package.join("leadwell_assist_bg.js"))?)?;
    let name = named(feature, &short.wasm, "wasm");
    compress::write(&dist.join(&name), &short.wasm)?;
    Ok((name, short.glue))
}

fn script(
    dist: &Path,
    words: &Words,
    name: &str,
    wasm: &str,
    glue: &str,
    defines: &[String],
) -> Result<String> {
    let embed = repo::target().join("dist").join(name).join("embed");
    fresh_folder(&embed)?;
    copy_folder(&repo::path("www/embed"), &embed)?;
    words.write_english(&embed)?;
    fs::write(embed.join("glue.js"), glue)?;
    tag::minify_styles(&embed, &["note.css"])?;
    let wasm_define = format!("--define:WASM=\"{wasm}\"");
    let mut flags = vec!["--format=esm", tag::CORE_TARGET, &wasm_define];
    flags.extend(tag::GLUE_FLAGS);
    flags.extend(defines.iter().map(String::as_str));
    let script = esbuild::bundle(&embed.join(format!("{name}.js")), &flags)?;
    let script_name = named(name, &script, "js");
    compress::write(&dist.join(&script_name), &script)?;
    Ok(script_name)
}
