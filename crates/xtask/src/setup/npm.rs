//! Tools that come from npm: esbuild and wasm-opt, at the versions of the committed lock file.

use crate::{repo, sh};
use anyhow::{Context, Result, bail};
use std::fs;

pub(crate) fn install() -> Result<()> {
    if sh::which("node").is_none() || sh::which("npm").is_none() {
        bail!("install Node.js 18 or newer with npm (Debian: `apt-get install nodejs npm`)");
    }
    let ours = repo::path("crates/xtask/tools");
    let tools = repo::tools();
    fs::create_dir_all(&tools).with_context(|| format!("cannot make {}", tools.display()))?;
    let lock = fs::read(ours.join("package-lock.json")).context("crates/xtask/tools/package-lock.json")?;
    // Written last, so an installation cut short is not taken for a whole one.
    let stamp = tools.join("node_modules/.leadwell-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(ours.join(file), tools.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    let mut npm = sh::command("npm");
    npm.current_dir(&tools).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    sh::run(&mut npm).context("cannot install esbuild and binaryen")?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}
