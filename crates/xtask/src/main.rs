//! The repository's own commands. `cargo xtask <command>`; every one may be run again at any time, and
//! installs what it lacks or says in one line what to install.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks by printing")]

mod bench;
mod conform;
mod demo;
mod dist;
mod email;
mod fuzz;
mod pages;
mod phone;
mod repo;
mod setup;
mod sh;
mod size;
mod test;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Leadwell's own commands", disable_version_flag = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install the build tools at their pinned versions, and the browsers that the tests drive
    Setup {
        /// Build tools only
        #[arg(long)]
        no_browsers: bool,
    },
    /// Write www/dist: what a site serves, and the npm package
    Dist,
    /// Print the bytes of each file that a page loads; fails over a ceiling
    Size {
        /// Measure www/dist as it is
        #[arg(long)]
        no_build: bool,
    },
    /// Write crates/phone/data from libphonenumber's metadata
    PhoneData(phone::Options),
    /// Write crates/email/data from lists of npm and PyPI
    EmailData {
        /// Fail if the files are not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Serve a landing page and a collector on this machine
    Demo(demo::Options),
    /// Measure what the widget costs
    #[command(subcommand)]
    Bench(bench::What),
    /// Compare our validators with the recorded answers of a reference
    Conform(conform::Options),
    /// Run every fuzz target, from seeds of the recorded fixtures
    Fuzz(fuzz::Options),
    /// Run every check and every test, in three browsers
    Test(test::Options),
    /// What continuous integration runs: the same as `test`
    Ci,
}

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Setup { no_browsers } => setup::run(!no_browsers),
        Command::Dist => dist::run(),
        Command::Size { no_build } => size::run(!no_build),
        Command::PhoneData(options) => phone::run(&options),
        Command::EmailData { check } => email::run(check),
        Command::Demo(options) => demo::run(&options),
        Command::Bench(what) => bench::run(&what),
        Command::Conform(options) => return conform::run(&options).unwrap_or_else(failed),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Ci => test::run(&test::Options::default()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error),
    }
}

fn failed(error: anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
