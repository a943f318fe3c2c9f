//! The SQL of reading and writing one record.

use leadwell_core::channel::{self, Channel};
use leadwell_wire::{Id, Pii};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{deliveries, journeys, sales};
use crate::store::{
    Conflict, Cursor, FileInfo, JourneyPart, Kind, Mode, NewRecord, Page, Put, SalesStage, Source,
    StoredFile, StoredRecord, TokenDigest,
};

/// How many other versions of one id are kept. A client that goes wrong must not fill the disk.
const CONFLICTS_KEPT: i64 = 16;

const COLUMNS: &str = "id, kind, mode, form, site, received_at, created_at, sent_at, name, email, stage, \
                       first_source, first_campaign, last_source, last_campaign, raw, age_ms, attempts, channel, \
                       first_channel, last_channel, sales_stage, assessment, visitor";

/// Stores one record inside the open transaction. A twin that is earlier in the same transaction counts as
/// stored, so of any number of twins exactly one is accepted. What was forgotten is answered as a duplicate, so that
/// the page lets go of its copy, and is not stored.
pub(super) fn put(conn: &Connection, record: &NewRecord) -> rusqlite::Result<Put> {
    let raw = record.raw.expose();
    let stored = conn
        .prepare_cached(
            "INSERT INTO records (id, kind, mode, form, site, received_at, created_at, sent_at, name, email,
               stage, first_source, first_campaign, last_source, last_campaign, raw, age_ms, attempts,
               channel, first_channel, last_channel, channel_rules, token_sha256, assessment, visitor)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
               ?22, ?23, ?24, ?25
             WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE id = ?1 OR (id = ?25 AND ?2 = 'journey'))
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            record.id,
            record.kind.as_str(),
            record.mode.as_str(),
            record.form,
            record.site,
            record.received_at,
            record.created_at,
            record.sent_at,
            record.name.as_ref().map(|name| name.expose()),
            record.email.as_ref().map(|email| email.expose()),
            record.stage,
            record.first.source,
            record.first.campaign,
            record.last.source,
            record.last.campaign,
            raw,
            record.age_ms,
            record.attempts,
            record.channel,
            record.first.channel,
            record.last.channel,
            channel::RULE_VERSION,
            record.token.as_ref().map(TokenDigest::as_bytes),
            record.assessment.as_ref().and_then(|made| serde_json::to_string(made).ok()),
            record.journey.visitor.as_ref().map(leadwell_wire::Id::as_str),
        ])?;
    if stored == 1 {
        keep_files(conn, record)?;
        sales::qualify(conn, record)?;
        deliveries::add(conn, record)?;
        journeys::keep(conn, record)?;
        return Ok(Put::Accepted);
    }
    let same: Option<bool> = conn
        .prepare_cached("SELECT raw = ?2 OR kind = 'journey' FROM records WHERE id = ?1")?
        .query_row(params![record.id, raw], |row| row.get(0))
        .optional()?;
    // Neither stored now nor before: it was forgotten.
    let same = same.unwrap_or(true);
    if !same {
        keep_conflict(conn, record, raw)?;
    }
    Ok(Put::Duplicate { conflict: !same })
}

fn keep_files(conn: &Connection, record: &NewRecord) -> rusqlite::Result<()> {
    for (index, file) in record.files.iter().enumerate() {
        let bytes: &[u8] = file.bytes.expose();
        conn.prepare_cached(
            "INSERT INTO files (lead_id, position, field, name, type, size, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            record.id,
            index as i64 + 1,
            file.field,
            file.name.expose(),
            file.media_type,
            bytes.len() as i64,
            bytes
        ])?;
    }
    Ok(())
}

fn keep_conflict(conn: &Connection, record: &NewRecord, raw: &str) -> rusqlite::Result<()> {
    let digest = Sha256::digest(raw.as_bytes());
    let seen = conn
        .prepare_cached(
            "UPDATE conflicts SET times = times + 1, last_at = ?3 WHERE id = ?1 AND raw_sha256 = ?2",
        )?
        .execute(params![record.id, &digest[..], record.received_at])?;
    if seen == 0 {
        conn.prepare_cached(
            "INSERT INTO conflicts (id, raw_sha256, first_at, last_at, times, raw)
             SELECT ?1, ?2, ?3, ?3, 1, ?4
             WHERE (SELECT count(*) FROM conflicts WHERE id = ?1) < ?5",
        )?
        .execute(params![record.id, &digest[..], record.received_at, raw, CONFLICTS_KEPT])?;
    }
    Ok(())
}

/// Leads from the cursor on, newest first.
pub(super) fn leads(conn: &Connection, after: Option<&Cursor>, limit: usize) -> rusqlite::Result<Page> {
    let (at, id) = after.map_or((i64::MAX, ""), |cursor| (cursor.received_at, cursor.id.as_str()));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM records WHERE kind = 'lead' AND (received_at, id) < (?1, ?2)
         ORDER BY received_at DESC, id DESC LIMIT ?3"
    ))?;
    // One more than asked tells whether there is a next page.
    let mut records = statement
        .query_map(params![at, id, limit as i64 + 1], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let next = (records.len() > limit).then(|| {
        records.truncate(limit);
        records.last().map(|last| Cursor { received_at: last.received_at, id: last.id.clone() })
    });
    let total: i64 = conn
        .prepare_cached("SELECT count(*) FROM records WHERE kind = 'lead'")?
        .query_row([], |row| row.get(0))?;
    Ok(Page { records, next: next.flatten(), total: total as u64 })
}

/// Every lead with its id, oldest first.
pub(super) fn each_lead(conn: &Connection, mut each: impl FnMut(&str, &str)) -> rusqlite::Result<()> {
    let mut statement =
        conn.prepare("SELECT id, raw FROM records WHERE kind = 'lead' ORDER BY received_at, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
    }
    Ok(())
}

/// One record by its id.
pub(super) fn record(conn: &Connection, id: &str) -> rusqlite::Result<Option<StoredRecord>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?1"))?
        .query_row([id], read)
        .optional()
}

/// The other versions of this id that were kept, oldest first.
pub(super) fn conflicts(conn: &Connection, id: &str) -> rusqlite::Result<Vec<Conflict>> {
    conn.prepare_cached(
        "SELECT first_at, last_at, times, raw FROM conflicts WHERE id = ?1 ORDER BY first_at, rowid",
    )?
    .query_map([id], |row| {
        Ok(Conflict {
            first_at: row.get(0)?,
            last_at: row.get(1)?,
            times: row.get::<_, i64>(2)?.max(0) as u64,
            raw: Pii::new(row.get(3)?),
        })
    })?
    .collect()
}

/// The files of this record, without their bytes.
pub(super) fn files(conn: &Connection, id: &str) -> rusqlite::Result<Vec<FileInfo>> {
    conn.prepare_cached(
        "SELECT position, field, name, type, size FROM files WHERE lead_id = ?1 ORDER BY position",
    )?
    .query_map([id], |row| {
        Ok(FileInfo {
            position: row.get(0)?,
            field: row.get(1)?,
            name: Pii::new(row.get(2)?),
            media_type: row.get(3)?,
            size: row.get::<_, i64>(4)?.max(0) as u64,
        })
    })?
    .collect()
}

/// One file of this record.
pub(super) fn file(conn: &Connection, id: &str, position: u32) -> rusqlite::Result<Option<StoredFile>> {
    conn.prepare_cached("SELECT name, bytes FROM files WHERE lead_id = ?1 AND position = ?2")?
        .query_row(params![id, position], |row| {
            Ok(StoredFile { name: Pii::new(row.get(0)?), bytes: Pii::new(row.get(1)?) })
        })
        .optional()
}

fn channel_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<&'static str>> {
    let name: Option<String> = row.get(column)?;
    Ok(name.and_then(|name| Channel::ALL.into_iter().map(Channel::as_str).find(|known| *known == name)))
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredRecord> {
    let kind: String = row.get(1)?;
    let mode: String = row.get(2)?;
    Ok(NewRecord {
        id: row.get(0)?,
        kind: Kind::parse(&kind).unwrap_or(Kind::Lead),
        mode: if mode == "native" { Mode::Native } else { Mode::Script },
        form: row.get(3)?,
        site: row.get(4)?,
        received_at: row.get(5)?,
        created_at: row.get(6)?,
        sent_at: row.get(7)?,
        name: row.get::<_, Option<String>>(8)?.map(Pii::new),
        email: row.get::<_, Option<String>>(9)?.map(Pii::new),
        stage: row.get(10)?,
        first: Source { source: row.get(11)?, campaign: row.get(12)?, channel: channel_of(row, 19)? },
        last: Source { source: row.get(13)?, campaign: row.get(14)?, channel: channel_of(row, 20)? },
        raw: Pii::new(row.get(15)?),
        age_ms: row.get(16)?,
        attempts: row.get(17)?,
        channel: channel_of(row, 18)?,
        sales_stage: row.get::<_, Option<String>>(21)?.as_deref().and_then(SalesStage::parse),
        assessment: row.get::<_, Option<String>>(22)?.and_then(|made| serde_json::from_str(&made).ok()),
        journey: JourneyPart {
            visitor: row.get::<_, Option<String>>(23)?.as_deref().and_then(Id::parse),
            events: Vec::new(),
        },
        token: None,
        destinations: Vec::new(),
        files: Vec::new(),
    })
}
