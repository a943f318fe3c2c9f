//! The conformance fixtures, or others of the same form where `LEADWELL_FIXTURES` says.

use serde_json::Value;
use std::path::PathBuf;

pub(crate) fn rows(name: &str) -> Vec<Value> {
    let ours = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/reference");
    let path = std::env::var_os("LEADWELL_FIXTURES").map_or_else(ours, PathBuf::from).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}
