//! `size`: the bytes of each file that a page loads, against the ceilings of tests/snapshots/size.toml.

use crate::dist::{self, compress};
use crate::repo;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;
use std::ops::Add;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Limits {
    ceilings: Ceilings,
}

/// Bytes after brotli.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ceilings {
    /// The script that the tag loads.
    script: usize,
    /// Everything that the tag leads to on every page.
    total: usize,
    /// The same with the renderer, which only a page with `<leadwell-form>` loads.
    rendered: usize,
}

#[derive(Clone, Copy, Default)]
struct Bytes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

pub(crate) fn run(build: bool) -> Result<()> {
    if build {
        dist::run()?;
    }
    let dist = repo::dist();
    let tag = files(&dist)?;
    let sdk = files(&dist.join("sdk"))?;
    let (tag, form): (Vec<_>, Vec<_>) =
        tag.into_iter().partition(|file| !name(file).starts_with("leadwell-form-"));
    let measured = tag.iter().map(|file| measure(file)).collect::<Result<Vec<_>>>()?;
    let total = measured.iter().copied().fold(Bytes::default(), Bytes::add);

    println!("{:<34}{:>9}{:>9}{:>9}", "what the script tag loads", "raw", "gzip", "brotli");
    for (file, bytes) in tag.iter().zip(&measured) {
        row(&name(file), *bytes);
    }
    row("together", total);
    let mut rendered = total;
    for file in &form {
        let bytes = measure(file)?;
        row(&name(file), bytes);
        rendered = rendered + bytes;
    }
    row("on a page with <leadwell-form>", rendered);
    println!("\nthe npm package (no ceiling)");
    let mut sdk_total = Bytes::default();
    for file in &sdk {
        let bytes = measure(file)?;
        row(&name(file), bytes);
        sdk_total = sdk_total + bytes;
    }
    row("together", sdk_total);
    println!();

    let script = tag.iter().zip(&measured).find(|(file, _)| name(file) == "leadwell.js");
    let script = script.context("www/dist/leadwell.js is missing: run `cargo xtask dist`")?.1.brotli;
    let mut faults = over_ceiling([script, total.brotli, rendered.brotli], &ceilings()?);
    faults.extend(evaluated(tag.iter().chain(&sdk))?);
    if faults.is_empty() { Ok(()) } else { bail!(faults.join("; ")) }
}

fn ceilings() -> Result<Ceilings> {
    let path = repo::path("tests/snapshots/size.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(toml::from_str::<Limits>(&text).context("tests/snapshots/size.toml")?.ceilings)
}

fn over_ceiling([script, total, rendered]: [usize; 3], ceilings: &Ceilings) -> Vec<String> {
    let mut faults = Vec::new();
    for (what, bytes, ceiling) in [
        ("script", script, ceilings.script),
        ("total", total, ceilings.total),
        ("rendered", rendered, ceilings.rendered),
    ] {
        println!("{what:<9}{bytes:>7} of {ceiling} bytes brotli");
        if bytes > ceiling {
            faults.push(format!("{what} is {} bytes over its ceiling of {ceiling}", bytes - ceiling));
        }
    }
    faults
}

/// A site whose content policy forbids the evaluation of strings has to be able to load us.
fn evaluated<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "js")) {
        let text = fs::read_to_string(file)?;
        for word in ["new Function", "eval("] {
            if text.contains(word) {
                faults.push(format!("{} has `{word}`", name(file)));
            }
        }
    }
    Ok(faults)
}

/// The scripts and modules in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{} is missing: run `cargo xtask dist`", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "js" || ending == "wasm"));
    // The entry first: leadwell.js, index.js.
    files.sort_by_key(|file| (name(file).len(), name(file)));
    Ok(files)
}

fn measure(file: &Path) -> Result<Bytes> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Bytes {
        raw: bytes.len(),
        gzip: compress::gzip(&bytes)?.len(),
        brotli: compress::brotli(&bytes)?.len(),
    })
}

fn row(name: &str, bytes: Bytes) {
    println!("  {name:<32}{:>9}{:>9}{:>9}", bytes.raw, bytes.gzip, bytes.brotli);
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Add for Bytes {
    type Output = Bytes;

    fn add(self, other: Bytes) -> Bytes {
        Bytes { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_ceilings_can_be_read() {
        let ceilings = ceilings().expect("tests/snapshots/size.toml");
        assert!(ceilings.script < ceilings.total);
    }

    #[test]
    fn a_byte_too_many_is_a_fault() {
        let ceilings = Ceilings { script: 3, total: 18, rendered: 19 };
        assert!(over_ceiling([3, 18, 19], &ceilings).is_empty());
        assert_eq!(over_ceiling([4, 18, 19], &ceilings), ["script is 1 bytes over its ceiling of 3"]);
        assert_eq!(over_ceiling([4, 20, 21], &ceilings).len(), 3);
    }

    #[test]
    fn scripts_that_evaluate_strings_are_found() {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in [("a.js", "let x = 1"), ("b.js", "new Function('x')"), ("c.wasm", "eval(")] {
            fs::write(dir.path().join(name), text).expect("written");
        }
        let files = files(dir.path()).expect("a folder");
        assert_eq!(files.len(), 3);
        assert_eq!(evaluated(files.iter()).expect("read"), ["b.js has `new Function`"]);
    }
}
