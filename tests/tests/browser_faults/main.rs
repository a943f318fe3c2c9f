//! The fault bench: F1 to F20 in real browsers, with pages that crash and browsers that are killed. Nothing may be
//! lost, nothing stored twice. Ends with a table, scenario by engine.
//!
//! `cargo test -p leadwell-tests --test browser_faults -- chromium::F10` runs some of it.

mod ours;

use leadwell_tests::Engine;
use leadwell_tests::trial::scenarios::{self, Trial as Scenario};
use leadwell_tests::trial::{System, leadwell, services, table};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;

/// What a page without a collector is put through as well, in front of each service.
const WITH_SERVICES: [&str; 5] = ["F0 ", "F1 ", "F4 ", "F6 ", "F10a "];

type Cells = Arc<Mutex<BTreeMap<(String, String), String>>>;

#[expect(clippy::print_stdout, reason = "a test program's report")]
fn main() -> ExitCode {
    let mut args = Arguments::from_args();
    // They mostly wait.
    args.test_threads.get_or_insert(5);
    let runtime = match Runtime::new() {
        Ok(runtime) => Arc::new(runtime),
        Err(error) => panic!("no runtime: {error}"),
    };
    let cells = Cells::default();
    let mut trials = Vec::new();
    let rows = rows();
    for (name, scenario, system) in &rows {
        for engine in Engine::ALL.into_iter().filter(wanted) {
            let cell = (name.clone(), engine.to_string());
            if let Some((_, why)) = scenario.not_in.iter().find(|(other, _)| *other == engine) {
                note(&cells, cell, format!("({why})"));
                continue;
            }
            let (runtime, cells) = (Arc::clone(&runtime), Arc::clone(&cells));
            let (scenario, system) = (*scenario, system.clone());
            trials.push(Trial::test(format!("{engine}::{name}"), move || {
                let ran = runtime.block_on(run(engine, scenario, &system));
                note(&cells, cell, ran.as_ref().map_or_else(|_| "FAILED".into(), Clone::clone));
                ran.map(drop).map_err(|error| {
                    Failed::from(error.chain().map(|e| format!("{e}\n")).collect::<String>())
                })
            }));
        }
    }
    let conclusion = libtest_mimic::run(&args, trials);
    if !args.list {
        println!("stored/produced, and copies on the wire under the same id\n");
        let cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
        let all = rows.iter().map(|(name, ..)| name.as_str());
        let rows: Vec<_> = all.filter(|name| cells.keys().any(|(row, _)| row == name)).collect();
        println!("{}", table(&rows, &Engine::ALL.map(|engine| engine.to_string()), &cells));
    }
    conclusion.exit_code()
}

/// What runs in each browser: its name, and what is tried.
fn rows() -> Vec<(String, Scenario, System)> {
    let own = leadwell::system(Vec::new());
    let all = scenarios::ALL.iter().chain(ours::ALL);
    let mut rows: Vec<_> = all.map(|one| (one.name.to_owned(), *one, own.clone())).collect();
    for system in services() {
        let chosen = |one: &&Scenario| WITH_SERVICES.iter().any(|name| one.name.starts_with(name));
        let more = scenarios::ALL.iter().filter(chosen);
        rows.extend(more.map(|one| (format!("{}: {}", system.name, one.name), *one, system.clone())));
    }
    rows
}

async fn run(engine: Engine, scenario: Scenario, system: &System) -> anyhow::Result<String> {
    let outcome = (scenario.run)(engine, system).await?;
    outcome.ensure_whole()?;
    (scenario.limit)(&outcome)?;
    Ok(outcome.to_string())
}

fn note(cells: &Cells, cell: (String, String), text: String) {
    cells.lock().unwrap_or_else(PoisonError::into_inner).insert(cell, text);
}

/// `LEADWELL_BROWSERS=chromium,firefox` picks some; `none` leaves all out.
fn wanted(engine: &Engine) -> bool {
    std::env::var("LEADWELL_BROWSERS")
        .map_or(true, |names| names.split(',').any(|name| name.trim() == engine.to_string()))
}
