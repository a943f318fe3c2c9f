//! Telephone numbers as people type them: parsed, judged and formatted as Google's libphonenumber does.
//! Pure: no clock, network, disk or randomness; `no_std` with `alloc`.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod tables;

pub use tables::{Automaton, Format, Kinds, Plan, Region, Tables};
