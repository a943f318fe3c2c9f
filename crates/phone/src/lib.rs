//! Telephone numbers as people type them: parsed, judged and formatted as Google's libphonenumber does.
//! Pure: no clock, network, disk or randomness; `no_std` with `alloc`.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod along;
mod digits;
mod extension;
mod format;
mod judge;
mod line;
mod pack;
mod parse;
mod pattern;
mod phones;
mod retype;
mod tables;
mod verdict;

pub use along::Along;
pub use digits::Digits;
pub use judge::Possible;
pub use pack::{PackError, opening::Opening};
#[cfg(any(test, feature = "encode"))]
pub use pack::{encode, split::split, split::subset};
pub use parse::{Number, Refusal};
pub use pattern::Pattern;
pub use phones::Phones;
pub use tables::{Automaton, Format, Kinds, Plan, Region, Tables};
pub use verdict::Verdict;

/// The pack of all calling codes, for whoever loads it from no network.
#[cfg(any(test, feature = "world"))]
pub const WORLD: &[u8] = include_bytes!("../data/world.bin");
