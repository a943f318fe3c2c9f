//! Shortens the names that a WASM module and its JavaScript glue share.
//!
//! wasm-bindgen names every function that the module imports or exports in full
//! (`__wbg_addEventListener_4d0db17c671ea324`), in the module and again in the glue. No minifier may touch
//! them, since it sees one side only; renaming both sides at once saves a page a sixth of all bytes.

mod glue;
mod module;
mod names;

pub(crate) use names::Names;

use anyhow::Result;

/// A module and its glue under short names.
pub(crate) struct Short {
    pub(crate) wasm: Vec<u8>,
    pub(crate) glue: String,
    pub(crate) names: Names,
}

/// `wasm` and `glue` as wasm-bindgen writes them for `--target bundler`.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Result<Short> {
    let names = module::names(wasm)?;
    Ok(Short { wasm: module::rename(wasm, &names)?, glue: glue::rewrite(glue, &names)?, names })
}
