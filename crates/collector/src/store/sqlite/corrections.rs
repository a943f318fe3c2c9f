//! The SQL of corrections.

use leadwell_wire::{Fields, Pii};
use rusqlite::{Connection, TransactionBehavior, params};

use super::deliveries;
use crate::store::{Corrected, Correction, NewCorrection};

/// Writes down what is put right and lets the lead's deliveries wait again: both or neither.
pub(super) fn correct(conn: &mut Connection, new: &NewCorrection) -> rusqlite::Result<Corrected> {
    let NewCorrection { lead, correction, listed, again } = new;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known = tx.prepare_cached("SELECT 1 FROM records WHERE id = ?1 AND kind = 'lead'")?.exists([lead])?;
    if !known {
        return Ok(Corrected::NoLead);
    }
    if !correction.fields.is_empty() {
        let Correction { at, who, fields } = correction;
        let fields = serde_json::to_string(fields)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        tx.prepare_cached(
            "INSERT INTO corrections (lead_id, position, at, who, fields)
             SELECT ?1, (SELECT count(*) + 1 FROM corrections WHERE lead_id = ?1), ?2, ?3, ?4",
        )?
        .execute(params![lead, at, who, fields])?;
        if let Some(listed) = listed {
            let [name, email] = [&listed.name, &listed.email].map(|text| text.as_ref().map(Pii::expose));
            tx.prepare_cached("UPDATE records SET name = ?2, email = ?3 WHERE id = ?1")?
                .execute(params![lead, name, email])?;
        }
    }
    let mut count = 0;
    for destination in again {
        count += deliveries::of_lead_again(&tx, lead, destination, correction.at)?;
    }
    tx.commit()?;
    Ok(Corrected::Done { again: count })
}

/// Those of this lead, oldest first.
pub(super) fn of_lead(conn: &Connection, lead: &str) -> rusqlite::Result<Vec<Correction>> {
    conn.prepare_cached("SELECT at, who, fields FROM corrections WHERE lead_id = ?1 ORDER BY position")?
        .query_map([lead], |row| {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
            Ok(Correction { at: row.get(0)?, who: row.get(1)?, fields })
        })?
        .collect()
}
