//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root: the one that cargo was called in, even where two clones share a target folder and
/// so this very program.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = Path::new(&here);
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A file or folder of the repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    root().join(relative)
}

/// Cargo's target folder, `CARGO_TARGET_DIR` honoured (cargo reads a relative one from where it was called).
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => env::current_dir().map_or_else(|_| PathBuf::from(&dir), |here| here.join(&dir)),
        None => path("target"),
    }
}

/// Build tools live in the target folder: pinned for this repository, gone with `cargo clean`.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}

/// What a site serves; made by `cargo xtask dist`, never committed.
pub(crate) fn dist() -> PathBuf {
    path("www/dist")
}
