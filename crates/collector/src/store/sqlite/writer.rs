//! The one thread that writes.
//!
//! It takes one job, then whatever else has come while the last sync ran, and commits all of it together: a
//! lone lead pays one sync, a thousand at once share a few. There is no timer, so nothing waits for company.
//! A job is one request's records; it is answered only after `COMMIT` has returned, and with
//! `synchronous=FULL` that is after the log has been synced.

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use super::{StoreOpenError, connect, corrections, deliveries, forget, sales, statements};
use crate::store::{
    Again, Corrected, Forget, Forgotten, NewCorrection, NewRecord, NewStep, Put, Settled, Step, StoreError,
};

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
    /// Delete these for good, at this time; how many.
    Forget(Forget, i64, Answer<Forgotten>),
    /// Add a step of sales.
    Step(NewStep, Answer<Step>),
    /// Put something right in a lead.
    Correct(Box<NewCorrection>, Answer<Corrected>),
    /// Write down what an attempt to deliver came to.
    Settle(Settled, Answer<()>),
    /// Keep this for a delivery.
    Memo(String, String, Answer<()>),
    /// Remember that these ids were turned away at this time.
    TurnAway(Vec<String>, i64, Answer<()>),
    /// Send again, from this time on; how many.
    Again(Again, i64, Answer<u64>),
    /// Would a write be taken?
    Ping(Answer<()>),
    /// Answer what came before, close the file, end.
    Close(Answer<()>),
}

struct Writer {
    path: std::path::PathBuf,
    /// `None` after an error of the disk, until it can be opened again.
    conn: Option<Connection>,
    /// Whether the last write failed for a reason that lies in the store.
    failing: bool,
    /// Whether words that were forgotten may still stand in the log, because a reader needed it.
    words_in_log: bool,
}

/// Starts the thread. The connection is handed over: nobody else ever writes.
pub(super) fn start(path: std::path::PathBuf, conn: Connection) -> Result<mpsc::Sender<Job>, StoreOpenError> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::Builder::new()
        .name("leadwell-writer".into())
        .spawn(move || Writer { path, conn: Some(conn), failing: false, words_in_log: false }.run(receiver))
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
                    // What was asked before is stored before.
                    Job::Forget(what, now, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| forget::forget(conn, &what, now));
                        self.words_in_log |= outcome.as_ref().is_ok_and(|forgotten| forgotten.rows > 0);
                        self.empty_log();
                        tell(answer, outcome);
                    }
                    Job::Step(step, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| sales::step(conn, &step));
                        tell(answer, outcome);
                    }
                    Job::Correct(new, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| corrections::correct(conn, &new));
                        tell(answer, outcome);
                    }
                    Job::Settle(settled, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| deliveries::settle(conn, &settled));
                        tell(answer, outcome);
                    }
                    Job::Memo(id, memo, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| deliveries::keep_memo(conn, &id, &memo));
                        tell(answer, outcome);
                    }
                    Job::TurnAway(ids, now, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| deliveries::turn_away(conn, &ids, now));
                        tell(answer, outcome);
                    }
                    Job::Again(what, now, answer) => {
                        self.commit(&mut batch);
                        let outcome = self.with(|conn| deliveries::again(conn, &what, now));
                        tell(answer, outcome);
                    }
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
            self.empty_log();
            if self.failing {
                self.turn_away(&mut jobs);
            }
        }
    }

    /// What came while a write failed would fail the same way, each batch after another wait for a lock
    /// or a disk: it is told at once. The next that comes is tried.
    fn turn_away(&self, jobs: &mut mpsc::Receiver<Job>) {
        for _ in 0..jobs.len() {
            match jobs.try_recv() {
                Ok(Job::Put(_, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Ping(answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Forget(_, _, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Step(_, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Correct(_, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Settle(_, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Memo(_, _, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::TurnAway(_, _, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Again(_, _, answer)) => tell(answer, Err(StoreError::Unavailable)),
                Ok(Job::Close(answer)) => {
                    jobs.close();
                    tell(answer, Ok(()));
                }
                Err(_) => return,
            }
        }
    }

    fn commit(&mut self, batch: &mut Vec<(Vec<NewRecord>, Answer<Vec<Put>>)>) {
        if batch.is_empty() {
            return;
        }
        match self.transaction(batch.iter().map(|(records, _)| records.as_slice())) {
            Ok(outcomes) => {
                for ((records, answer), outcome) in batch.drain(..).zip(outcomes) {
                    // Its memory is free before anybody hears of it and sends the next.
                    drop(records);
                    tell(answer, Ok(outcome));
                }
            }
            // One bad row must not take its neighbours down: redo them one by one.
            Err(StoreError::Refused) if batch.len() > 1 => {
                for (records, answer) in batch.drain(..) {
                    let outcome = self.transaction(std::iter::once(records.as_slice()));
                    drop(records);
                    tell(answer, outcome.map(|mut one| one.pop().unwrap_or_default()));
                }
            }
            Err(error) => {
                for (records, answer) in batch.drain(..) {
                    drop(records);
                    tell(answer, Err(error));
                }
            }
        }
    }

    fn transaction<'a>(
        &mut self,
        jobs: impl Iterator<Item = &'a [NewRecord]>,
    ) -> Result<Vec<Vec<Put>>, StoreError> {
        self.with(|conn| write_all(conn, jobs))
    }

    fn with<T>(
        &mut self,
        write: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        match write(self.connection()?) {
            Ok(outcome) => {
                self.failing = false;
                Ok(outcome)
            }
            Err(error) => Err(self.recover(&error)),
        }
    }

    /// Where a reader needs the log now, after the next job, or at the next start.
    fn empty_log(&mut self) {
        if self.words_in_log
            && let Ok(empty) = self.with(|conn| forget::empty_log(conn))
        {
            self.words_in_log = !empty;
        }
    }

    fn ping(&mut self) -> Result<(), StoreError> {
        // Only a commit tells whether a full disk has room again; while all is well, nothing is written for it.
        let sql = match self.failing {
            true => "UPDATE schema_version SET version = version",
            false => "BEGIN IMMEDIATE; ROLLBACK",
        };
        match self.connection()?.execute_batch(sql) {
            Ok(()) => {
                self.failing = false;
                Ok(())
            }
            Err(error) => Err(self.recover(&error)),
        }
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        if self.conn.is_none() {
            match connect(&self.path) {
                Ok(conn) => self.conn = Some(conn),
                Err(error) => {
                    tracing::error!(%error, "the store cannot be opened again");
                    self.failing = true;
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
        let outcome = match code {
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
        };
        self.failing = outcome == StoreError::Unavailable;
        outcome
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

#[cfg(test)]
pub(super) mod tests {
    use leadwell_wire::Pii;

    use super::*;
    use crate::store::{JourneyPart, Kind, Mode, Source};

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let path = folder.path().join("l.db");
        let mut conn = connect(&path).unwrap();
        super::super::schema::migrate(&mut conn, 1).unwrap();
        Writer { path, conn: Some(conn), failing: false, words_in_log: false }
    }

    pub(in crate::store::sqlite) fn record(id: &str, raw: String) -> NewRecord {
        NewRecord {
            id: id.into(),
            kind: Kind::Lead,
            mode: Mode::Script,
            form: "contact".into(),
            site: String::new(),
            received_at: 1,
            created_at: None,
            sent_at: None,
            age_ms: None,
            attempts: None,
            name: None,
            email: None,
            stage: None,
            first: Source::default(),
            last: Source::default(),
            channel: None,
            sales_stage: None,
            assessment: None,
            journey: JourneyPart::default(),
            token: None,
            destinations: Vec::new(),
            raw: Pii::new(raw),
            files: Vec::new(),
        }
    }

    /// Commits these as jobs of one batch; what each was told.
    fn commit(writer: &mut Writer, jobs: &[(&str, usize)]) -> Vec<Result<Vec<Put>, StoreError>> {
        let (mut batch, answers): (Vec<_>, Vec<_>) = jobs
            .iter()
            .map(|(id, size)| {
                let (answer, answered) = oneshot::channel();
                ((vec![record(id, "x".repeat(*size))], answer), answered)
            })
            .unzip();
        writer.commit(&mut batch);
        answers.into_iter().map(|mut answered| answered.try_recv().unwrap()).collect()
    }

    fn ids(writer: &mut Writer) -> Vec<String> {
        let conn = writer.connection().unwrap();
        let mut statement = conn.prepare("SELECT id FROM records ORDER BY id").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn twins_in_one_batch() {
        let folder = tempfile::tempdir().unwrap();
        let answers = commit(&mut writer(&folder), &[("a", 1), ("a", 1), ("a", 2)]);
        let expected = [Put::Accepted, Put::Duplicate { conflict: false }, Put::Duplicate { conflict: true }];
        assert_eq!(answers, expected.map(|put| Ok(vec![put])));
    }

    #[test]
    fn one_bad_row_does_not_take_its_neighbours_down() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let bad = "CREATE TRIGGER bad BEFORE INSERT ON records WHEN NEW.id = 'bad'
                   BEGIN SELECT RAISE(ABORT, 'no'); END";
        writer.connection().unwrap().execute_batch(bad).unwrap();
        let answers = commit(&mut writer, &[("a", 1), ("bad", 1), ("b", 1)]);
        let fine = Ok(vec![Put::Accepted]);
        assert_eq!(answers, [fine.clone(), Err(StoreError::Refused), fine]);
        assert_eq!(ids(&mut writer), ["a", "b"]);
    }

    #[test]
    fn a_full_disk_is_told_and_survived() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let pages = |writer: &mut Writer, most: i64| {
            writer.connection().unwrap().pragma_update(None, "max_page_count", most).unwrap();
        };
        pages(&mut writer, 20);
        assert_eq!(commit(&mut writer, &[("a", 10)]), [Ok(vec![Put::Accepted])]);
        let full = Err(StoreError::Unavailable);
        assert_eq!(commit(&mut writer, &[("b", 10), ("c", 200_000)]), [full.clone(), full]);
        assert_eq!(ids(&mut writer), ["a"], "nothing half");
        pages(&mut writer, 10_000);
        assert_eq!(commit(&mut writer, &[("c", 200_000)]), [Ok(vec![Put::Accepted])], "goes on by itself");
    }

    #[test]
    fn after_an_error_of_the_disk_the_file_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        writer.conn = None;
        assert_eq!(commit(&mut writer, &[("a", 1)]), [Ok(vec![Put::Accepted])]);
        writer.conn = None;
        writer.path = folder.path().join("no/such/folder.db");
        assert_eq!(commit(&mut writer, &[("b", 1)]), [Err(StoreError::Unavailable)]);
        assert_eq!(writer.ping(), Err(StoreError::Unavailable));
    }

    #[test]
    fn a_store_that_may_only_be_read_is_told_and_survived() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        writer.connection().unwrap().pragma_update(None, "query_only", true).unwrap();
        assert_eq!(commit(&mut writer, &[("a", 1)]), [Err(StoreError::Unavailable)]);
        assert!(writer.conn.is_none() && writer.failing);
        assert_eq!(commit(&mut writer, &[("a", 1)]), [Ok(vec![Put::Accepted])], "opened again");
        assert!(!writer.failing);
    }

    #[test]
    fn health_is_tried_by_a_write_once_one_has_failed() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        assert_eq!(commit(&mut writer, &[("a", 1)]), [Ok(vec![Put::Accepted])]);
        let bad = "CREATE TRIGGER bad BEFORE UPDATE ON schema_version BEGIN SELECT RAISE(ABORT, 'no'); END";
        writer.connection().unwrap().execute_batch(bad).unwrap();
        assert_eq!(writer.ping(), Ok(()));
        writer.failing = true;
        assert!(writer.ping().is_err());
    }

    #[test]
    fn what_waits_behind_a_failure_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let mut conn = connect(&path).unwrap();
        super::super::schema::migrate(&mut conn, 1).unwrap();
        let lock = Connection::open(&path).unwrap();
        lock.execute_batch("BEGIN IMMEDIATE").unwrap();
        let sender = start(path, conn).unwrap();
        let jobs = (0..BATCH * 4).map(|n| {
            let (answer, answered) = oneshot::channel();
            let job = Job::Put(vec![record(&n.to_string(), "x".into())], answer);
            assert!(sender.try_send(job).is_ok());
            answered
        });
        let answers: Vec<_> = jobs.collect();
        let started = std::time::Instant::now();
        for answered in answers {
            assert_eq!(answered.blocking_recv().unwrap(), Err(StoreError::Unavailable));
        }
        // One wait for the first batch, at most one more for what it left behind; not one for each of four.
        assert!(started.elapsed() < super::super::LOCK_PATIENCE * 3, "{:?}", started.elapsed());
        lock.execute_batch("ROLLBACK").unwrap();
        let (answer, answered) = oneshot::channel();
        assert!(sender.try_send(Job::Put(vec![record("z", "x".into())], answer)).is_ok());
        assert_eq!(answered.blocking_recv().unwrap(), Ok(vec![Put::Accepted]), "goes on by itself");
    }

    #[test]
    fn the_promise_of_durability_is_switched_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder);
        let conn = writer.connection().unwrap();
        let get = |name: &str| -> String {
            conn.pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}"))
            })
            .unwrap()
        };
        assert_eq!(get("journal_mode"), "Text(\"wal\")");
        assert_eq!(get("synchronous"), "Integer(2)", "2 is FULL");
    }
}
