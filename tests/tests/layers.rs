//! The walls of ARCHITECTURE.md. Each check is also run on something that must trip it, so that a check
//! which sees nothing is noticed.

use leadwell_tests::tools::repository;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// All that a build of the package compiles for itself: crate names, without dev- and build-dependencies.
fn compiled(package: &str, options: &[&str]) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "--package", package, "--edges", "normal,no-proc-macro", "--prefix", "none"])
        .args(["--format", "{p}"])
        .args(options)
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let lines = String::from_utf8(tree.stdout).expect("UTF-8");
    lines
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(Into::into)
        .collect()
}

/// Our own crates among them, but for the package itself.
fn ours(package: &str, options: &[&str]) -> Vec<String> {
    let mut all = compiled(package, options);
    all.remove(package);
    all.into_iter().filter(|name| name == "xtask" || name.starts_with("leadwell")).collect()
}

fn trespassers(compiled: &BTreeSet<String>, forbidden: &[&str]) -> Vec<String> {
    compiled.iter().filter(|name| forbidden.contains(&name.as_str())).cloned().collect()
}

const LEAN: [&str; 3] = ["--no-default-features", "--target", "wasm32-unknown-unknown"];
const SDK: [&str; 4] = ["--features", "sdk", "--target", "wasm32-unknown-unknown"];
const NATIVE: [&str; 2] = ["--features", "native"];

/// The files of `crates/assist`, each with what it may see of ours.
const HELPERS: [(&str, &[&str]); 6] = [
    ("destination", &["leadwell-core", "leadwell-email", "leadwell-wire"]),
    ("hint", &["leadwell-email"]),
    ("phone", &["leadwell-phone"]),
    ("services", &["leadwell-core", "leadwell-email", "leadwell-wire"]),
    ("special", &["leadwell-core", "leadwell-email", "leadwell-wire"]),
    ("stages", &["leadwell-core", "leadwell-email", "leadwell-wire"]),
];

fn helper(name: &str) -> [&str; 4] {
    ["--features", name, "--target", "wasm32-unknown-unknown"]
}

#[test]
fn who_may_see_whom() {
    assert_eq!(ours("leadwell-wire", &[]), [""; 0]);
    assert_eq!(ours("leadwell-email", &[]), [""; 0]);
    assert_eq!(ours("leadwell-phone", &[]), [""; 0]);
    assert_eq!(ours("leadwell-core", &[]), ["leadwell-email", "leadwell-wire"]);
    assert_eq!(ours("leadwell-core", &NATIVE), ["leadwell-email", "leadwell-phone", "leadwell-wire"]);
    let page = ["leadwell-core", "leadwell-email", "leadwell-wire"];
    assert_eq!(ours("leadwell-web", &LEAN), page);
    assert_eq!(ours("leadwell-web", &SDK), page);
    for (name, sees) in HELPERS {
        assert_eq!(ours("leadwell-assist", &helper(name)), sees, "{name}");
    }
    let server = ["leadwell-core", "leadwell-email", "leadwell-phone", "leadwell-wire"];
    assert_eq!(ours("leadwell-collector", &[]), server);
    // It writes the data of numbering plans with the writer that stands beside the reader.
    assert_eq!(ours("xtask", &[]), ["leadwell-phone"]);
}

/// What would give the brain a clock, randomness, a network or a browser.
const WORLDLY: [&str; 16] = [
    "async-std",
    "chrono",
    "fastrand",
    "getrandom",
    "gloo-timers",
    "js-sys",
    "log",
    "rand",
    "rand_core",
    "reqwest",
    "time",
    "tokio",
    "tracing",
    "uuid",
    "wasm-bindgen",
    "web-sys",
];

#[test]
fn the_brain_knows_no_world() {
    for package in ["leadwell-wire", "leadwell-email", "leadwell-phone", "leadwell-core"] {
        for options in [&[][..], &["--no-default-features"], &LEAN] {
            assert_eq!(trespassers(&compiled(package, options), &WORLDLY), [""; 0], "{package} {options:?}");
        }
    }
    for package in ["leadwell-email", "leadwell-core"] {
        assert_eq!(trespassers(&compiled(package, &NATIVE), &WORLDLY), [""; 0], "{package}, native");
    }
}

#[test]
fn the_lean_brain_has_no_libraries_at_all() {
    let brain = ["leadwell-core", "leadwell-email", "leadwell-wire"];
    assert_eq!(Vec::from_iter(compiled("leadwell-core", &LEAN)), brain);
    assert_eq!(Vec::from_iter(compiled("leadwell-phone", &LEAN)), ["leadwell-phone"]);
    assert!(compiled("leadwell-core", &NATIVE).contains("icu_properties"), "libraries would be seen");
}

#[test]
fn a_crate_that_knows_the_world_would_be_seen() {
    let collector = compiled("leadwell-collector", &[]);
    for name in ["tokio", "getrandom", "tracing"] {
        assert!(trespassers(&collector, &WORLDLY).contains(&name.to_owned()), "{name} in {collector:?}");
    }
    let web = trespassers(&compiled("leadwell-web", &LEAN), &WORLDLY);
    assert!(web.contains(&"wasm-bindgen".to_owned()), "{web:?}");
}

/// Thousands of bytes each, for work that the shell does in a few lines.
const HEAVY: [&str; 8] =
    ["regex", "regex-automata", "regex-lite", "serde", "serde-wasm-bindgen", "serde_json", "tsify", "url"];

#[test]
fn the_lean_shell_carries_nothing_heavy() {
    assert_eq!(trespassers(&compiled("leadwell-web", &LEAN), &HEAVY), [""; 0]);
    for (name, _) in HELPERS {
        assert_eq!(trespassers(&compiled("leadwell-assist", &helper(name)), &HEAVY), [""; 0], "{name}");
    }
}

#[test]
fn the_npm_package_reads_no_json_text() {
    assert_eq!(
        trespassers(&compiled("leadwell-web", &SDK), &["regex", "regex-automata", "serde_json"]),
        [""; 0]
    );
}

#[test]
fn something_heavy_would_be_seen() {
    let sdk = trespassers(&compiled("leadwell-web", &SDK), &HEAVY);
    assert!(sdk.contains(&"serde-wasm-bindgen".to_owned()), "{sdk:?}");
    let collector = trespassers(&compiled("leadwell-collector", &[]), &HEAVY);
    assert!(collector.contains(&"serde_json".to_owned()), "{collector:?}");
}

/// The standard library has clocks and files too. (`{` : a grouped import of `std` could hide them.)
const WORLDLY_WORDS: [&str; 9] = [
    "SystemTime",
    "Instant",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "std::{",
];

/// A source without its comments.
fn code(source: &str) -> String {
    source.lines().filter_map(|line| line.split("//").next()).collect()
}

fn worldly_words(source: &str) -> Vec<&'static str> {
    let code = code(source);
    WORLDLY_WORDS.into_iter().filter(|word| code.contains(word)).collect()
}

#[test]
fn the_brain_asks_the_standard_library_for_no_world() {
    let mut seen = 0;
    for package in ["wire", "email", "phone", "core"] {
        each_source(&repository().join("crates").join(package).join("src"), &mut |path, source| {
            // The generator of the lists is a program of its own.
            if path.ends_with("bin/email-data.rs") {
                assert!(!worldly_words(source).is_empty(), "it would be seen");
                return;
            }
            assert_eq!(worldly_words(source), [""; 0], "{}", path.display());
            seen += 1;
        });
    }
    assert!(seen > 10, "only {seen} files were read");
    assert_eq!(worldly_words("let t = std::time::Instant::now(); // std::fs"), ["Instant"]);
    assert_eq!(worldly_words("use std::{fs, io};"), ["std::{"]);
}

/// There `forbid(unsafe_code)` cannot stand, because the macros of wasm-bindgen write some.
#[test]
fn what_a_page_loads_is_written_without_unsafe() {
    let writes = |source: &str| code(source).contains("unsafe");
    for package in ["web", "assist"] {
        each_source(&repository().join("crates").join(package).join("src"), &mut |path, source| {
            assert!(!writes(source), "{}", path.display());
        });
    }
    assert!(writes("let x = unsafe { *p };") && !writes("x(); // not unsafe"));
}

fn each_source(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            each_source(&path, look);
        } else if path.extension().is_some_and(|e| e == "rs") {
            look(&path, &fs::read_to_string(&path).expect("a readable source"));
        }
    }
}
