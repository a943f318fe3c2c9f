//! What the script tag costs a landing page in real Chromium: `cargo xtask bench page`.
//!
//! Times belong to the machine and to what else it does, so they are printed and not judged. One thing is:
//! a task of ours that keeps the main thread for over 50 ms, and that more often than by chance.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks by printing")]

mod demo;
mod loads;
mod pressure;
mod stats;
mod tasks;

use anyhow::{Context as _, bail};
use std::process::ExitCode;

const PROBE: &str = include_str!("probe.js");

/// How often a measurement is taken again when the browser or the machine fails it.
const ATTEMPTS: u32 = 3;

struct Options {
    /// Pairs of cold loads.
    runs: usize,
    /// Loads over a slow mobile connection, by Chromium's own emulation.
    slow_network: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain alone: a backtrace of the rigs tells nothing.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let options = options(std::env::args().skip(1))?;
    tokio::select! {
        result = measure(&options) => result,
        // Going out of scope ends the browsers, which Ctrl-C does not reach.
        signal = tokio::signal::ctrl_c() => {
            signal?;
            bail!("interrupted")
        }
    }
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    loads::run(options).await?;
    tasks::run().await
}

fn options(mut args: impl Iterator<Item = String>) -> anyhow::Result<Options> {
    let mut options = Options { runs: 15, slow_network: false };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--runs" => {
                let number = args.next().and_then(|number| number.parse().ok());
                options.runs = number.filter(|runs| *runs > 0).context("--runs takes a number above 0")?;
            }
            "--slow-network" => options.slow_network = true,
            other => bail!("unknown argument {other}; allowed: --runs N, --slow-network"),
        }
    }
    Ok(options)
}

/// Measures again after a failure: a browser that did not start is no result.
async fn patiently<T>(what: &str, mut measure: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    for _ in 1..ATTEMPTS {
        match measure().await {
            Ok(result) => return Ok(result),
            Err(error) => eprintln!("{what} is measured again: {error:#}"),
        }
    }
    measure().await.with_context(|| format!("{what} could not be measured"))
}
