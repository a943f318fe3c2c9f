//! What the outbox needs to know of a destination, and of the wire.

use std::future::Future;
use std::pin::Pin;

use leadwell_core::destination::{Outgoing, Verdict};
use leadwell_wire::FieldError;

use crate::outbound::{Lost, Reply};
use crate::store::Due;

/// A destination's language: lead to request, answer to verdict.
pub(crate) trait Speak: Send + Sync + 'static {
    /// So many requests within so many milliseconds.
    fn windows(&self) -> Vec<(usize, i64)>;
    /// So many leads in a day.
    fn daily(&self) -> Option<usize>;
    /// The request, or why this lead cannot become one.
    fn encode(&self, due: &Due, now: i64) -> Result<Outgoing, Vec<FieldError>>;
    /// An answer's words without our secrets.
    fn hush(&self, said: &str) -> String;
    /// What came back, or what became of it, means.
    fn decode(&self, due: &Due, now: i64, reply: Result<&Reply, Lost>) -> Verdict;
}

/// An attempt under way.
pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<Reply, Lost>> + Send + 'a>>;

/// What carries requests away.
pub(crate) trait Carry: Send + Sync + 'static {
    fn send(&self, outgoing: Outgoing) -> Sending<'_>;
}
