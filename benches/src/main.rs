//! Our validators beside the references: `cargo xtask bench validate`. Times belong to the machine and to what else
//! it does, so runs are paired, and nothing is judged.

mod addresses;
mod long;
mod numbers;
mod pairs;

use anyhow::{Context as _, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};

struct Options {
    pairs: usize,
    long: bool,
    fixtures: PathBuf,
    /// The folder `node_modules` with the package `validator`.
    modules: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let options = options()?;
    numbers::run(&options)?;
    addresses::run(&options)?;
    if options.long {
        long::run();
    }
    Ok(())
}

fn options() -> anyhow::Result<Options> {
    let (mut pairs, mut long, mut fixtures, mut modules) = (15, true, None, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--pairs" => pairs = value()?.parse().context("--pairs takes a number")?,
            "--fixtures" => fixtures = Some(value()?.into()),
            "--modules" => modules = Some(value()?.into()),
            "--no-long" => long = false,
            other => bail!("unknown argument {other}"),
        }
    }
    Ok(Options {
        pairs,
        long,
        fixtures: fixtures.context("--fixtures is missing")?,
        modules: modules.context("--modules is missing")?,
    })
}

fn rows(folder: &Path, file: &str) -> anyhow::Result<Vec<Value>> {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines().map(|line| serde_json::from_str(line).context(file.to_owned())).collect()
}
