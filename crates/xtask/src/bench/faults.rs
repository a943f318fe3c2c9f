//! `bench faults`: the fault bench beside other SDKs, which npm installs from `tests/peers/faults`.

use crate::{dist, repo, setup, sh};
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::path::Path;

#[derive(Args)]
pub(crate) struct Options {
    /// Only what has this in `<system> <scenario>`, such as `Snowplow F6`
    filter: Option<String>,
}

/// The entries, and whether each becomes a script of a page or of a worker; both are plain scripts.
const ENTRIES: [&str; 6] = ["snowplow", "posthog", "segment", "rudderstack", "workbox", "workbox-worker"];

pub(crate) fn run(options: &Options) -> Result<()> {
    setup::run(true)?;
    dist::run()?;
    let home = repo::target().join("bench/faults");
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    let source = repo::path("tests/peers/faults");
    for entry in fs::read_dir(&source).with_context(|| format!("cannot read {}", source.display()))? {
        let entry = entry?;
        fs::copy(entry.path(), home.join(entry.file_name()))?;
    }
    let mut npm = sh::command("npm");
    npm.current_dir(&home).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    sh::run(&mut npm).context("cannot install the other SDKs")?;
    for name in ENTRIES {
        bundle(&home, name)?;
    }
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "--package", "leadwell-tests", "--bin", "bench_faults", "--"]).arg(&home);
    cargo.args(&options.filter);
    sh::run(&mut cargo)
}

fn bundle(home: &Path, name: &str) -> Result<()> {
    let mut esbuild = sh::command("esbuild");
    esbuild.arg(home.join(format!("{name}.js")));
    esbuild.args(["--bundle", "--format=iife", "--minify", "--log-level=error"]);
    esbuild.arg("--define:process.env.NODE_ENV=\"production\"");
    esbuild.arg(format!("--outfile={}", home.join(format!("{name}.out.js")).display()));
    sh::run(&mut esbuild)
}
