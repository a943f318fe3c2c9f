//! From bytes to records: reading what was sent and judging it with the same rules as the page.

mod envelope;
mod judge;
mod native;

pub(crate) use envelope::Batch;
pub(crate) use judge::{Arrival, Judged, email, judge, person};
pub(crate) use native::{NativePost, native_record};
