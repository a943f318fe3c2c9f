//! The brain of Leadwell, sans-IO: it is told what happened and at what time, and answers with things
//! to do. The same code runs in the page (as WASM) and in the collector.
//!
//! - [`engine`]: `handle_*` and commands in, [`Output`] out by `poll_output`.
//! - [`validate`], [`form`]: one validator and one reader of form definitions for both sides.
//! - `attribution`, `journey`, `outbox`: what the engine is made of.

#[cfg(feature = "serde")]
mod answer;
mod attribution;
mod crc;
pub mod engine;
pub mod form;
mod journey;
pub mod json;
mod outbox;
mod rng;
mod stored;
mod text;
mod time;
pub mod urlencoded;
pub mod validate;

pub use engine::{Config, Engine, FormKey, Level, Notice, Output};
pub use outbox::{Reply, Request};
pub use time::Now;
