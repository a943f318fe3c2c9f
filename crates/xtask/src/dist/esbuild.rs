//! esbuild: bundles and minifies what the browser loads.

use crate::sh;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Bundles `entry` into one minified file and returns it.
pub(crate) fn bundle(entry: &Path, flags: &[&str]) -> Result<Vec<u8>> {
    run(entry, &["--bundle", "--loader:.css=text"], flags)
}

/// Minifies one file.
pub(crate) fn minify(file: &Path) -> Result<Vec<u8>> {
    run(file, &[], &[])
}

fn run(entry: &Path, mode: &[&str], flags: &[&str]) -> Result<Vec<u8>> {
    let out = entry.with_extension("out");
    let mut esbuild = sh::command("esbuild");
    esbuild.arg(entry).args(mode).args(flags);
    esbuild.args(["--minify", "--legal-comments=none", "--charset=utf8", "--log-level=warning"]);
    esbuild.arg(format!("--outfile={}", out.display()));
    sh::run(&mut esbuild)?;
    let bytes = fs::read(&out).with_context(|| format!("cannot read {}", out.display()))?;
    Ok(bytes.trim_ascii_end().to_vec())
}
