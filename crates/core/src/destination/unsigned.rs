//! In a page there are no secrets, and nothing is signed.

use crate::prelude::*;

/// There is none.
#[derive(Clone, Debug)]
pub(super) enum Secret {}

impl Secret {
    pub(super) fn parse(_: &str) -> Result<Self, &'static str> {
        Err("a secret: whoever sees the page would have it; use a collector")
    }
}

pub(super) fn header(_: &[Secret], _: &str, _: u64, _: &str) -> String {
    String::new()
}
