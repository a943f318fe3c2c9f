//! E-mail addresses as people type them: one rule for page and server, hints for mistyped domains, lists of
//! free and disposable ones. Pure: no clock, network, disk or randomness; `no_std`, and `alloc` in the collector only.

#![cfg_attr(not(test), no_std)]

#[cfg(any(feature = "generate", feature = "native"))]
extern crate alloc;

pub mod address;
pub mod hint;
pub mod lists;
#[cfg(feature = "native")]
pub mod native;
#[cfg(not(feature = "generate"))]
mod xor;
#[cfg(feature = "generate")]
pub mod xor;

pub use address::{Address, Reason, Unicode, is_special, parse, parse_exact, trim};
pub use hint::{Hint, hint};
#[cfg(feature = "lists")]
pub use lists::is_disposable;
pub use lists::{is_free, is_role, may_be_disposable};
