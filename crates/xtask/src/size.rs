//! `size`: the bytes of each file that a page loads, against the ceilings of tests/snapshots/size.toml.

use crate::dist::{self, compress};
use crate::repo;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Add;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Limits {
    ceilings: BTreeMap<String, usize>,
}

#[derive(Clone, Copy, Default)]
struct Bytes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// What is loaded together, by the names of the files; what stands in `ceilings` under `key`.
const PARTS: [(&str, &str, &str); 11] = [
    ("form", "a page with <leadwell-form> as well", "leadwell-form-"),
    ("special", "a form with a number, date, file, country, scale or pattern", "leadwell-special-"),
    ("hint", "a person in a form with an e-mail field", "leadwell-hint-"),
    ("phone", "a person in a form with a phone field", "leadwell-phone-"),
    ("trail", "a visitor who allows the journey", "leadwell-trail-"),
    ("stages", "the same visitor: stages and score", "leadwell-stages-"),
    ("destination", "a page that names a webhook or a collector of its own", "leadwell-destination-"),
    ("services", "a page that names a service: in place of that WASM", "leadwell-services-"),
    ("signals", "a page with a consent platform, or a browser with a privacy signal", "leadwell-signals-"),
    ("late", "a form that is begun, a wish to be forgotten, a page that is not secure", "leadwell-late-"),
    ("words", "the words of a page that is not English, the longest", "leadwell-words-"),
];
const PACK: &str = "leadwell-pack-";
/// The calling codes of twenty big markets: US and CA, GB, DE, FR, ES, IT, NL, PL, PT, AT, CH, BE, SE, NO, DK,
/// IE, AU, IN, BR.
const TWENTY: [u16; 19] = [1, 31, 32, 33, 34, 351, 353, 39, 41, 43, 44, 45, 46, 47, 48, 49, 55, 61, 91];

pub(crate) fn run(build: bool) -> Result<()> {
    if build {
        dist::run()?;
    }
    let dist = repo::dist();
    let tag = files(&dist)?;
    let sdk = files(&dist.join("sdk"))?;
    let mut sums = BTreeMap::new();

    println!("{:<40}{:>9}{:>9}{:>9}", "what the script tag loads", "raw", "gzip", "brotli");
    let lazy =
        |name: &str| PARTS.iter().any(|(_, _, start)| name.starts_with(start)) || name.starts_with(PACK);
    let total = table(tag.iter().filter(|file| !lazy(&name(file))))?;
    row("together", total);
    sums.insert("total", total.brotli);
    let script = tag.iter().find(|file| name(file) == "leadwell.js");
    let script = script.context("www/dist/leadwell.js is missing: run `cargo xtask dist`")?;
    sums.insert("script", measure(script)?.brotli);
    for (key, what, start) in PARTS {
        println!("\n{what}");
        let files = tag.iter().filter(|file| name(file).starts_with(start));
        // Of the languages a page loads one.
        let sum = if key == "words" { longest(files)? } else { table(files)? };
        sums.insert(key, sum.brotli);
    }
    println!("\nphone packs, one for each calling code, as they are served");
    for (key, bytes) in packs(&tag)? {
        println!("  {key:<38}{bytes:>27}");
        sums.insert(key, bytes);
    }
    println!("\nthe npm package (no ceiling)");
    row("together", table(sdk.iter().filter(|file| !name(file).starts_with(PACK)))?);
    println!();

    let mut faults = over_ceiling(&sums, &ceilings()?);
    faults.extend(evaluated(tag.iter().chain(&sdk))?);
    if faults.is_empty() { Ok(()) } else { bail!(faults.join("; ")) }
}

/// A row each; the sum.
fn table<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<Bytes> {
    let mut sum = Bytes::default();
    for file in files {
        let bytes = measure(file)?;
        row(&name(file), bytes);
        sum = sum + bytes;
    }
    Ok(sum)
}

fn longest<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<Bytes> {
    let mut most = (Bytes::default(), String::new());
    for file in files {
        let bytes = measure(file)?;
        if bytes.brotli > most.0.brotli {
            most = (bytes, name(file));
        }
    }
    row(&most.1, most.0);
    Ok(most.0)
}

/// All calling codes in one file, the sum of twenty countries' files, the longest file. They are coded to the
/// last bit: nothing compresses them further.
fn packs(files: &[PathBuf]) -> Result<[(&'static str, usize); 3]> {
    let (mut twenty, mut longest) = (0, 0);
    for file in files.iter().filter(|file| name(file).starts_with(PACK)) {
        let bytes = fs::metadata(file)?.len() as usize;
        let code = name(file).rsplit('-').next().and_then(|end| end.strip_suffix(".bin")?.parse().ok());
        twenty += if code.is_some_and(|code: u16| TWENTY.contains(&code)) { bytes } else { 0 };
        longest = longest.max(bytes);
    }
    Ok([
        ("pack of the world", leadwell_phone::WORLD.len()),
        ("packs of 20 countries", twenty),
        ("longest pack", longest),
    ])
}

fn ceilings() -> Result<BTreeMap<String, usize>> {
    let path = repo::path("tests/snapshots/size.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(toml::from_str::<Limits>(&text).context("tests/snapshots/size.toml")?.ceilings)
}

/// What is too large, and what has a ceiling without a size or a size without a ceiling.
fn over_ceiling(sums: &BTreeMap<&str, usize>, ceilings: &BTreeMap<String, usize>) -> Vec<String> {
    let mut faults = Vec::new();
    for (what, bytes) in sums {
        let Some(ceiling) = ceilings.get(*what) else {
            faults.push(format!("{what} has no ceiling"));
            continue;
        };
        println!("{what:<22}{bytes:>7} of {ceiling} bytes brotli");
        if bytes > ceiling {
            faults.push(format!("{what} is {} bytes over its ceiling of {ceiling}", bytes - ceiling));
        }
    }
    for what in ceilings.keys().filter(|what| !sums.contains_key(what.as_str())) {
        faults.push(format!("{what} has a ceiling and no size"));
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

/// The files of the widget in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{} is missing: run `cargo xtask dist`", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|ending| ["js", "wasm", "json", "bin"].iter().any(|known| ending == *known))
    });
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
    println!("  {name:<38}{:>9}{:>9}{:>9}", bytes.raw, bytes.gzip, bytes.brotli);
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
        assert!(ceilings["script"] < ceilings["total"]);
    }

    #[test]
    fn a_byte_too_many_is_a_fault() {
        let ceilings = BTreeMap::from([("script".to_owned(), 3), ("total".to_owned(), 18)]);
        let check = |sums: &[(&'static str, usize)]| over_ceiling(&sums.iter().copied().collect(), &ceilings);
        assert!(check(&[("script", 3), ("total", 18)]).is_empty());
        assert_eq!(check(&[("script", 4), ("total", 18)]), ["script is 1 bytes over its ceiling of 3"]);
        assert_eq!(check(&[("script", 3)]), ["total has a ceiling and no size"]);
        assert_eq!(check(&[("script", 3), ("total", 18), ("new", 1)]), ["new has no ceiling"]);
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
