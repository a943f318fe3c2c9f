//! `bench`: what the widget costs, measured. Nothing here is part of `test`: the figures belong to the machine
//! and to what else it does.

mod faults;
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
    /// Losses and doubles of Leadwell and of other SDKs in the scenarios of the fault bench, in Chromium
    Faults(faults::Options),
    /// Telephone numbers and e-mail addresses per second beside the references; the time that 1 MB of bad input takes
    Validate(validate::Options),
}

pub(crate) fn run(what: &What) -> Result<()> {
    match what {
        What::Page(options) => page::run(options),
        What::Faults(options) => faults::run(options),
        What::Validate(options) => validate::run(options),
    }
}

/// The answers recorded from the references, or others of the same form where `LEADWELL_FIXTURES` says.
pub(crate) fn fixtures() -> PathBuf {
    env::var_os("LEADWELL_FIXTURES").map_or_else(|| repo::path("tests/fixtures/reference"), PathBuf::from)
}
