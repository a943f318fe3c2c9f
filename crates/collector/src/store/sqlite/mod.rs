//! The default engine: one SQLite file beside the binary.

mod channels;
mod corrections;
mod deliveries;
mod forget;
mod journeys;
mod sales;
mod schema;
mod statements;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::{
    Again, Call, Conflict, Corrected, Correction, Cursor, Delivery, DeliveryCount, DeliveryFilter, FileInfo,
    Forget, Forgotten, NewCorrection, NewRecord, NewStep, Next, Page, Put, SalesStep, Settled, Step, Store,
    StoreError, StoreFuture, StoredFile, StoredRecord, Tally, Way,
};
use writer::Job;

pub use schema::SchemaError;

/// How long to wait for another program that holds the file's lock: a backup, a shell.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// Connections for reading that are kept open.
const READERS: usize = 4;
/// A client gives up after 20 s; it is told before. What waits in the queue is stored all the same, and named
/// when it is sent again.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(12);
/// A store that has not said yes within this time counts as not well.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// Why the file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreOpenError {
    /// The file itself.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Its tables.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The writer's thread.
    #[error("cannot start the writer: {0}")]
    Thread(std::io::Error),
}

/// Leads in an SQLite file, in WAL mode with `synchronous=FULL`.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    readers: Arc<Readers>,
}

impl SqliteStore {
    /// Opens the file, makes or migrates its tables, starts the writer.
    pub fn open(path: impl Into<PathBuf>) -> Result<SqliteStore, StoreOpenError> {
        let path = path.into();
        let mut conn =
            connect(&path).map_err(|source| StoreOpenError::Open { path: path.clone(), source })?;
        schema::migrate(&mut conn, crate::clock::now())?;
        channels::derive_again(&mut conn).map_err(SchemaError::from)?;
        journeys::forget_old(&conn, crate::clock::now()).map_err(SchemaError::from)?;
        // A process that ended between forgetting and emptying the log left words in it.
        forget::empty_log(&conn).map_err(SchemaError::from)?;
        let readers = Arc::new(Readers { path: path.clone(), idle: Mutex::new(Vec::new()) });
        Ok(SqliteStore { jobs: writer::start(path, conn)?, readers })
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(job(answer)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Unavailable,
        })?;
        match tokio::time::timeout(ANSWER_TIMEOUT, answered).await {
            Ok(answer) => answer.unwrap_or(Err(StoreError::Unavailable)),
            Err(_) => Err(StoreError::Busy),
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = Arc::clone(&self.readers);
        let result = tokio::task::spawn_blocking(move || readers.with(query)).await;
        match result {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                tracing::error!(code = ?error.sqlite_error_code(), "a query failed");
                Err(StoreError::Unavailable)
            }
            Err(_) => Err(StoreError::Unavailable),
        }
    }
}

impl Store for SqliteStore {
    fn put(&self, records: Vec<NewRecord>) -> StoreFuture<'_, Vec<Put>> {
        Box::pin(self.ask(move |answer| Job::Put(records, answer)))
    }

    fn leads(&self, after: Option<Cursor>, limit: usize) -> StoreFuture<'_, Page> {
        Box::pin(self.read(move |conn| statements::leads(conn, after.as_ref(), limit)))
    }

    fn record(&self, id: String) -> StoreFuture<'_, Option<StoredRecord>> {
        Box::pin(self.read(move |conn| statements::record(conn, &id)))
    }

    fn conflicts(&self, id: String) -> StoreFuture<'_, Vec<Conflict>> {
        Box::pin(self.read(move |conn| statements::conflicts(conn, &id)))
    }

    fn files(&self, id: String) -> StoreFuture<'_, Vec<FileInfo>> {
        Box::pin(self.read(move |conn| statements::files(conn, &id)))
    }

    fn file(&self, id: String, position: u32) -> StoreFuture<'_, Option<StoredFile>> {
        Box::pin(self.read(move |conn| statements::file(conn, &id, position)))
    }

    fn forget(&self, what: Forget, now: i64) -> StoreFuture<'_, Forgotten> {
        Box::pin(self.ask(move |answer| Job::Forget(what, now, answer)))
    }

    fn way(&self, visitor: String) -> StoreFuture<'_, Way> {
        Box::pin(self.read(move |conn| journeys::way(conn, &visitor)))
    }

    fn step(&self, step: NewStep) -> StoreFuture<'_, Step> {
        Box::pin(self.ask(move |answer| Job::Step(step, answer)))
    }

    fn steps(&self, id: String) -> StoreFuture<'_, Vec<SalesStep>> {
        Box::pin(self.read(move |conn| sales::steps(conn, &id)))
    }

    fn correct(&self, new: NewCorrection) -> StoreFuture<'_, Corrected> {
        Box::pin(self.ask(move |answer| Job::Correct(Box::new(new), answer)))
    }

    fn corrections(&self, id: String) -> StoreFuture<'_, Vec<Correction>> {
        Box::pin(self.read(move |conn| corrections::of_lead(conn, &id)))
    }

    fn next_delivery(&self, destination: String, now: i64, least_tried: bool) -> StoreFuture<'_, Next> {
        Box::pin(self.read(move |conn| deliveries::next(conn, &destination, now, least_tried)))
    }

    fn calls_since(&self, destination: String, since: i64) -> StoreFuture<'_, Vec<Call>> {
        Box::pin(self.read(move |conn| deliveries::calls_since(conn, &destination, since)))
    }

    fn keep_memo(&self, id: String, memo: String) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move |answer| Job::Memo(id, memo, answer)))
    }

    fn settle(&self, settled: Settled) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move |answer| Job::Settle(settled, answer)))
    }

    fn send_again(&self, what: Again, now: i64) -> StoreFuture<'_, u64> {
        Box::pin(self.ask(move |answer| Job::Again(what, now, answer)))
    }

    fn deliveries(&self, filter: DeliveryFilter, limit: usize) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(self.read(move |conn| deliveries::list(conn, &filter, limit)))
    }

    fn deliveries_of(&self, lead: String) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(self.read(move |conn| deliveries::of_lead(conn, &lead)))
    }

    fn delivery_counts(&self) -> StoreFuture<'_, Vec<DeliveryCount>> {
        Box::pin(self.read(deliveries::counts))
    }

    fn turn_away(&self, ids: Vec<String>, now: i64) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(move |answer| Job::TurnAway(ids, now, answer)))
    }

    fn tally(&self) -> StoreFuture<'_, Tally> {
        Box::pin(self.read(deliveries::tally))
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        Box::pin(async {
            match tokio::time::timeout(PING_TIMEOUT, self.ask(Job::Ping)).await {
                Ok(answer) => answer,
                Err(_) => Err(StoreError::Busy),
            }
        })
    }

    fn close(&self) -> StoreFuture<'_, ()> {
        Box::pin(async {
            let (answer, answered) = oneshot::channel();
            // `send`, not `try_send`: a full queue is exactly when waiting is right.
            if self.jobs.send(Job::Close(answer)).await.is_err() {
                return Ok(());
            }
            answered.await.unwrap_or(Ok(()))
        })
    }
}

/// Hands over each lead of a file, oldest first, with its id; beside a collector that writes to it, too.
pub(crate) fn leads_of_file(path: &Path, each: impl FnMut(&str, &str)) -> Result<(), StoreOpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
        .and_then(|conn| statements::each_lead(&conn, each))
        .map_err(|source| StoreOpenError::Open { path: path.to_owned(), source })
}

/// Opens the file for writing.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    // SQLite opens a file for reading where it may not be written, and then even `BEGIN IMMEDIATE` succeeds.
    if conn.is_readonly(rusqlite::MAIN_DB)? {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
        return Err(rusqlite::Error::SqliteFailure(code, Some("the file may only be read".into())));
    }
    conn.busy_timeout(LOCK_PATIENCE)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // FULL is the promise: in WAL mode it syncs the log at every commit; NORMAL does not.
    conn.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten with zeros, in pages that are kept and in pages that are given back.
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    conn.set_prepared_statement_cache_capacity(32);
    Ok(conn)
}

/// Read-only connections, opened as they are needed. In WAL mode they never wait for the writer.
#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    fn with<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => {
                let conn = Connection::open_with_flags(
                    &self.path,
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                )?;
                conn.busy_timeout(Duration::from_secs(5))?;
                conn
            }
        };
        let value = query(&conn)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(conn);
        }
        Ok(value)
    }
}
