//! The conformance fixtures, which lie beside the checkout or where `LEADWELL_SHARED` says.

use serde_json::Value;
use std::path::PathBuf;

pub(crate) fn rows(name: &str) -> Vec<Value> {
    let shared = std::env::var_os("LEADWELL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("fixtures").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}
