//! `bench validate`: our validators beside the references, on the recorded fixtures, and what 1 MB of bad input
//! costs. The measuring is done by the package `benches`, which is no member of the workspace, so that the references
//! are compiled by nobody who does not ask for this.

use crate::{bench, repo, sh};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;

#[derive(Args)]
pub(crate) struct Options {
    /// Pairs of runs, ours and the reference's in turn
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    /// Leave out the long inputs
    #[arg(long)]
    no_long: bool,
}

/// The reference for e-mail, as in the fixtures' README.
const VALIDATOR: &str = "validator@13.15.35";

pub(crate) fn run(options: &Options) -> Result<()> {
    if sh::which("node").is_none() || sh::which("npm").is_none() {
        bail!("install Node.js 18 or newer with npm (Debian: `apt-get install nodejs npm`)");
    }
    let home = repo::target().join("benches");
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    let mut npm = sh::command("npm");
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.arg("--prefix").arg(&home).arg(VALIDATOR);
    sh::run(&mut npm).with_context(|| format!("cannot install {VALIDATOR}"))?;
    let mut cargo = sh::cargo();
    cargo.env("CARGO_TARGET_DIR", &home);
    cargo.args(["run", "--quiet", "--release", "--manifest-path", "benches/Cargo.toml", "--"]);
    cargo.args(["--pairs", &options.pairs.to_string()]);
    cargo.arg("--fixtures").arg(bench::fixtures()).arg("--modules").arg(home.join("node_modules"));
    if options.no_long {
        cargo.arg("--no-long");
    }
    sh::run(&mut cargo)
}
