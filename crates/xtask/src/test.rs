//! `test`: every check and every test. All of them run even when one fails, so that one run tells all.

mod tally;

use crate::{dist, repo, setup, sh, size};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::process::Command;
use std::time::Instant;
use tally::Tally;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Leave out the tests that drive browsers
    #[arg(long)]
    no_browsers: bool,
    /// Run only the tests whose name contains this (and none of the other checks)
    filter: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut suite = Suite::default();
    let everything = options.filter.is_empty();
    if everything {
        suite.step("setup", || setup::run(!options.no_browsers));
        suite.step("format", || sh::run(sh::cargo().args(["fmt", "--all", "--check"])));
    }
    // Before anything else is compiled, because the collector takes the files into its binary.
    let built = suite.step("dist", dist::run);
    if everything {
        if built {
            suite.step("size", || size::run(false));
            suite.step("npm pack", npm_pack);
        }
        suite.source_checks();
    }
    suite.tests("unit tests", &[&NOT_THE_PAGE[..], &["--exclude", "leadwell-tests"]].concat(), options);
    suite.tests("destinations of a page", &["--package", "leadwell-page-tests"], options);
    if built {
        suite.tests("browsers", &["--package", "leadwell-tests"], options);
    }
    suite.conclude()
}

/// All packages but those that are compiled for a page only.
/// What is built together for a server. The others have features of their own that must not meet these.
const NOT_THE_PAGE: [&str; 7] = [
    "--workspace",
    "--exclude",
    "leadwell-web",
    "--exclude",
    "leadwell-assist",
    "--exclude",
    "leadwell-page-tests",
];

/// The features of `leadwell-assist`; each is a file of its own, and they are never compiled together.
const HELPERS: [&str; 6] = ["phone", "hint", "special", "stages", "destination", "services"];

#[derive(Default)]
struct Suite {
    tally: Tally,
    /// How each check went, for the summary.
    checks: Vec<(String, bool)>,
}

impl Suite {
    /// Runs one check; whether it went well.
    fn step(&mut self, name: &str, check: impl FnOnce() -> Result<()>) -> bool {
        let start = Instant::now();
        let result = check();
        if let Err(error) = &result {
            eprintln!("error: {name}: {error:#}");
        }
        let seconds = start.elapsed().as_secs_f32();
        self.checks.push((format!("{name} ({seconds:.0} s)"), result.is_ok()));
        result.is_ok()
    }

    fn source_checks(&mut self) {
        self.clippy("clippy", &[&NOT_THE_PAGE[..], &["--all-targets"]].concat());
        let wasm = ["--target", "wasm32-unknown-unknown", "--package"];
        let web = [&wasm[..], &["leadwell-web"]].concat();
        self.clippy("clippy, tag", &[&web[..], &["--no-default-features"]].concat());
        self.clippy("clippy, npm package", &[&web[..], &["--features", "sdk"]].concat());
        self.clippy("clippy, destinations of a page", &["--package", "leadwell-page-tests", "--all-targets"]);
        for helper in HELPERS {
            let assist = [&wasm[..], &["leadwell-assist", "--features", helper]].concat();
            self.clippy(&format!("clippy, {helper}"), &assist);
        }
        // Workspaces of their own, which nothing else here compiles.
        for manifest in ["fuzz/Cargo.toml", "benches/Cargo.toml"] {
            self.clippy(&format!("clippy, {manifest}"), &["--all-targets", "--manifest-path", manifest]);
        }
        if sh::ask(sh::cargo().args(["deny", "--version"])).is_some() {
            // Advisories come from a repository on GitHub and would make an offline run fail.
            self.step("cargo deny", || {
                sh::run(sh::cargo().args(["deny", "check", "licenses", "bans", "sources"]))
            });
        } else {
            eprintln!("cargo-deny is not installed: licences are not checked (`cargo install cargo-deny`)");
        }
    }

    fn clippy(&mut self, name: &str, what: &[&str]) {
        self.step(name, || sh::run(sh::cargo().arg("clippy").args(what).args(["--", "--deny", "warnings"])));
    }

    /// Runs `cargo test` on some packages and counts what it reports.
    fn tests(&mut self, name: &str, packages: &[&str], options: &Options) {
        let mut cargo = sh::cargo();
        cargo.args(["test", "--no-fail-fast"]).args(packages).arg("--").args(&options.filter);
        if options.no_browsers {
            cargo.env("LEADWELL_BROWSERS", "none");
        }
        let failed_before = self.tally.failed();
        let start = Instant::now();
        let result = stream(&mut cargo, |line| self.tally.line(line));
        let seconds = start.elapsed().as_secs_f32();
        let ok = match result {
            Ok(()) => true,
            Err(error) => {
                eprintln!("error: {name}: {error:#}");
                // A test that fails is counted as one; that its run failed is no second failure.
                self.tally.failed() > failed_before
            }
        };
        self.checks.push((format!("{name} ({seconds:.0} s)"), ok));
    }

    fn conclude(self) -> Result<()> {
        println!("\nchecks");
        for (name, ok) in &self.checks {
            println!("  {} {name}", if *ok { "ok    " } else { "FAILED" });
        }
        print!("\ntests\n{}", self.tally);
        let failed = self.tally.failed() + self.checks.iter().filter(|(_, ok)| !ok).count();
        println!("\n{} passed, {failed} failed", self.tally.passed());
        io::stdout().flush()?;
        if failed > 0 {
            bail!("{failed} failed");
        }
        Ok(())
    }
}

/// Runs a program, passes on all it prints and shows each line to `look`.
fn stream(command: &mut Command, mut look: impl FnMut(&str)) -> Result<()> {
    if io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let line = sh::display(command);
    eprintln!("+ {line}");
    // One pipe for both, because cargo names a test binary on stderr and its result follows on stdout.
    let (reader, writer) = io::pipe().context("a pipe")?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot start `{line}`"))?;
    // The command holds the pipe's writing end; without this the reading end would never see the end.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        look(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The npm package can be packed, and what it says it has is in it.
fn npm_pack() -> Result<()> {
    let mut npm = sh::command("npm");
    npm.current_dir(repo::dist().join("sdk")).args(["pack", "--dry-run", "--json", "--loglevel=error"]);
    let packed = sh::ask(&mut npm).context("`npm pack` fails in www/dist/sdk")?;
    let packed: serde_json::Value = serde_json::from_str(&packed).context("what npm says")?;
    let files: Vec<&str> = packed[0]["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|file| file["path"].as_str())
        .collect();
    for needed in ["package.json", "index.js", "index.d.ts", "leadwell_web.js", "leadwell_web_bg.wasm"] {
        if !files.contains(&needed) {
            bail!("the npm package lacks {needed}; it has {}", files.join(", "));
        }
    }
    eprintln!("npm pack: {} files, {} bytes", files.len(), packed[0]["size"]);
    Ok(())
}
