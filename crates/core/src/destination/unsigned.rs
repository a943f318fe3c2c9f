//! In a page there are no secrets, and nothing is signed.

use super::settings::Settings;
use crate::prelude::*;
use leadwell_wire::Pii;

/// There is none.
#[derive(Clone, Debug)]
pub(super) enum Secret {}

/// They are refused before anybody asks for them.
pub(super) fn secrets(_: &mut Settings<'_>) -> Vec<Secret> {
    Vec::new()
}

/// The same.
pub(super) fn headers(_: &mut Settings<'_>) -> Vec<(String, Pii<String>)> {
    Vec::new()
}

pub(super) fn header(_: &[Secret], _: &str, _: u64, _: &str) -> String {
    String::new()
}
