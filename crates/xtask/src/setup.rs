//! `setup`: what is missing is installed; what is there is left alone.

mod browsers;
pub(crate) mod cargo_tools;
mod npm;

use crate::sh;
use anyhow::{Context, Result, bail};

pub(crate) fn run(browsers: bool) -> Result<()> {
    build_tools()?;
    if browsers {
        test_tools()?;
    }
    eprintln!("setup: everything is there");
    Ok(())
}

/// What `dist` needs.
pub(crate) fn build_tools() -> Result<()> {
    wasm_target()?;
    npm::install()?;
    cargo_tools::install(&cargo_tools::WASM_PACK)?;
    // wasm-pack can fetch this one by itself, so its absence is a warning and no failure.
    if let Err(error) = cargo_tools::install(&cargo_tools::WASM_BINDGEN) {
        eprintln!("warning: {error:#}; wasm-pack will try its own download");
    }
    Ok(())
}

/// What the browser tests need on top.
pub(crate) fn test_tools() -> Result<()> {
    browsers::install()?;
    cargo_tools::install(&cargo_tools::GECKODRIVER)
}

/// The Rust target of the browser. rust-toolchain.toml names it, but rustup adds it by itself only where
/// automatic installation is on.
fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libdir = sh::ask(sh::command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libdir.is_some_and(|dir| std::path::Path::new(&dir).is_dir()) {
        return Ok(());
    }
    if sh::which("rustup").is_none() {
        bail!("install the Rust target {TARGET} (with rustup: `rustup target add {TARGET}`)");
    }
    sh::run(sh::command("rustup").args(["target", "add", TARGET])).context("the Rust target of the browser")
}
