//! Forgetting: the rows go, their ids stay as tombstones, and nothing of them is left in the file or in its log.

use std::collections::BTreeSet;

use rusqlite::{Connection, ToSql, TransactionBehavior, params};

use crate::store::{Forget, Forgotten};

/// Forgets records and the journeys of their visitors; of a visitor, too, only the id stays, so that a report that is
/// still on its way brings nothing back.
pub(super) fn forget(conn: &mut Connection, what: &Forget, now: i64) -> rusqlite::Result<Forgotten> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (sql, key): (&str, &dyn ToSql) = match what {
        Forget::Token(token) => ("token_sha256 = ?1", &token.as_bytes()),
        Forget::Lead(id) => ("id = ?1 AND kind = 'lead'", id),
    };
    let named: Vec<(String, String, Option<String>)> = tx
        .prepare_cached(&format!("SELECT id, kind, visitor FROM records WHERE {sql}"))?
        .query_map([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let leads = named.iter().filter(|(_, kind, _)| kind != "journey").count() as u64;
    let visitors: BTreeSet<&String> = named.iter().filter_map(|(_, _, visitor)| visitor.as_ref()).collect();
    let mut ids: BTreeSet<String> = named.iter().map(|(id, ..)| id.clone()).collect();
    let mut rows = 0;
    for visitor in visitors {
        entomb(&tx, visitor, now)?;
        let reports: Vec<String> = tx
            .prepare_cached("SELECT id FROM records WHERE visitor = ?1 AND kind = 'journey'")?
            .query_map([visitor], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        ids.extend(reports);
        rows += tx.prepare_cached("DELETE FROM journey_events WHERE visitor = ?1")?.execute([visitor])?;
    }
    for id in &ids {
        entomb(&tx, id, now)?;
        for sql in [
            "DELETE FROM conflicts WHERE id = ?1",
            "DELETE FROM deliveries WHERE lead_id = ?1",
            "DELETE FROM corrections WHERE lead_id = ?1",
            "DELETE FROM files WHERE lead_id = ?1",
            "DELETE FROM sales_steps WHERE lead_id = ?1",
            "DELETE FROM records WHERE id = ?1",
        ] {
            tx.prepare_cached(sql)?.execute([id])?;
        }
    }
    tx.commit()?;
    Ok(Forgotten { leads, rows: (ids.len() + rows) as u64 })
}

fn entomb(conn: &Connection, id: &str, now: i64) -> rusqlite::Result<usize> {
    conn.prepare_cached("INSERT OR IGNORE INTO tombstones (id, forgotten_at) VALUES (?1, ?2)")?
        .execute(params![id, now])
}

/// Moves the log into the file and cuts it to nothing; false where a reader still needs it. `secure_delete` cares for
/// the file, but the log keeps every page as it was written until it is written over.
pub(super) fn empty_log(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map(|busy| busy == 0)
}
