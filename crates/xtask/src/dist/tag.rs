//! What the script tag loads: `leadwell.js`, and later `leadwell-<hash>.js` with `leadwell-<hash>.wasm`.

use super::{
    assist, compress, copy_folder, esbuild, fresh_folder, named, packs, read_text, short_hash, shorten,
    wasm_pack, words::Words,
};
use crate::repo;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// What the lazy part is built for: each browser that has reference types in WASM has these as well.
pub(crate) const CORE_TARGET: &str = "--target=es2021";
/// The script itself runs where WASM does not, and then has to leave the form alone.
const SCRIPT_TARGET: &str = "--target=es2020";

/// What wasm-bindgen's glue can do without here. One object lives as long as its page, so the registries for
/// forgotten objects and the support for `using` fall away; and its own private fields get short names.
pub(crate) const GLUE_FLAGS: [&str; 3] = [
    "--define:FinalizationRegistry=undefined",
    "--define:Symbol.dispose=undefined",
    "--mangle-props=^(__wbg_ptr|_wbg_cb_unref|__destroy_into_raw)$",
];

/// Files that the npm package has as well: each helper's script and module, and how the packs' names begin.
pub(crate) struct Helpers {
    pub(crate) scripts: [(&'static str, Vec<String>); 8],
    pub(crate) packs: String,
}

pub(crate) fn build(dist: &Path, words: &Words) -> Result<Helpers> {
    let work = repo::target().join("dist/tag");
    let package = work.join("package");
    wasm_pack::build("crates/web", "bundler", &["--no-default-features"], &package)?;

    let wasm = package.join("leadwell_web_bg.wasm");
    let wasm = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let short = shorten::shorten(&wasm, &read_text(&package.join("leadwell_web_bg.js"))?)?;
    let (imports, exports) = short.names.count();
    eprintln!(
        "dist: {imports} imports and {exports} exports under short names: {} to {} bytes of WASM",
        wasm.len(),
        short.wasm.len()
    );

    let embed = work.join("embed");
    fresh_folder(&embed)?;
    copy_folder(&repo::path("www/embed"), &embed)?;
    copy_folder(&repo::path("crates/web/host"), &embed)?;
    let snippets = package.join("snippets");
    if snippets.exists() {
        copy_folder(&snippets, &embed.join("snippets"))?;
    }
    fs::write(embed.join("glue.js"), &short.glue)?;
    minify_styles(&embed, &["leadwell.css", "form.css"])?;
    words.write_english(&embed)?;
    let (words_stem, languages) = words.write_others(dist)?;

    let mut files = vec![words_stem.clone()];
    let packs_stem = packs::write(dist)?;
    files.push(packs_stem.clone());
    let phone = assist::build(dist, words, "phone", &[define("PACKS", &packs_stem)])?;
    let hint = assist::build(dist, words, "hint", &[])?;
    let special = assist::build(dist, words, "special", &[])?;
    let stages = assist::build(dist, words, "stages", &[])?;
    let destination = assist::build_destination(dist, words)?;
    files.extend([&phone, &hint, &special, &stages, &destination].into_iter().flatten().cloned());

    let form = esbuild::bundle(&embed.join("form.js"), &["--format=esm", CORE_TARGET])?;
    let form_name = named("form", &form, "js");
    let trail = esbuild::bundle(&embed.join("trail.js"), &["--format=esm", CORE_TARGET])?;
    let trail_name = named("trail", &trail, "js");
    let signals = esbuild::bundle(&embed.join("signals.js"), &["--format=esm", CORE_TARGET])?;
    let signals_name = named("signals", &signals, "js");
    let late = esbuild::bundle(&embed.join("late.js"), &["--format=esm", CORE_TARGET])?;
    let late_name = named("late", &late, "js");
    let defines = [
        define("LATE_JS", &format!("./{late_name}")),
        define("SIGNALS_JS", &format!("./{signals_name}")),
        define("RENDER_JS", &format!("./{form_name}")),
        define("TRAIL_JS", &format!("./{trail_name}")),
        define("PHONE_JS", &format!("./{}", phone[0])),
        define("HINT_JS", &format!("./{}", hint[0])),
        define("SPECIAL_JS", &format!("./{}", special[0])),
        define("STAGES_JS", &format!("./{}", stages[0])),
        define("DESTINATION_JS", &format!("./{}", destination[0])),
        define("WORDS", &words_stem),
        define("LANGUAGES", &languages.join(" ")),
    ];
    let mut core_flags = vec!["--format=esm", CORE_TARGET, "--external:./leadwell-*"];
    core_flags.extend(GLUE_FLAGS);
    core_flags.extend(defines.iter().map(String::as_str));
    let core = esbuild::bundle(&embed.join("core.js"), &core_flags)?;
    let core_name = format!("leadwell-{}.js", short_hash(&core));
    let wasm_name = format!("leadwell-{}.wasm", short_hash(&short.wasm));

    let [core_define, wasm_define] = [define("CORE_JS", &core_name), define("CORE_WASM", &wasm_name)];
    let script_flags = ["--format=iife", SCRIPT_TARGET, &core_define, &wasm_define];
    let script = esbuild::bundle(&embed.join("leadwell.js"), &script_flags)?;

    compress::write(&dist.join(&form_name), &form)?;
    compress::write(&dist.join(&trail_name), &trail)?;
    compress::write(&dist.join(&signals_name), &signals)?;
    compress::write(&dist.join(&late_name), &late)?;
    compress::write(&dist.join(&core_name), &core)?;
    compress::write(&dist.join(&wasm_name), &short.wasm)?;
    // Last, so that the script never names a file that is not there yet.
    compress::write(&dist.join("leadwell.js"), &script)?;
    let (trail, signals, late) = (vec![trail_name], vec![signals_name], vec![late_name]);
    files.extend([form_name, core_name, wasm_name]);
    files.extend([&trail, &signals, &late].into_iter().flatten().cloned());
    remove_stale(dist, &files)?;
    Ok(Helpers {
        scripts: [
            ("phone", phone),
            ("hint", hint),
            ("special", special),
            ("stages", stages),
            ("destination", destination),
            ("trail", trail),
            ("signals", signals),
            ("late", late),
        ],
        packs: packs_stem,
    })
}

/// A name that esbuild replaces by a text.
fn define(name: &str, text: &str) -> String {
    format!("--define:{name}=\"{text}\"")
}

/// The style sheet is a string inside the lazy part, where esbuild would leave it as it is written.
pub(crate) fn minify_styles(embed: &Path, names: &[&str]) -> Result<()> {
    for name in names {
        let styles = embed.join(name);
        fs::write(&styles, esbuild::minify(&styles)?)?;
    }
    Ok(())
}

/// Removes the hashed files of earlier builds; `current` are the beginnings of the names to keep.
fn remove_stale(dist: &Path, current: &[String]) -> Result<()> {
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("leadwell-") && !current.iter().any(|kept| name.starts_with(kept.as_str())) {
            fs::remove_file(entry.path()).with_context(|| format!("cannot remove {name}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stale_hashed_files_go() {
        let dir = tempfile::tempdir().expect("a folder");
        let keep =
            ["leadwell.js", "leadwell.js.br", "leadwell-0123456789ab.js", "leadwell-0123456789ab.js.gz"];
        for name in keep.iter().chain(&["leadwell-ba9876543210.js", "leadwell-ba9876543210.wasm.br"]) {
            fs::write(dir.path().join(name), "").expect("written");
        }
        remove_stale(dir.path(), &["leadwell-0123456789ab.js".to_owned()]).expect("removed");
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        left.sort();
        let mut expected = keep.to_vec();
        expected.sort_unstable();
        assert_eq!(left, expected);
    }
}
