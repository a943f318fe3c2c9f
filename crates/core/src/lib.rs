//! The brain of Leadwell, sans-IO: it is told what happened and at what time, and answers with things
//! to do. The same code runs in the page (as WASM) and in the collector.
//!
//! - [`engine`]: `handle_*` and commands in, [`Output`] out by `poll_output`.
//! - [`validate`], [`form`]: one validator and one reader of form definitions for both sides.
//! - `channel` (feature `native`): which channel a touch belongs to.
//! - [`journey`]: events folded to stages and score, in the page and again in the collector; sites' stage models.
//! - `destination` (feature `destinations`): a lead as each kind of destination is told of it, and what it answers.
//! - `attribution`, `consent`, `outbox`: what the engine is made of.

#![cfg_attr(not(feature = "serde"), no_std)]

extern crate alloc;

pub mod aid;
#[cfg(any(feature = "serde", feature = "destinations"))]
mod answer;
mod attribution;
#[cfg(feature = "native")]
pub mod channel;
mod consent;
mod crc;
#[cfg(feature = "destinations")]
pub mod destination;
pub mod engine;
pub mod form;
#[cfg(any(feature = "serde", feature = "destinations"))]
mod http_date;
pub mod journey;
pub mod json;
mod language;
mod outbox;
mod rng;
mod stored;
pub mod text;
mod time;
pub mod urlencoded;
pub mod validate;
#[cfg(feature = "serde")]
pub mod words;

pub use aid::{Aid, Phone};
pub use engine::{Config, Engine, FormKey, Level, Notice, Output};
pub use outbox::{Reply, Request};
pub use time::Now;

/// What the standard prelude brings, in the lean build, which has no standard library to panic with: it
/// would weigh 1.7 KB of the page's 18.
mod prelude {
    #![allow(unused_imports, reason = "each file takes what it needs")]
    pub(crate) use alloc::{borrow::ToOwned, boxed::Box, string::String, vec, vec::Vec};
    /// Where bytes count there is none: it and what it draws in weigh thousands of them.
    #[cfg(feature = "native")]
    pub(crate) use alloc::{format, string::ToString};
}
