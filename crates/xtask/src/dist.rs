//! `dist`: from the sources to `www/dist`, the folder that a site serves.
//!
//! Two artefacts come from the one crate `leadwell-web`: the lean one behind the script tag ([`tag`]) and
//! the npm package ([`sdk`]).

mod assist;
pub(crate) mod compress;
mod esbuild;
mod packs;
mod sdk;
mod shorten;
mod tag;
mod wasm_pack;
mod words;

use crate::{repo, setup};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(crate) fn run() -> Result<()> {
    setup::build_tools()?;
    build()
}

/// Everything but the tools.
pub(crate) fn build() -> Result<()> {
    let dist = repo::dist();
    fs::create_dir_all(&dist).with_context(|| format!("cannot make {}", dist.display()))?;
    let words = words::Words::read()?;
    let helpers = tag::build(&dist, &words)?;
    sdk::build(&dist, &helpers, &words)?;
    eprintln!("dist: {}", dist.display());
    Ok(())
}

/// The first 12 hex digits of the SHA-256: enough to name a content for ever.
fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// `leadwell-<part>-<hash>.<ending>`: a name that changes with the content.
fn named(part: &str, bytes: &[u8], ending: &str) -> String {
    format!("leadwell-{part}-{}.{ending}", short_hash(bytes))
}

/// An empty folder, whatever was there before.
pub(crate) fn fresh_folder(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot empty {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// Copies what is in `from` into `to`, folders included; what `to` has besides stays.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
        }
    }
    Ok(())
}

pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
