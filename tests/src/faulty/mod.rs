//! A collector that fails as it is told, on real sockets: resets, half-read bodies and refused connections
//! cannot be imitated by intercepted requests.
//!
//! It stands alone, with a store of its own in memory, or before the real collector, whose answers it then
//! loses, delays or never asks for. Only `POST /v1/collect` meets the faults, and every connection while
//! [`Behaviour::Refuse`] is on; other addresses are passed on (or answered 404 where there is nobody behind).
//! Each answer closes its connection, so a new request always meets what is scripted now.
//!
//! ```no_run
//! # async fn run() -> anyhow::Result<()> {
//! use leadwell_tests::faulty::{Behaviour, Faulty, Script};
//! use std::time::Duration;
//!
//! let collector = Faulty::start(Script::ok().during(0..30_000, Behaviour::status(503))).await?;
//! // … submit to `collector.origin` …
//! collector.play(Script::ok());
//! let score = collector.score();
//! assert_eq!((score.dup_hard, score.storm), (0, 0));
//! # Ok(())
//! # }
//! ```

mod behaviour;
pub(crate) mod dialect;
pub(crate) mod http;
mod ledger;
mod perform;
mod script;
mod server;
mod upstream;

pub use behaviour::Behaviour;
pub use dialect::{Dialect, Item};
pub use ledger::{Copied, Score, Seen};
pub use script::Script;
pub use server::{Faulty, Options};
