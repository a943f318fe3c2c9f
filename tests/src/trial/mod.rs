//! Trials: a system that sends something from a page, a real browser, a collector that fails, and afterwards the
//! question of what came.
//!
//! The system under test is an argument ([`System`]): its page and how its requests read. The scenarios in
//! [`scenarios`] ask no more of it than a page with
//!
//! ```js
//! window.bench = { ready: false, saved: [], submit(what, filler) {} }
//! ```
//!
//! where `submit` hands over one submission called `what`, `saved` gets that name once the page has been told that
//! it is safe, and `ready` becomes true when the system has started. Which submissions there were is known from
//! outside, since they are made from here.

pub mod leadwell;
mod outcome;
pub mod scenarios;
mod services;
mod world;

use crate::faulty::Dialect;
pub use outcome::{Outcome, table};
pub use services::{Behind, services};
use std::time::Duration;
pub use world::{Place, World};

/// What is tried.
#[derive(Clone, Debug)]
pub struct System {
    pub name: &'static str,
    pub dialect: Dialect,
    /// The page, and others by path. `https://collector.example` is the collector that fails, `https://assets.example`
    /// one that does not, where scripts come from.
    pub pages: Vec<(&'static str, String)>,
    /// Other files of the site: path, type, content.
    pub files: Vec<(&'static str, &'static str, Vec<u8>)>,
    /// Who keeps what the faulty collector lets through.
    pub behind: Behind,
    /// Whether its page says what is saved.
    pub says_saved: bool,
    /// How long its submissions are waited for at least.
    pub patience: Duration,
}
