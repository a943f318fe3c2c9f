//! Tools that come from crates.io, built once into the target folder.

use crate::{repo, sh};
use anyhow::{Context, Result};
use std::fs;

pub(crate) struct Tool {
    krate: &'static str,
    program: &'static str,
    version: &'static str,
}

/// Makes the WASM package out of the crate.
pub(crate) const WASM_PACK: Tool = Tool { krate: "wasm-pack", program: "wasm-pack", version: "0.15.1" };
/// Has to be the very version of the crate `wasm-bindgen` in Cargo.toml.
pub(crate) const WASM_BINDGEN: Tool =
    Tool { krate: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.129" };
/// Lets the tests drive Firefox.
pub(crate) const GECKODRIVER: Tool = Tool { krate: "geckodriver", program: "geckodriver", version: "0.37.1" };

/// Runs the fuzz targets.
pub(crate) const CARGO_FUZZ: Tool = Tool { krate: "cargo-fuzz", program: "cargo-fuzz", version: "0.13.2" };

pub(crate) fn install(tool: &Tool) -> Result<()> {
    if installed(tool) {
        return Ok(());
    }
    let tools = repo::tools();
    let build = tools.join("build");
    eprintln!("setup: building {} {} (once, some minutes)", tool.krate, tool.version);
    let mut command = sh::cargo();
    command.args(["install", "--quiet", "--locked", "--force", tool.krate, "--version", tool.version]);
    command.arg("--root").arg(&tools);
    // These tools do seconds of work: they are built to be there soon, not to run fast.
    command.env("CARGO_TARGET_DIR", &build);
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    let done = sh::run(&mut command).with_context(|| format!("cannot install {}", tool.krate));
    // The objects weigh more than the tools and are of no use any more.
    let _ = fs::remove_dir_all(&build);
    done
}

/// Whether the program in our folder says that it is the pinned version.
fn installed(tool: &Tool) -> bool {
    sh::ask(sh::command(repo::tools().join("bin").join(tool.program)).arg("--version"))
        .and_then(|said| said.split_whitespace().nth(1).map(str::to_owned))
        .is_some_and(|version| version == tool.version)
}
