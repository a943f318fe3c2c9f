//! Forgetting: the rows go, their ids stay as tombstones, and nothing of them is left in the file or in its log.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::store::Forget;

/// How many records were forgotten.
pub(super) fn forget(conn: &mut Connection, what: &Forget, now: i64) -> rusqlite::Result<u64> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let ids: Vec<String> = match what {
        Forget::Token(token) => tx
            .prepare_cached("SELECT id FROM records WHERE token_sha256 = ?1")?
            .query_map([token.as_bytes()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
        Forget::Lead(id) => tx
            .prepare_cached("SELECT id FROM records WHERE id = ?1 AND kind = 'lead'")?
            .query_map([id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
    };
    for id in &ids {
        tx.prepare_cached("INSERT OR IGNORE INTO tombstones (id, forgotten_at) VALUES (?1, ?2)")?
            .execute(params![id, now])?;
        for sql in [
            "DELETE FROM conflicts WHERE id = ?1",
            "DELETE FROM deliveries WHERE lead_id = ?1",
            "DELETE FROM files WHERE lead_id = ?1",
            "DELETE FROM sales_steps WHERE lead_id = ?1",
            "DELETE FROM records WHERE id = ?1",
        ] {
            tx.prepare_cached(sql)?.execute([id])?;
        }
    }
    tx.commit()?;
    Ok(ids.len() as u64)
}

/// Moves the log into the file and cuts it to nothing; false where a reader still needs it. `secure_delete` cares for
/// the file, but the log keeps every page as it was written until it is written over.
pub(super) fn empty_log(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map(|busy| busy == 0)
}
