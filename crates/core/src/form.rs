//! Reading a form definition.

#[cfg(feature = "serde")]
mod strict;

#[cfg(feature = "serde")]
pub use strict::{ConfigError, parse};

/// The hidden input that carries the lead's id through a native post.
pub const ID_FIELD: &str = "leadwell_id";
