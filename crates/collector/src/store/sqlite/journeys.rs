//! Journeys of visitors: events that several records tell are kept once.

use leadwell_wire::{Event, Millis, limits};
use rusqlite::{Connection, Row, params};

use crate::store::journey::{EVENTS_KEPT, JourneyEvent, LeadRef, Way};
use crate::store::{Kind, NewRecord};

/// How long an event is kept after it came: as long as the page keeps a visitor.
const LIFE_MS: i64 = limits::VISITOR_LIFE.0 as i64;

/// Other leads of a visitor that are told.
const LEADS_TOLD: usize = 50;

/// Keeps what an accepted record tells, and lets go of what is too much.
pub(super) fn keep(conn: &Connection, record: &NewRecord) -> rusqlite::Result<()> {
    let Some(visitor) = &record.journey.visitor else { return Ok(()) };
    let visitor = visitor.as_str();
    let mut insert = conn.prepare_cached(
        "INSERT INTO journey_events (visitor, id, seq, at, received_at, type, path, value, props, touch)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
         WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE id = ?1)
         ON CONFLICT (visitor, id) DO NOTHING",
    )?;
    for one in &record.journey.events {
        let JourneyEvent { event, touch } = one;
        insert.execute(params![
            visitor,
            event.id,
            i64::try_from(one.key().0).unwrap_or(i64::MAX),
            i64::try_from(event.at.0).unwrap_or(i64::MAX),
            record.received_at,
            event.kind,
            event.path,
            i64::try_from(event.value).unwrap_or(i64::MAX),
            serde_json::to_string(&event.props).ok(),
            touch.as_ref().and_then(|touch| serde_json::to_string(touch).ok()),
        ])?;
    }
    conn.prepare_cached(
        "DELETE FROM journey_events WHERE visitor = ?1 AND id IN (
           SELECT id FROM journey_events WHERE visitor = ?1 ORDER BY seq DESC, id DESC LIMIT -1 OFFSET ?2)",
    )?
    .execute(params![visitor, EVENTS_KEPT as i64])?;
    if record.kind == Kind::Journey {
        forget_old(conn, record.received_at)?;
    }
    Ok(())
}

/// What came too long ago goes; of a report that has nothing left its id as well.
pub(super) fn forget_old(conn: &Connection, now: i64) -> rusqlite::Result<()> {
    let before = now - LIFE_MS;
    conn.prepare_cached("DELETE FROM journey_events WHERE received_at < ?1")?.execute([before])?;
    conn.prepare_cached("DELETE FROM records WHERE kind = 'journey' AND received_at < ?1")?
        .execute([before])?;
    Ok(())
}

/// All that is known of this visitor.
pub(super) fn way(conn: &Connection, visitor: &str) -> rusqlite::Result<Way> {
    let mut events: Vec<JourneyEvent> = conn
        .prepare_cached(
            "SELECT id, type, path, at, value, props, touch FROM journey_events WHERE visitor = ?1",
        )?
        .query_map([visitor], event)?
        .collect::<rusqlite::Result<_>>()?;
    events.sort_by(|a, b| a.key().cmp(&b.key()));
    let leads = conn
        .prepare_cached(
            "SELECT id, form, coalesce(created_at, received_at) FROM records
             WHERE visitor = ?1 AND kind = 'lead' ORDER BY received_at, id LIMIT ?2",
        )?
        .query_map(params![visitor, LEADS_TOLD as i64], |row| {
            Ok(LeadRef { id: row.get(0)?, form: row.get(1)?, at: row.get(2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Way { events, leads })
}

fn event(row: &Row<'_>) -> rusqlite::Result<JourneyEvent> {
    let number = |column: usize| row.get::<_, i64>(column).map(|number| number.max(0) as u64);
    let json = |column: usize| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    Ok(JourneyEvent {
        event: Event {
            id: row.get(0)?,
            kind: row.get(1)?,
            path: row.get(2)?,
            at: Millis(number(3)?),
            value: number(4)?,
            props: serde_json::from_str(&json(5)?).unwrap_or_default(),
        },
        touch: serde_json::from_str(&json(6)?).ok(),
    })
}

#[cfg(test)]
mod tests {
    use leadwell_wire::Id;

    use super::*;
    use crate::store::JourneyPart;
    use crate::store::sqlite::{schema, writer};

    #[test]
    fn bounded_by_number_and_by_age() {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::migrate(&mut conn, 1).unwrap();
        let visitor = Id::parse("0190a6f0-0000-7000-8000-000000000001").unwrap();
        let told = |page: &str, numbers: std::ops::Range<u64>, received_at: i64| {
            let event = |n| Event {
                id: format!("{page}.{n}"),
                kind: "page_view".into(),
                path: "/".into(),
                at: Millis(n),
                value: 0,
                props: leadwell_wire::Pairs::default(),
            };
            let events = numbers.map(|n| JourneyEvent { event: event(n), touch: None }).collect();
            let journey = JourneyPart { visitor: Some(visitor.clone()), events };
            let record = NewRecord {
                kind: Kind::Journey,
                received_at,
                journey,
                ..writer::tests::record("j", String::new())
            };
            keep(&conn, &record).unwrap();
            let kept = way(&conn, visitor.as_str()).unwrap().events;
            (kept.len(), kept.first().map(|one| one.event.id.clone()).unwrap_or_default())
        };
        assert_eq!(told("a", 0..600, 1), (600, "a.0".into()));
        assert_eq!(told("a", 0..600, 2), (600, "a.0".into()), "each once");
        assert_eq!(told("b", 500..1000, 3), (1000, "a.100".into()), "the newest of both pages");
        assert_eq!(told("c", 2000..2001, LIFE_MS + 1), (1000, "a.101".into()));
        assert_eq!(told("c", 2001..2002, LIFE_MS + 2), (502, "b.500".into()));
        assert_eq!(told("c", 2002..2003, LIFE_MS * 3), (1, "c.2002".into()));
    }
}
