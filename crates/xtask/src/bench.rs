//! `bench`: what the widget costs, measured. Nothing here is part of `test`: the figures belong to the machine
//! and to what else it does.

mod page;
mod validate;

use crate::repo;
use anyhow::Result;
use clap::Subcommand;
use std::env;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum What {
    /// Paints of the landing page with and without the tag, and the widget's long tasks, in Chromium
    Page(page::Options),
    /// Telephone numbers and e-mail addresses per second beside the references; the time that 1 MB of bad input takes
    Validate(validate::Options),
}

pub(crate) fn run(what: &What) -> Result<()> {
    match what {
        What::Page(options) => page::run(options),
        What::Validate(options) => validate::run(options),
    }
}

/// The shared fixtures, which lie beside the checkout or where `LEADWELL_SHARED` says.
pub(crate) fn fixtures() -> PathBuf {
    let shared = env::var_os("LEADWELL_SHARED").map_or_else(|| repo::path("../shared"), PathBuf::from);
    shared.join("fixtures")
}
