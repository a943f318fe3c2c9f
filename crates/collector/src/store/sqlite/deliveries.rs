//! The SQL of the outbox.

use leadwell_wire::Pii;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::corrections;
use crate::assess::Assessment;
use crate::store::{
    Again, Call, Delivery, DeliveryCount, DeliveryFilter, DeliveryState, Due, NewRecord, Next, Settled,
    Tally, WITHOUT,
};

const COLUMNS: &str = "d.id, d.seq, d.lead_id, d.destination, d.state, d.attempts, d.since, d.next_at, d.last_at, \
                       d.status, d.said, d.remote_id, coalesce(nullif(r.name, ''), r.email)";

/// Rows for a lead that was stored just now, in the transaction that stores it.
pub(super) fn add(conn: &Connection, record: &NewRecord) -> rusqlite::Result<()> {
    for destination in &record.destinations {
        conn.prepare_cached(
            "INSERT INTO deliveries (id, lead_id, destination, state, attempts, since, next_at, said)
             VALUES (?1, ?2, ?3, 'waiting', 0, ?4, ?4, '')",
        )?
        .execute(params![
            uuid::Uuid::now_v7().to_string(),
            record.id,
            destination.as_ref(),
            record.received_at
        ])?;
    }
    Ok(())
}

/// The oldest that is due, or of those tried least often, or when one will be.
pub(super) fn next(
    conn: &Connection,
    destination: &str,
    now: i64,
    least_tried: bool,
) -> rusqlite::Result<Next> {
    let order = if least_tried { "d.attempts, d.seq" } else { "d.seq" };
    let due = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, r.form, r.received_at, r.raw, d.memo, r.assessment FROM deliveries d JOIN records r ON r.id = d.lead_id
             WHERE d.destination = ?1 AND d.state = 'waiting' AND d.next_at <= ?2 ORDER BY {order} LIMIT 1"
        ))?
        .query_row(params![destination, now], |row| {
            Ok(Due {
                delivery: read(row)?,
                form: row.get(13)?,
                received_at: row.get(14)?,
                memo: row.get(16)?,
                sample: false,
                corrections: Vec::new(),
                assessment: assessment(row, 17)?,
                raw: Pii::new(row.get(15)?),
            })
        })
        .optional()?;
    if let Some(mut due) = due {
        due.corrections = corrections::of_lead(conn, &due.delivery.lead)?;
        return Ok(Next::Due(Box::new(due)));
    }
    let at: Option<i64> = conn
        .prepare_cached("SELECT min(next_at) FROM deliveries WHERE destination = ?1 AND state = 'waiting'")?
        .query_row([destination], |row| row.get(0))?;
    Ok(at.map_or(Next::Nothing, Next::At))
}

/// When this destination was called lately, oldest first; one time for each delivery. What is sent again by hand was there
/// before.
pub(super) fn calls_since(conn: &Connection, destination: &str, since: i64) -> rusqlite::Result<Vec<Call>> {
    conn.prepare_cached(
        "SELECT last_at, attempts = 0 OR state IN ('delivered', 'unconfirmed') FROM deliveries
         WHERE destination = ?1 AND last_at > ?2 ORDER BY last_at",
    )?
    .query_map(params![destination, since], |row| Ok(Call { at: row.get(0)?, taken: row.get(1)? }))?
    .collect()
}

/// Writes down what an attempt came to. A lead that was forgotten meanwhile has no row any more.
pub(super) fn settle(conn: &mut Connection, settled: &Settled) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.prepare_cached(
        "UPDATE deliveries SET state = ?2, attempts = attempts + 1, next_at = ?3, last_at = ?4, status = ?5,
           said = ?6, remote_id = coalesce(?7, remote_id)
         WHERE id = ?1 AND state = 'waiting'",
    )?
    .execute(params![
        settled.id,
        settled.state.as_str(),
        settled.next_at,
        settled.at,
        settled.status,
        settled.said,
        settled.remote_id
    ])?;
    if settled.wake_others {
        tx.prepare_cached(
            "UPDATE deliveries SET next_at = ?2 WHERE state = 'waiting' AND next_at > ?2
               AND destination = (SELECT destination FROM deliveries WHERE id = ?1)",
        )?
        .execute(params![settled.id, settled.at])?;
    }
    if let Some(before) = settled.bury_before {
        tx.prepare_cached(
            "UPDATE deliveries SET state = 'dead', said = ?3, status = coalesce(status, ?4)
             WHERE state = 'waiting' AND since <= ?2
               AND destination = (SELECT destination FROM deliveries WHERE id = ?1)",
        )?
        .execute(params![settled.id, before, settled.said, settled.status])?;
    }
    tx.commit()
}

/// Keeps what the destination wants to be remembered.
pub(super) fn keep_memo(conn: &Connection, id: &str, memo: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE deliveries SET memo = ?2 WHERE id = ?1")?.execute([id, memo])?;
    Ok(())
}

const SET: &str =
    "UPDATE deliveries SET state = 'waiting', attempts = 0, since = ?1, next_at = ?1, memo = ''";

/// Lets a lead's delivery to a destination wait again, unless it does. How many.
pub(super) fn of_lead_again(
    conn: &Connection,
    lead: &str,
    destination: &str,
    now: i64,
) -> rusqlite::Result<u64> {
    let changed = conn
        .prepare_cached(&format!("{SET} WHERE lead_id = ?2 AND destination = ?3 AND state <> 'waiting'"))?
        .execute(params![now, lead, destination])?;
    Ok(changed as u64)
}

/// Lets them wait again from the beginning. How many.
pub(super) fn again(conn: &mut Connection, again: &Again, now: i64) -> rusqlite::Result<u64> {
    let changed = match again {
        Again::One(id) => conn.prepare_cached(&format!("{SET} WHERE id = ?2"))?.execute(params![now, id])?,
        Again::All { state, destination } => conn
            .prepare_cached(&format!(
                "{SET} WHERE state = ?2 AND state IN ('refused', 'unconfirmed', 'dead')
                   AND (?3 IS NULL OR destination = ?3)"
            ))?
            .execute(params![now, state.as_str(), destination])?,
    };
    Ok(changed as u64)
}

/// Newest first.
pub(super) fn list(
    conn: &Connection,
    filter: &DeliveryFilter,
    limit: usize,
) -> rusqlite::Result<Vec<Delivery>> {
    // A condition that is left out when it is not asked for is one that an index can serve.
    let state = filter.state.map_or("?2 IS NULL", |_| "d.state = ?2");
    let destination = filter.destination.as_ref().map_or("?3 IS NULL", |_| "d.destination = ?3");
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM deliveries d JOIN records r ON r.id = d.lead_id
         WHERE d.seq < ?1 AND {state} AND {destination} ORDER BY d.seq DESC LIMIT ?4"
    ))?
    .query_map(
        params![
            filter.before.unwrap_or(i64::MAX),
            filter.state.map(DeliveryState::as_str),
            filter.destination,
            limit as i64
        ],
        read,
    )?
    .collect()
}

/// Those of one lead, in the order in which its destinations are configured.
pub(super) fn of_lead(conn: &Connection, lead: &str) -> rusqlite::Result<Vec<Delivery>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM deliveries d JOIN records r ON r.id = d.lead_id WHERE d.lead_id = ?1 ORDER BY d.seq"))?
        .query_map([lead], read)?
        .collect()
}

/// How many of each state at each destination.
pub(super) fn counts(conn: &Connection) -> rusqlite::Result<Vec<DeliveryCount>> {
    conn.prepare_cached(
        // The oldest of those that wait is the one that asks. Of those that were taken the last hundred are looked at for
        // one that was not taken whole.
        "SELECT destination, state, n, CASE state
           WHEN 'waiting' THEN (SELECT t.said FROM deliveries t WHERE t.destination = d.destination
              AND t.state = 'waiting' AND t.attempts > 0 ORDER BY t.seq LIMIT 1)
           WHEN 'delivered' THEN (SELECT said FROM (SELECT t.said, t.state FROM deliveries t
              WHERE t.destination = d.destination AND t.last_at IS NOT NULL ORDER BY t.last_at DESC LIMIT 100)
              WHERE state = 'delivered' AND instr(said, ?1) > 0 LIMIT 1) END
         FROM (SELECT destination, state, count(*) AS n FROM deliveries GROUP BY state, destination) d
         ORDER BY destination, state",
    )?
    .query_map([WITHOUT], |row| {
        Ok(DeliveryCount {
            destination: row.get(0)?,
            state: state(&row.get::<_, String>(1)?),
            count: row.get::<_, i64>(2)?.max(0) as u64,
            trouble: row.get(3)?,
        })
    })?
    .collect()
}

/// A page that goes wrong, or a stranger, must not fill the disk.
const TURNED_AWAY: i64 = 10_000;

/// Remembers these ids, once each.
pub(super) fn turn_away(conn: &mut Connection, ids: &[String], now: i64) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for id in ids {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO turned_away (id, at) SELECT ?1, ?2
             WHERE (SELECT count(*) FROM turned_away) < ?3",
        )?
        .execute(params![id, now, TURNED_AWAY])?;
    }
    tx.commit()
}

/// How many leads have come how far. One without a destination has nowhere to go and counts as stored alone.
pub(super) fn tally(conn: &Connection) -> rusqlite::Result<Tally> {
    conn.prepare_cached(
        "SELECT (SELECT count(*) FROM records WHERE kind = 'lead'),
           (SELECT count(*) FROM turned_away t WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.id = t.id)),
           (SELECT count(DISTINCT lead_id) FROM deliveries)
             - (SELECT count(DISTINCT lead_id) FROM deliveries
                  WHERE state IN ('waiting', 'refused', 'unconfirmed', 'dead'))",
    )?
    .query_row([], |row| {
        let count = |column: usize| row.get::<_, i64>(column).map(|count| count.max(0) as u64);
        let (stored, away, delivered) = (count(0)?, count(1)?, count(2)?);
        Ok(Tally { submitted: stored + away, stored, delivered })
    })
}

/// What an earlier release wrote in another shape says nothing.
fn assessment(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Assessment>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|made| serde_json::from_str(&made).ok()))
}

/// What this release does not know is left alone.
fn state(word: &str) -> DeliveryState {
    DeliveryState::parse(word).unwrap_or(DeliveryState::Dead)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        id: row.get(0)?,
        seq: row.get(1)?,
        lead: row.get(2)?,
        destination: row.get(3)?,
        state: state(&row.get::<_, String>(4)?),
        attempts: row.get(5)?,
        since: row.get(6)?,
        next_at: row.get(7)?,
        last_at: row.get(8)?,
        status: row.get(9)?,
        said: row.get(10)?,
        remote_id: row.get(11)?,
        who: row.get::<_, Option<String>>(12)?.map(Pii::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(leads: &[&str]) -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut conn, 1).unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        for (n, id) in leads.iter().enumerate() {
            let sql = "INSERT INTO records (id, kind, mode, form, site, received_at, raw)
                       VALUES (?1, 'lead', 'script', 'f', '', ?2, '{}')";
            conn.execute(sql, params![id, n as i64]).unwrap();
            for destination in ["crm", "mail"] {
                let sql =
                    "INSERT INTO deliveries (id, lead_id, destination, state, attempts, since, next_at, said)
                           VALUES (?1, ?2, ?3, 'waiting', 0, ?4, ?4, '')";
                conn.execute(sql, params![format!("{id}-{destination}"), id, destination, n as i64]).unwrap();
            }
        }
        conn
    }

    fn settled(id: &str, state: DeliveryState) -> Settled {
        Settled {
            id: id.into(),
            at: 100,
            state,
            next_at: 500,
            status: Some(503),
            said: "busy".into(),
            remote_id: None,
            wake_others: false,
            bury_before: None,
        }
    }

    fn due(conn: &Connection, now: i64) -> String {
        match next(conn, "crm", now, false).unwrap() {
            Next::Due(due) => due.delivery.id,
            Next::At(at) => format!("at {at}"),
            Next::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn in_the_order_of_arrival_and_each_destination_by_itself() {
        use DeliveryState::{Delivered, Refused, Waiting};
        let mut conn = outbox(&["a", "b", "c"]);
        assert_eq!(due(&conn, 1000), "a-crm");
        settle(&mut conn, &settled("a-crm", Waiting)).unwrap();
        assert_eq!(due(&conn, 499), "b-crm");
        assert_eq!(due(&conn, 500), "a-crm");
        settle(&mut conn, &settled("b-crm", Refused)).unwrap();
        settle(&mut conn, &settled("c-crm", Delivered)).unwrap();
        assert_eq!(due(&conn, 499), "at 500");
        settle(&mut conn, &settled("a-crm", Delivered)).unwrap();
        assert_eq!(due(&conn, 1000), "nothing");
        assert_eq!(of_lead(&conn, "a").unwrap().iter().map(|d| d.attempts).collect::<Vec<_>>(), [2, 0]);
        let calls = calls_since(&conn, "crm", 99).unwrap();
        assert_eq!(calls.iter().map(|call| call.at).collect::<Vec<_>>(), [100, 100, 100]);
        assert_eq!(calls.iter().filter(|call| call.taken).count(), 2, "one was refused");
        assert_eq!(calls_since(&conn, "crm", 100).unwrap(), []);
    }

    #[test]
    fn what_was_settled_is_not_settled_again() {
        let mut conn = outbox(&["a"]);
        settle(&mut conn, &settled("a-crm", DeliveryState::Delivered)).unwrap();
        settle(&mut conn, &settled("a-crm", DeliveryState::Waiting)).unwrap();
        assert_eq!(of_lead(&conn, "a").unwrap()[0].state, DeliveryState::Delivered);
    }

    #[test]
    fn waking_and_burying_keep_to_the_destination() {
        use DeliveryState::{Dead, Delivered, Waiting};
        let mut conn = outbox(&["a", "b", "c"]);
        settle(&mut conn, &settled("a-crm", Waiting)).unwrap();
        settle(&mut conn, &settled("a-mail", Waiting)).unwrap();
        settle(&mut conn, &Settled { wake_others: true, ..settled("b-crm", Delivered) }).unwrap();
        assert_eq!(of_lead(&conn, "a").unwrap().iter().map(|d| d.next_at).collect::<Vec<_>>(), [100, 500]);
        settle(&mut conn, &Settled { bury_before: Some(1), ..settled("c-crm", Waiting) }).unwrap();
        let states = |lead: &str| of_lead(&conn, lead).unwrap().iter().map(|d| d.state).collect::<Vec<_>>();
        assert_eq!((states("a"), states("b")), (vec![Dead, Waiting], vec![Delivered, Waiting]));
        assert_eq!(states("c"), [Waiting, Waiting], "it has not waited long enough");
    }

    #[test]
    fn again_one_or_many() {
        use DeliveryState::{Dead, Delivered, Refused, Waiting};
        let mut conn = outbox(&["a", "b", "c"]);
        settle(&mut conn, &settled("a-crm", Refused)).unwrap();
        settle(&mut conn, &settled("b-crm", Dead)).unwrap();
        settle(&mut conn, &settled("b-mail", Dead)).unwrap();
        settle(&mut conn, &settled("c-crm", Delivered)).unwrap();
        let all = |state, destination: Option<&str>| Again::All {
            state,
            destination: destination.map(str::to_owned),
        };
        let mut check =
            |what: Again, expected: u64| assert_eq!(again(&mut conn, &what, 7).unwrap(), expected);
        check(Again::One("none".into()), 0);
        check(all(Delivered, None), 0);
        check(all(Waiting, None), 0);
        check(all(Dead, Some("crm")), 1);
        check(all(Dead, None), 1);
        check(all(Refused, Some("mail")), 0);
        check(Again::One("a-crm".into()), 1);
        check(Again::One("c-crm".into()), 1);
        let rows = list(&conn, &DeliveryFilter::default(), 10).unwrap();
        assert!(rows.iter().all(|row| row.state == Waiting && row.attempts == 0), "{rows:#?}");
        assert_eq!(of_lead(&conn, "a").unwrap()[0].since, 7);
    }

    #[test]
    fn from_hand_to_hand() {
        let mut conn = outbox(&["a", "b", "c"]);
        let told = |conn: &Connection| {
            let Tally { submitted, stored, delivered } = tally(conn).unwrap();
            [submitted, stored, delivered]
        };
        assert_eq!(told(&conn), [3, 3, 0]);
        settle(&mut conn, &settled("a-crm", DeliveryState::Delivered)).unwrap();
        assert_eq!(told(&conn), [3, 3, 0], "at one of two");
        settle(&mut conn, &settled("a-mail", DeliveryState::Delivered)).unwrap();
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        turn_away(&mut conn, &ids(&["b", "x", "x", "y"]), 5).unwrap();
        assert_eq!(told(&conn), [5, 3, 1], "one that came right is stored and no more");
        let many: Vec<String> = (0..TURNED_AWAY + 50).map(|n| n.to_string()).collect();
        turn_away(&mut conn, &many, 6).unwrap();
        let rows: i64 = conn.query_row("SELECT count(*) FROM turned_away", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, TURNED_AWAY);
    }

    #[test]
    fn lists_by_state_and_destination_and_counts() {
        let mut conn = outbox(&["a", "b"]);
        settle(&mut conn, &settled("a-crm", DeliveryState::Dead)).unwrap();
        let ids = |state, destination: Option<&str>, before| {
            let destination = destination.map(str::to_owned);
            let rows = list(&conn, &DeliveryFilter { state, destination, before }, 3).unwrap();
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(None, None, None), ["b-mail", "b-crm", "a-mail"]);
        assert_eq!(ids(None, None, Some(2)), ["a-crm"]);
        assert_eq!(ids(Some(DeliveryState::Dead), None, None), ["a-crm"]);
        assert_eq!(ids(None, Some("crm"), None), ["b-crm", "a-crm"]);
        let said = |said: &str| Settled { said: said.into(), ..settled("b-crm", DeliveryState::Delivered) };
        settle(&mut conn, &said("Taken")).unwrap();
        assert!(counts(&conn).unwrap().iter().all(|count| count.trouble.is_none()));
        let wanting = Settled { id: "b-mail".into(), ..said("Taken, but without phone") };
        settle(&mut conn, &wanting).unwrap();
        let troubles: Vec<_> =
            counts(&conn).unwrap().into_iter().filter_map(|c| Some((c.destination, c.trouble?))).collect();
        assert_eq!(troubles, [("mail".to_owned(), "Taken, but without phone".to_owned())]);
        let counts: Vec<_> = counts(&conn).unwrap().into_iter().map(|c| (c.destination, c.count)).collect();
        assert_eq!(counts, [("crm".into(), 1), ("crm".into(), 1), ("mail".into(), 1), ("mail".into(), 1)]);
    }
}
