//! The collector's clock: epoch milliseconds.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now.
pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
