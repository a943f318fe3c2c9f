//! The data of `crates/phone`, from libphonenumber's metadata as PyPI's `phonenumbers` has it.
//!
//! xtask uses `leadwell-phone` here, because the writer of the data and its reader share one model and one
//! description of the layout: a second copy would drift.

mod check;
mod metadata;
mod python;

use crate::{repo, sh};
use anyhow::{Context, Result, bail};
use leadwell_phone::encode::{self, Source};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;

/// The version that the fixtures' oracle has too.
const VERSION: &str = "9.0.40";
const WHEEL: &str = "phonenumbers-9.0.40-py2.py3-none-any.whl";
const SHA256: &str = "189c028c4acd41ee80782e50f74a91260bd76d9115c83be94302509e1cdb5e84";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fail if the files in crates/phone/data are not what would be written
    #[arg(long)]
    check: bool,
    /// Only print how large a pack of these regions is (DE,AT,…)
    #[arg(long, value_delimiter = ',')]
    regions: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let entries = metadata::read(&fetch()?)?;
    let sources: Vec<Source> = entries.iter().map(|entry| entry.source.clone()).collect();
    let write = |codes: &[u16]| -> Result<(Vec<u8>, Vec<u8>)> {
        let base = encode::base(&sources).map_err(anyhow::Error::msg)?;
        let pack = encode::pack(&sources, &base, codes).map_err(anyhow::Error::msg)?;
        Ok((base, pack))
    };
    if !options.regions.is_empty() {
        let codes = codes(&sources, &options.regions)?;
        let (base, pack) = write(&codes)?;
        check::round_trip(&entries, &base, &pack, &codes)?;
        println!("base {} B, pack of {} calling codes {} B", base.len(), codes.len(), pack.len());
        return Ok(());
    }
    let mut all: Vec<u16> = sources.iter().map(|source| source.code).collect();
    all.dedup();
    let (base, pack) = write(&all)?;
    check::round_trip(&entries, &base, &pack, &all)?;
    println!("base {} B, pack of all {} calling codes {} B", base.len(), all.len(), pack.len());
    let note = format!(
        "base.bin, world.bin: telephone numbering plans, written by `cargo xtask phone-data`.\n\
         Source: PyPI phonenumbers {VERSION} ({WHEEL}, SHA-256 {SHA256}),\n\
         the metadata of Google's libphonenumber {VERSION}, Copyright (C) 2010-2026 The Libphonenumber Authors.\n\
         Licence: Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0; changed in form, not in content.\n"
    );
    let files = [("base.bin", base), ("world.bin", pack), ("README", note.into_bytes())];
    for (name, content) in files {
        let path = repo::path("crates/phone/data").join(name);
        if !options.check {
            fs::write(&path, content).with_context(|| path.display().to_string())?;
        } else if fs::read(&path).ok().as_ref() != Some(&content) {
            bail!("{} is not what the metadata say; run `cargo xtask phone-data`", path.display());
        }
    }
    Ok(())
}

fn codes(sources: &[Source], regions: &[String]) -> Result<Vec<u16>> {
    let mut codes = Vec::new();
    for id in regions {
        let region =
            sources.iter().find(|source| source.id == *id).with_context(|| format!("no region {id}"))?;
        codes.push(region.code);
    }
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

/// The package's `data` folder, downloaded once.
fn fetch() -> Result<PathBuf> {
    let folder = repo::target().join("phone-metadata").join(VERSION);
    let wheel = folder.join(WHEEL);
    if !wheel.is_file() {
        fs::create_dir_all(&folder)?;
        let what = format!("phonenumbers=={VERSION}");
        let pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"];
        sh::run(sh::command("python3").args(pip).arg(&folder).arg(what))?;
    }
    let found: String = Sha256::digest(fs::read(&wheel)?).iter().map(|byte| format!("{byte:02x}")).collect();
    if found != SHA256 {
        bail!("{} has the SHA-256 {found}, not {SHA256}", wheel.display());
    }
    let data = folder.join("phonenumbers/data");
    if !data.is_dir() {
        sh::run(sh::command("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&folder))?;
    }
    Ok(data)
}
