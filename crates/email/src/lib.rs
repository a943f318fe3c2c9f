//! E-mail addresses as people type them: one rule for page and server, hints for mistyped domains, lists of
//! free and disposable ones. Pure: no clock, network, disk or randomness; `no_std` with `alloc`.

#![cfg_attr(not(test), no_std)]

#[cfg(any(test, feature = "native"))]
extern crate alloc;

pub mod address;
#[cfg(feature = "native")]
pub mod native;

pub use address::{Address, Reason, Unicode, is_special, parse, parse_exact, trim};
