//! `conform`: how far our validators agree with the references. The comparing is a program of the tests' own.

use crate::sh;
use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Options {
    /// Recorded answers of a reference, in one of the four formats of the recorded fixtures
    file: PathBuf,
    /// Print every disagreement, not only the first ones
    #[arg(long)]
    all: bool,
}

/// The program's own code: 0, 1 below what is promised, 2 where the file cannot be read.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let mut build = sh::cargo();
    build.args(["build", "--quiet", "--package", "leadwell-tests", "--bin", "conform"]);
    sh::run(&mut build)?;
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "--package", "leadwell-tests", "--bin", "conform", "--"]);
    // The program runs in the repository's root, not where the command was typed.
    cargo.arg(std::path::absolute(&options.file).context("the working folder")?);
    if options.all {
        cargo.arg("--all");
    }
    let status = cargo.status().context("cannot start cargo")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
