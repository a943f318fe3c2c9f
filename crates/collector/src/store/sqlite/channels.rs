//! Channels of leads that an older table judged, derived again from the records as they were sent.

use crate::channels::Channels;
use leadwell_core::channel::RULE_VERSION;
use rusqlite::{Connection, params};

/// Leads in one transaction: a start that is interrupted goes on where it was.
const BATCH: usize = 500;

/// How many were judged anew. It runs before the first request is taken.
pub(super) fn derive_again(conn: &mut Connection) -> rusqlite::Result<usize> {
    let mut all = 0;
    loop {
        let tx = conn.transaction()?;
        let old: Vec<(String, String)> = tx
            .prepare_cached("SELECT id, raw FROM records WHERE channel_rules < ?1 LIMIT ?2")?
            .query_map(params![RULE_VERSION, BATCH as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, raw) in &old {
            let channels = Channels::of_record(raw);
            tx.prepare_cached(
                "UPDATE records SET channel = ?2, first_channel = ?3, last_channel = ?4, channel_rules = ?5
                 WHERE id = ?1",
            )?
            .execute(params![
                id,
                channels.counted,
                channels.first,
                channels.last,
                RULE_VERSION
            ])?;
        }
        tx.commit()?;
        all += old.len();
        if old.len() < BATCH {
            if all > 0 {
                tracing::info!(leads = all, rules = RULE_VERSION, "channels were derived again");
            }
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    #[test]
    fn what_an_older_table_judged_is_judged_again() {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::migrate(&mut conn, 1).unwrap();
        let google = r#"{"touches":{"first":{"at":1,"referrer_host":"google.de","source":"google.de","medium":"referral"},
            "last":{"at":2,"source":"(direct)","medium":"(none)"},
            "last_non_direct":{"at":1,"source":"news","medium":"email"}}}"#;
        for n in 0..1201 {
            let raw = match n {
                0 => "no JSON",
                1 => "{}",
                _ => google,
            };
            conn.execute(
                "INSERT INTO records (id, kind, mode, form, site, received_at, raw, channel)
                 VALUES (?1, 'lead', 'script', 'f', '', 1, ?2, 'Unassigned')",
                params![format!("{n:04}"), raw],
            )
            .unwrap();
        }
        assert_eq!(derive_again(&mut conn).unwrap(), 1201);
        assert_eq!(derive_again(&mut conn).unwrap(), 0, "once");
        let row = |id: &str| {
            let columns = "SELECT channel, first_channel, last_channel FROM records WHERE id = ?1";
            let get = |row: &rusqlite::Row<'_>| {
                let [a, b, c] =
                    [0, 1, 2].map(|i| row.get::<_, Option<String>>(i).unwrap().unwrap_or_default());
                Ok(format!("{a}/{b}/{c}"))
            };
            conn.query_row(columns, [id], get).unwrap()
        };
        assert_eq!((row("0000"), row("0001")), ("//".into(), "//".into()));
        assert_eq!(row("0002"), "Email/Organic Search/Direct");
        assert_eq!(row("1200"), "Email/Organic Search/Direct");
    }
}
