//! What the rest of the collector knows about storage.
//!
//! Everything goes through the [`Store`] trait, so a second engine is a second module and no more. The
//! promise that every engine has to keep: when [`Store::put`] answers, what it answered for survives the
//! loss of the process and of the machine's power; and an id is accepted once, for ever, also after
//! what it named was forgotten.

mod corrections;
mod deliveries;
mod forget;
pub(crate) mod journey;
mod record;
mod sales;
mod sqlite;

use std::future::Future;
use std::pin::Pin;

pub use corrections::{Corrected, Correction, Listed, NewCorrection};
pub(crate) use corrections::{apply, replace};
pub(crate) use deliveries::WITHOUT;
pub use deliveries::{
    Again, Call, Delivery, DeliveryCount, DeliveryFilter, DeliveryState, Due, Next, Settled, Tally,
};
pub use forget::{Forget, Forgotten, TokenDigest};
pub use journey::{JourneyEvent, JourneyPart, LeadRef, Way};
pub use record::{
    Conflict, Cursor, FileInfo, Kind, Mode, NewFile, NewRecord, Page, Source, StoredFile, StoredRecord,
};
pub use sales::{NewStep, SalesStage, SalesStep, Step};
pub(crate) use sqlite::leads_of_file as sqlite_leads;
pub use sqlite::{SchemaError, SqliteStore, StoreOpenError};

/// A boxed future, so that the trait can be used behind `Arc<dyn Store>`.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is stored now and was not before.
    Accepted,
    /// The same id was stored before; the first one is kept. `conflict` is true when the bytes differ: then
    /// the later bytes are kept beside it, in the table of conflicts.
    Duplicate {
        /// Whether the bytes were others than the stored ones.
        conflict: bool,
    },
}

/// Why the store could not answer. Nothing is stored half: a request that ends in one of these can be sent
/// again with the same ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// More waits than the writer can take.
    #[error("the store is busy")]
    Busy,
    /// Disk full, I/O error, or the store is being closed.
    #[error("the store is not available")]
    Unavailable,
    /// The engine refused this very request, and would refuse it again.
    #[error("the store refused the record")]
    Refused,
}

/// A place where leads are kept.
pub trait Store: Send + Sync + std::fmt::Debug + 'static {
    /// Stores all records of one request with their files, durably, or none of them.
    fn put(&self, records: Vec<NewRecord>) -> StoreFuture<'_, Vec<Put>>;
    /// Leads, newest first, from `after` on.
    fn leads(&self, after: Option<Cursor>, limit: usize) -> StoreFuture<'_, Page>;
    /// One record by its id.
    fn record(&self, id: String) -> StoreFuture<'_, Option<StoredRecord>>;
    /// Other versions that were sent later under this id, oldest first. An engine may bound how many it keeps.
    fn conflicts(&self, id: String) -> StoreFuture<'_, Vec<Conflict>>;
    /// The files that came with this record, in the order in which they came.
    fn files(&self, id: String) -> StoreFuture<'_, Vec<FileInfo>>;
    /// One of them, by its position.
    fn file(&self, id: String, position: u32) -> StoreFuture<'_, Option<StoredFile>>;
    /// Deletes records with all that stands beside them, so that nothing is left to be found, and remembers their ids
    /// alone, with all that is known of the visitors' journeys.
    fn forget(&self, what: Forget, now: i64) -> StoreFuture<'_, Forgotten>;
    /// What is known of this visitor.
    fn way(&self, visitor: String) -> StoreFuture<'_, Way>;
    /// Adds a step of sales to a lead.
    fn step(&self, step: NewStep) -> StoreFuture<'_, Step>;
    /// The steps of sales of this lead, oldest first.
    fn steps(&self, id: String) -> StoreFuture<'_, Vec<SalesStep>>;
    /// Writes down what is put right in a lead, and has it sent again where that is asked for.
    fn correct(&self, new: NewCorrection) -> StoreFuture<'_, Corrected>;
    /// What was put right in this lead, oldest first.
    fn corrections(&self, id: String) -> StoreFuture<'_, Vec<Correction>>;
    /// What is to be sent next to this destination: the oldest that is due, or of those tried least often.
    fn next_delivery(&self, destination: String, now: i64, least_tried: bool) -> StoreFuture<'_, Next>;
    /// When this destination was called after this time, oldest first.
    fn calls_since(&self, destination: String, since: i64) -> StoreFuture<'_, Vec<Call>>;
    /// Keeps what a destination wants to be remembered until this delivery has ended.
    fn keep_memo(&self, id: String, memo: String) -> StoreFuture<'_, ()>;
    /// Writes down what an attempt came to.
    fn settle(&self, settled: Settled) -> StoreFuture<'_, ()>;
    /// Lets deliveries wait again from the beginning. How many.
    fn send_again(&self, what: Again, now: i64) -> StoreFuture<'_, u64>;
    /// Deliveries, newest first.
    fn deliveries(&self, filter: DeliveryFilter, limit: usize) -> StoreFuture<'_, Vec<Delivery>>;
    /// Those of one lead.
    fn deliveries_of(&self, lead: String) -> StoreFuture<'_, Vec<Delivery>>;
    /// How many there are of each state at each destination.
    fn delivery_counts(&self) -> StoreFuture<'_, Vec<DeliveryCount>>;
    /// Remembers that these leads were turned away: their ids and nothing else, and of those not without end.
    fn turn_away(&self, ids: Vec<String>, now: i64) -> StoreFuture<'_, ()>;
    /// How many leads have come how far.
    fn tally(&self) -> StoreFuture<'_, Tally>;
    /// Whether a write would be taken now.
    fn ping(&self) -> StoreFuture<'_, ()>;
    /// Finishes what was taken, then closes. Later calls answer [`StoreError::Unavailable`].
    fn close(&self) -> StoreFuture<'_, ()>;
}
