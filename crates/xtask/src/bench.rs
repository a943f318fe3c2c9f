//! `bench`: what the widget costs, measured. Nothing here is part of `test`: the figures belong to the machine
//! and to what else it does.

mod page;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum What {
    /// Paints of the landing page with and without the tag, and the widget's long tasks, in Chromium
    Page(page::Options),
}

pub(crate) fn run(what: &What) -> Result<()> {
    match what {
        What::Page(options) => page::run(options),
    }
}
