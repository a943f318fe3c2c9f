//! The tables and how they came to be. Migrations only add; each runs once, in one transaction.

use rusqlite::{Connection, OptionalExtension, params};

/// The steps, oldest first. A step that has been released is never edited: add another.
const MIGRATIONS: &[(&str, &str)] = &[
    ("records", RECORDS),
    ("files", FILES),
    ("sending", SENDING),
    ("channels", CHANNELS),
    ("forgetting", FORGETTING),
    ("sales", SALES),
    ("assessments", ASSESSMENTS),
    ("deliveries", DELIVERIES),
    ("journeys", JOURNEYS),
    ("turned away", TURNED_AWAY),
    ("counting", COUNTING),
    ("corrections", CORRECTIONS),
];

/// One table for every kind of record, because an id is accepted once whatever its kind.
///
/// `id` is text so that the file can be read with nothing but the `sqlite3` shell; UUIDv7 sorts by time, so
/// the index grows at its end. `raw` is what was sent, byte for byte; the other columns are what the list
/// needs and can all be made again from it.
const RECORDS: &str = "
CREATE TABLE records (
  id             TEXT    NOT NULL PRIMARY KEY,
  kind           TEXT    NOT NULL,
  mode           TEXT    NOT NULL,
  form           TEXT    NOT NULL,
  site           TEXT    NOT NULL,
  received_at    INTEGER NOT NULL,
  created_at     INTEGER,
  sent_at        INTEGER,
  name           TEXT,
  email          TEXT,
  stage          TEXT,
  first_source   TEXT,
  first_campaign TEXT,
  last_source    TEXT,
  last_campaign  TEXT,
  raw            TEXT    NOT NULL
);
CREATE INDEX records_newest ON records (kind, received_at DESC, id DESC);
CREATE VIEW leads AS SELECT * FROM records WHERE kind = 'lead';
CREATE TABLE conflicts (
  id         TEXT    NOT NULL,
  raw_sha256 BLOB    NOT NULL,
  first_at   INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  times      INTEGER NOT NULL,
  raw        TEXT    NOT NULL,
  PRIMARY KEY (id, raw_sha256)
);
";

/// The bytes come last: SQLite reads a row from its beginning, so a list of files does not touch them.
const FILES: &str = "
CREATE TABLE files (
  lead_id  TEXT    NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  field    TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  type     TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  bytes    BLOB    NOT NULL,
  PRIMARY KEY (lead_id, position)
);
";

const SENDING: &str = "
ALTER TABLE records ADD COLUMN age_ms INTEGER;
ALTER TABLE records ADD COLUMN attempts INTEGER;
";

/// `channel_rules` says which version of the table the channels were derived by; what an older one derived is derived
/// again from `raw`.
const CHANNELS: &str = "
ALTER TABLE records ADD COLUMN channel TEXT;
ALTER TABLE records ADD COLUMN first_channel TEXT;
ALTER TABLE records ADD COLUMN last_channel TEXT;
ALTER TABLE records ADD COLUMN channel_rules INTEGER NOT NULL DEFAULT 0;
CREATE INDEX records_channel_rules ON records (channel_rules);
";

/// The token's digest finds what is to be forgotten; a tombstone holds the id alone, which says nothing of anybody.
const FORGETTING: &str = "
ALTER TABLE records ADD COLUMN token_sha256 BLOB;
CREATE INDEX records_token ON records (token_sha256) WHERE token_sha256 IS NOT NULL;
CREATE TABLE tombstones (
  id           TEXT    NOT NULL PRIMARY KEY,
  forgotten_at INTEGER NOT NULL
);
";

/// What sales says of a lead stands beside what the page said, and never in its place.
const SALES: &str = "
CREATE TABLE sales_steps (
  lead_id  TEXT    NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  stage    TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  who      TEXT    NOT NULL,
  note     TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  PRIMARY KEY (lead_id, position)
);
ALTER TABLE records ADD COLUMN sales_stage TEXT;
";

/// What the collector made of a lead's journey when it came, as JSON.
const ASSESSMENTS: &str = "
ALTER TABLE records ADD COLUMN assessment TEXT;
";

/// `seq` is the order of arrival, in which a destination gets its leads. The index holds what waits and nothing else, so
/// it stays small however many leads there are.
const DELIVERIES: &str = "
CREATE TABLE deliveries (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  lead_id     TEXT    NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  destination TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  attempts    INTEGER NOT NULL,
  since       INTEGER NOT NULL,
  next_at     INTEGER NOT NULL,
  last_at     INTEGER,
  status      INTEGER,
  said        TEXT    NOT NULL,
  remote_id   TEXT,
  memo        TEXT    NOT NULL DEFAULT '',
  UNIQUE (lead_id, destination)
);
CREATE INDEX deliveries_waiting ON deliveries (destination, seq) WHERE state = 'waiting';
CREATE INDEX deliveries_called ON deliveries (destination, last_at);
";

/// Events by visitor and id, so that what several pages and reports tell is kept once. A report of a journey has no
/// `raw`: its events stand here alone, bounded and forgotten together.
const JOURNEYS: &str = "
CREATE TABLE journey_events (
  visitor     TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  seq         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  type        TEXT    NOT NULL,
  path        TEXT    NOT NULL,
  value       INTEGER NOT NULL,
  props       TEXT,
  touch       TEXT,
  PRIMARY KEY (visitor, id)
);
CREATE INDEX journey_events_newest ON journey_events (visitor, seq);
CREATE INDEX journey_events_age ON journey_events (received_at);
ALTER TABLE records ADD COLUMN visitor TEXT;
UPDATE records SET visitor = json_extract(raw, '$.journey.visitor')
  WHERE kind = 'lead' AND json_valid(raw) AND json_extract(raw, '$.consent.journey') = 'granted';
DELETE FROM conflicts WHERE id IN (SELECT id FROM records WHERE kind = 'journey');
DELETE FROM records WHERE kind = 'journey';
CREATE INDEX records_visitor ON records (visitor) WHERE visitor IS NOT NULL;
";

/// A lead that was refused is not stored, but was submitted. The id alone says nothing of anybody.
const TURNED_AWAY: &str = "
CREATE TABLE turned_away (
  id TEXT    NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL
);
";

/// Two hundred thousand leads at three destinations are counted by this in a fifth of a second, without it in two seconds.
const COUNTING: &str = "
CREATE INDEX deliveries_state ON deliveries (state, destination);
";

/// What was sent stays as it was sent. `fields` is an object of the fields that were corrected.
const CORRECTIONS: &str = "
CREATE TABLE corrections (
  lead_id  TEXT    NOT NULL REFERENCES records (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  who      TEXT    NOT NULL,
  fields   TEXT    NOT NULL,
  PRIMARY KEY (lead_id, position)
);
";

/// Why a database file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// It was written by a later release.
    #[error(
        "the store has schema version {found}, this release knows up to {known}: \
         start the newer release, or restore a backup"
    )]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// SQLite says no.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Brings the file to the newest version; a file that is there already is left alone.
pub(super) fn migrate(conn: &mut Connection, now: i64) -> Result<(), SchemaError> {
    conn.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);
         CREATE TABLE IF NOT EXISTS migrations (
           version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL);",
    )?;
    let known = MIGRATIONS.len() as i64;
    // IMMEDIATE: of two processes that start at once, the second waits and then finds the work done.
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 =
        tx.query_row("SELECT version FROM schema_version", [], |row| row.get(0)).optional()?.unwrap_or(0);
    if found > known {
        return Err(SchemaError::Newer { found, known });
    }
    for (index, (name, sql)) in MIGRATIONS.iter().enumerate().skip(found as usize) {
        tx.execute_batch(sql)?;
        tx.execute(
            "INSERT INTO migrations (version, name, applied_at) VALUES (?1, ?2, ?3)",
            params![index as i64 + 1, name, now],
        )?;
    }
    if found < known {
        tx.execute("DELETE FROM schema_version", [])?;
        tx.execute("INSERT INTO schema_version (version) VALUES (?1)", params![known])?;
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_is_migrating_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, 1).unwrap();
        migrate(&mut conn, 2).unwrap();
        let rows: i64 = conn.query_row("SELECT count(*) FROM migrations", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, MIGRATIONS.len() as i64);
    }

    #[test]
    fn a_file_of_an_earlier_release_keeps_its_leads() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, 1).unwrap();
        conn.execute_batch(
            "DROP TABLE files; DROP TABLE deliveries; DROP TABLE turned_away; DROP TABLE corrections; DROP INDEX records_channel_rules; DROP INDEX records_token;
             DROP TABLE tombstones; DROP TABLE sales_steps;
             ALTER TABLE records DROP COLUMN token_sha256; ALTER TABLE records DROP COLUMN sales_stage;
             ALTER TABLE records DROP COLUMN assessment;
             DROP TABLE journey_events; DROP INDEX records_visitor; ALTER TABLE records DROP COLUMN visitor;
             ALTER TABLE records DROP COLUMN channel; ALTER TABLE records DROP COLUMN first_channel;
             ALTER TABLE records DROP COLUMN last_channel; ALTER TABLE records DROP COLUMN channel_rules;
             ALTER TABLE records DROP COLUMN age_ms; ALTER TABLE records DROP COLUMN attempts;
             DELETE FROM migrations WHERE version > 1; UPDATE schema_version SET version = 1;
             INSERT INTO records (id, kind, mode, form, site, received_at, raw)
             VALUES ('a', 'lead', 'script', 'f', '', 1, '{}');",
        )
        .unwrap();
        migrate(&mut conn, 2).unwrap();
        let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((count("SELECT count(*) FROM leads"), count("SELECT count(*) FROM files")), (1, 0));
    }

    #[test]
    fn a_newer_file_is_refused_untouched() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, 1).unwrap();
        conn.execute("UPDATE schema_version SET version = 99", []).unwrap();
        let refused = migrate(&mut conn, 2).unwrap_err();
        assert!(refused.to_string().contains("schema version 99"), "{refused}");
    }
}
