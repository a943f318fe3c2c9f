//! E-mail addresses: ours as the collector judges them, beside npm validator.js in Node.js, which is told when to
//! run and measures itself.

use super::{Options, pairs, rows};
use anyhow::{Context as _, ensure};
use leadwell_email::native::Native;
use leadwell_email::parse;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Rounds over the fixtures in one run.
const ROUNDS: usize = 50;

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut addresses = Vec::new();
    for file in ["email_suites.jsonl", "email_differential.jsonl"] {
        for row in rows(&options.fixtures, file)? {
            addresses.push(row["address"].as_str().context("a row without \"address\"")?.to_owned());
        }
    }
    let file = options.modules.join("addresses.json");
    std::fs::write(&file, serde_json::to_string(&addresses)?).context("the addresses for Node.js")?;
    let script = options.modules.join("addresses.cjs");
    std::fs::write(&script, include_str!("addresses.js")).context("the script for Node.js")?;
    let mut node = Command::new("node")
        .arg(&script)
        .args([&options.modules, &file])
        .arg(ROUNDS.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start node")?;
    let mut ask = node.stdin.take().context("its stdin")?;
    let mut said = BufReader::new(node.stdout.take().context("its stdout")?);

    let ours = || {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            for address in &addresses {
                black_box(parse(black_box(address), &Native).is_ok());
            }
        }
        Ok(start.elapsed())
    };
    let mut theirs = || {
        ask.write_all(b"go\n")?;
        let mut line = String::new();
        ensure!(said.read_line(&mut line)? > 0, "node has ended");
        let nanoseconds = line.split(' ').next().unwrap_or_default().parse().context("a time")?;
        Ok(Duration::from_nanos(nanoseconds))
    };
    let count = addresses.len() * ROUNDS;
    pairs::compare("e-mail addresses", options.pairs, count, ours, ("validator.js", &mut theirs))?;
    drop(ask);
    node.wait().context("node")?;
    Ok(())
}
