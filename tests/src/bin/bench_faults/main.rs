//! The fault bench beside other SDKs: `cargo xtask bench faults` prepares their pages and runs this.

mod dialects;
mod peers;

use anyhow::Context as _;
use leadwell_tests::Engine;
use leadwell_tests::trial::scenarios::{ALL, Trial};
use leadwell_tests::trial::{System, leadwell, table};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What makes sense for anything that sends events.
const CHOSEN: [&str; 18] = [
    "F0 ",
    "F1 ",
    "F2 429, Retry-After in seconds",
    "F3 a Wi-Fi",
    "F4 ",
    "F5 answer after",
    "F6 refused, browser",
    "F6 refused, tab",
    "F7 ",
    "F8a ",
    "F8b ",
    "F8c ",
    "F9 ",
    "F10a ",
    "F10b ",
    "F11 five tabs, one closed",
    "F12d ",
    "F12e ",
];

/// Browsers at once; they mostly wait.
const AT_ONCE: usize = 8;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args_os().skip(1);
    let folder = PathBuf::from(args.next().context("usage: bench_faults FOLDER [FILTER]")?);
    let filter = args.next().map_or_else(String::new, |text| text.to_string_lossy().into_owned());
    std::fs::create_dir_all(folder.join("stories"))?;
    let mut systems = vec![leadwell::system(Vec::new())];
    systems.extend(peers::all(&folder)?);
    let trials: Vec<Trial> =
        ALL.iter().filter(|trial| CHOSEN.iter().any(|name| trial.name.starts_with(name))).copied().collect();
    let pairs = trials.iter().flat_map(|trial| systems.iter().map(move |system| (*trial, system)));
    let todo: Vec<(Trial, &System)> =
        pairs.filter(|(trial, system)| format!("{} {}", system.name, trial.name).contains(&filter)).collect();
    let todo = Mutex::new(todo.into_iter().rev().collect::<Vec<_>>());
    let cells = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| work(&folder, &todo, &cells));
        }
    });
    let rows: Vec<&str> = trials.iter().map(|trial| trial.name).collect();
    let columns: Vec<String> = systems.iter().map(|system| system.name.to_owned()).collect();
    let cells = cells.into_inner().unwrap_or_else(PoisonError::into_inner);
    writeln!(std::io::stdout(), "{}", table(&rows, &columns, &cells))?;
    Ok(())
}

fn work(
    folder: &Path,
    todo: &Mutex<Vec<(Trial, &System)>>,
    cells: &Mutex<BTreeMap<(String, String), String>>,
) {
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return };
    loop {
        let next = todo.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some((trial, system)) = next else { return };
        let cell = match runtime.block_on((trial.run)(Engine::Chromium, system)) {
            Ok(outcome) => {
                let file = format!("{} {}.txt", system.name, trial.name.replace('/', " "));
                let _ = std::fs::write(folder.join("stories").join(file), &outcome.story);
                outcome.to_string()
            }
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "{} {}: {error:#}", system.name, trial.name);
                "did not run".to_owned()
            }
        };
        let _ = writeln!(std::io::stderr(), "{} {}: {cell}", system.name, trial.name);
        let key = (trial.name.to_owned(), system.name.to_owned());
        cells.lock().unwrap_or_else(PoisonError::into_inner).insert(key, cell);
    }
}
