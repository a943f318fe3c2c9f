//! `fuzz`: every target of `fuzz/`, one after the other, each from seeds of the recorded fixtures.

mod seeds;

use crate::setup::cargo_tools::{self, CARGO_FUZZ};
use crate::{dist, repo, sh};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

#[derive(Args)]
pub(crate) struct Options {
    /// Executions of each target
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
    /// Seconds after which a target ends before that
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// These targets alone
    targets: Vec<String>,
}

/// A fuzzer's input is no longer than this; what longer texts cost, `bench validate` measures.
const MOST_BYTES: usize = 4096;

pub(crate) fn run(options: &Options) -> Result<()> {
    cargo_tools::install(&CARGO_FUZZ)?;
    let known = targets(&repo::path("fuzz/targets"))?;
    let chosen = if options.targets.is_empty() { &known } else { &options.targets };
    if let Some(strange) = chosen.iter().find(|target| !known.contains(target)) {
        bail!("there is no target {strange}; there are {}", known.join(", "));
    }
    let home = repo::target().join("fuzz");
    seeds::write(&home.join("seeds"), &known)?;
    let mut figures = Vec::new();
    for target in chosen {
        figures.push((target, one(target, options, &home)?));
    }
    println!();
    for (target, done) in &figures {
        println!("{target:<12} {:>12} executions in {:>4} s{}", done.runs, done.seconds, done.end());
    }
    let total: u64 = figures.iter().map(|(_, done)| done.runs).sum();
    println!("{:<12} {total:>12} executions", "in all");
    let crashed = figures.iter().filter(|(_, done)| !done.ok).count();
    if crashed > 0 {
        bail!("{crashed} targets crashed; the inputs are in {}", home.join("artifacts").display());
    }
    Ok(())
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

struct Done {
    runs: u64,
    seconds: u64,
    ok: bool,
}

impl Done {
    fn end(&self) -> &'static str {
        if self.ok { "" } else { ", CRASHED" }
    }
}

fn one(target: &str, options: &Options, home: &Path) -> Result<Done> {
    let (corpus, artifacts) = (home.join("corpus").join(target), home.join("artifacts").join(target));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut cargo = sh::cargo();
    // Coverage needs a flag of the compiler that only nightly takes; stable takes it when told that it may.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", home.join("build"));
    // There is no unsafe code of ours that a sanitizer could watch, and it would halve the executions.
    cargo.args(["fuzz", "run", "--fuzz-dir", "fuzz", "--sanitizer", "none", "--release", target]);
    cargo.arg(&corpus).arg(home.join("seeds").join(target)).arg("--");
    cargo.arg(format!("-runs={}", options.runs)).arg(format!("-max_total_time={}", options.seconds));
    cargo.arg(format!("-max_len={MOST_BYTES}")).args(["-timeout=25", "-print_final_stats=1", "-verbosity=1"]);
    cargo.arg(format!("-artifact_prefix={}/", artifacts.display()));
    let line = sh::display(&cargo);
    eprintln!("+ {line}");
    let mut child = cargo.stderr(Stdio::piped()).spawn().with_context(|| format!("cannot start `{line}`"))?;
    let mut done = Done { runs: 0, seconds: 0, ok: false };
    for said in BufReader::new(child.stderr.take().context("its stderr")?).split(b'\n') {
        let said = String::from_utf8_lossy(&said?).into_owned();
        // `Done 1000000 runs in 12 second(s)`
        let mut words = said.split(' ');
        if words.next() == Some("Done") {
            done.runs = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            done.seconds = words.nth(2).and_then(|word| word.parse().ok()).unwrap_or(0);
        } else if !said.starts_with('#') {
            // The progress of a fuzzer is a thousand lines that nobody reads.
            eprintln!("{said}");
        }
    }
    done.ok = child.wait()?.success();
    Ok(done)
}

/// A fresh folder of seeds, numbered.
fn put(folder: &Path, seeds: impl IntoIterator<Item = Vec<u8>>) -> Result<()> {
    dist::fresh_folder(folder)?;
    for (i, seed) in seeds.into_iter().enumerate() {
        let file = folder.join(format!("{i:04}"));
        fs::write(&file, seed).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
