//! The one thread that writes.
//!
//! It takes one job, then whatever else has come while the last sync ran, and commits all of it together: a
//! lone lead pays one sync, a thousand at once share a few. There is no timer, so nothing waits for company.
//! A job is one request's records; it is answered only after `COMMIT` has returned, and with
//! `synchronous=FULL` that is after the log has been synced.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use super::{StoreOpenError, connect, statements};
use crate::store::{NewRecord, Put, StoreError};

/// How many jobs may wait. More are turned away at once, so that a slow disk shows as 503 and not as a queue
/// that nobody will see the end of.
pub(super) const WAITING: usize = 4096;
/// How many jobs share one commit.
const BATCH: usize = 256;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer can be asked.
pub(super) enum Job {
    /// Store these, all or none.
    Put(Vec<NewRecord>, Answer<Vec<Put>>),
    /// Would a write be taken?
    Ping(Answer<()>),
    /// Answer what came before, close the file, end.
    Close(Answer<()>),
}

struct Writer {
    path: std::path::PathBuf,
    /// `None` after an error of the disk, until it can be opened again.
    conn: Option<Connection>,
}

/// Starts the thread. The connection is handed over: nobody else ever writes.
pub(super) fn start(path: std::path::PathBuf, conn: Connection) -> Result<mpsc::Sender<Job>, StoreOpenError> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::Builder::new()
        .name("leadwell-writer".into())
        .spawn(move || Writer { path, conn: Some(conn) }.run(receiver))
        .map_err(StoreOpenError::Thread)?;
    Ok(sender)
}

impl Writer {
    fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(first) = jobs.blocking_recv() {
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Put(records, answer) => batch.push((records, answer)),
                    Job::Ping(answer) => tell(answer, self.ping()),
                    Job::Close(answer) => {
                        self.commit(&mut batch);
                        // Closing checkpoints the log into the file, so the file alone is complete.
                        drop(self.conn.take());
                        tell(answer, Ok(()));
                        return;
                    }
                }
                next = if batch.len() < BATCH { jobs.try_recv().ok() } else { None };
            }
            self.commit(&mut batch);
        }
    }

    fn commit(&mut self, batch: &mut Vec<(Vec<NewRecord>, Answer<Vec<Put>>)>) {
        if batch.is_empty() {
            return;
        }
        match self.transaction(batch.iter().map(|(records, _)| records.as_slice())) {
            Ok(outcomes) => {
                for ((_, answer), outcome) in batch.drain(..).zip(outcomes) {
                    tell(answer, Ok(outcome));
                }
            }
            // One bad row must not take its neighbours down: redo them one by one.
            Err(StoreError::Refused) if batch.len() > 1 => {
                for (records, answer) in batch.drain(..) {
                    let outcome = self.transaction(std::iter::once(records.as_slice()));
                    tell(answer, outcome.map(|mut one| one.pop().unwrap_or_default()));
                }
            }
            Err(error) => {
                for (_, answer) in batch.drain(..) {
                    tell(answer, Err(error));
                }
            }
        }
    }

    fn transaction<'a>(
        &mut self,
        jobs: impl Iterator<Item = &'a [NewRecord]>,
    ) -> Result<Vec<Vec<Put>>, StoreError> {
        let conn = self.connection()?;
        let result = write_all(conn, jobs);
        match result {
            Ok(outcomes) => Ok(outcomes),
            Err(error) => Err(self.recover(&error)),
        }
    }

    fn ping(&mut self) -> Result<(), StoreError> {
        let conn = self.connection()?;
        match conn.execute_batch("BEGIN IMMEDIATE; ROLLBACK") {
            Ok(()) => Ok(()),
            Err(error) => Err(self.recover(&error)),
        }
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        if self.conn.is_none() {
            match connect(&self.path) {
                Ok(conn) => self.conn = Some(conn),
                Err(error) => {
                    tracing::error!(%error, "the store cannot be opened again");
                    return Err(StoreError::Unavailable);
                }
            }
        }
        self.conn.as_mut().ok_or(StoreError::Unavailable)
    }

    /// Puts the connection back into a known state and says what the caller is told.
    fn recover(&mut self, error: &rusqlite::Error) -> StoreError {
        let code = error.sqlite_error_code();
        // The code alone: the message of a constraint may quote what was to be stored.
        tracing::error!(?code, "a write failed and was rolled back");
        let clean = self
            .conn
            .as_ref()
            .is_some_and(|conn| conn.is_autocommit() || conn.execute_batch("ROLLBACK").is_ok());
        match code {
            Some(
                ErrorCode::ConstraintViolation
                | ErrorCode::TooBig
                | ErrorCode::TypeMismatch
                | ErrorCode::ParameterOutOfRange,
            ) if clean => StoreError::Refused,
            Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) if clean => {
                StoreError::Unavailable
            }
            // After a failed sync nobody knows what the page cache holds: only a new connection does.
            _ => {
                self.conn = None;
                StoreError::Unavailable
            }
        }
    }
}

/// Whoever asked may have gone: its record is stored all the same.
fn tell<T>(answer: Answer<T>, result: Result<T, StoreError>) {
    if answer.send(result).is_err() {
        tracing::debug!("a client left before its answer");
    }
}

fn write_all<'a>(
    conn: &mut Connection,
    jobs: impl Iterator<Item = &'a [NewRecord]>,
) -> rusqlite::Result<Vec<Vec<Put>>> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let outcomes = jobs
        .map(|records| records.iter().map(|record| statements::put(&tx, record)).collect())
        .collect::<rusqlite::Result<Vec<Vec<Put>>>>()?;
    tx.commit()?;
    Ok(outcomes)
}
