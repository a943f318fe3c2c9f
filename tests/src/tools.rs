//! Where things are: the repository, the programs that the tests start.

use anyhow::Context as _;
use std::path::{Path, PathBuf};
use tokio::process::Command;
use tokio::sync::OnceCell;

pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Pictures and other things to look at after a run.
pub fn out() -> PathBuf {
    repository().join("tests/out")
}

/// A program by the environment variable `variable`, else among `candidates`: paths are taken as they
/// are, `target/…` belongs to the repository, bare names are looked up in PATH.
pub(crate) fn find(variable: &str, candidates: &[&str]) -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    candidates
        .iter()
        .flat_map(|candidate| match candidate {
            c if c.starts_with('/') => vec![PathBuf::from(c)],
            c if c.contains('/') => vec![repository().join(c)],
            c => std::env::split_paths(&path).map(|folder| folder.join(c)).collect(),
        })
        .find(|p| p.is_file())
        .with_context(|| {
            format!(
                "{} is missing: `cargo xtask setup` says how to install it (or set {variable})",
                candidates.first().unwrap_or(&variable)
            )
        })
}

/// The collector's binary: `LEADWELL_BIN`, else built once by cargo.
pub async fn leadwell() -> anyhow::Result<PathBuf> {
    static BINARY: OnceCell<PathBuf> = OnceCell::const_new();
    BINARY.get_or_try_init(build).await.cloned()
}

async fn build() -> anyhow::Result<PathBuf> {
    if let Some(path) = std::env::var_os("LEADWELL_BIN") {
        return Ok(path.into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--package", "leadwell-collector", "--bin", "leadwell", "--message-format", "json"])
        .current_dir(repository())
        .output()
        .await
        .context("cargo does not run")?;
    anyhow::ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let executable = String::from_utf8(built.stdout)?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)));
    executable.context("cargo built no executable")
}
