//! wasm-pack, run as anyone would run it by hand. The wasm-opt flags stand in the crate's Cargo.toml.

use crate::{repo, sh};
use anyhow::{Context, Result};
use std::path::Path;

/// Builds the crate in that folder into `out`. `target` is wasm-bindgen's word for who loads the glue.
pub(crate) fn build(package: &str, target: &str, features: &[&str], out: &Path) -> Result<()> {
    let mut wasm_pack = sh::command("wasm-pack");
    wasm_pack.env("CARGO_TARGET_DIR", repo::target());
    wasm_pack.args(["--quiet", "build", package, "--target", target, "--profile", "wasm", "--no-pack"]);
    wasm_pack.arg("--out-dir").arg(out).arg("--").args(features);
    sh::run(&mut wasm_pack).context("wasm-pack")
}
