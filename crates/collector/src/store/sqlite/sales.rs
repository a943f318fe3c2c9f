//! The steps that sales sets.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::store::{NewRecord, NewStep, SalesStage, SalesStep, Step};

/// Adds a step, unless it goes back without a reason. The same step told again adds nothing.
pub(super) fn step(conn: &mut Connection, step: &NewStep) -> rusqlite::Result<Step> {
    let NewStep { lead, step } = step;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known = tx.prepare_cached("SELECT 1 FROM records WHERE id = ?1 AND kind = 'lead'")?.exists([lead])?;
    if !known {
        return Ok(Step::NoLead);
    }
    let last = steps(&tx, lead)?.pop();
    if let Some(last) = &last {
        if last.is_same(step) {
            return Ok(Step::Set);
        }
        if step.stage < last.stage && step.reason.is_empty() {
            return Ok(Step::Back);
        }
    }
    add(&tx, lead, step)?;
    tx.commit()?;
    Ok(Step::Set)
}

/// The first step of a lead that its score calls qualified.
pub(super) fn qualify(conn: &Connection, record: &NewRecord) -> rusqlite::Result<()> {
    let Some(made) = record.assessment.as_ref().filter(|made| made.is_qualified()) else { return Ok(()) };
    let step = SalesStep {
        stage: SalesStage::Qualified,
        at: record.received_at,
        who: "the score".into(),
        note: format!("{} points, from {} on", made.total, made.qualified_at),
        reason: String::new(),
    };
    add(conn, &record.id, &step)
}

fn add(conn: &Connection, lead: &str, step: &SalesStep) -> rusqlite::Result<()> {
    let SalesStep { stage, at, who, note, reason } = step;
    conn.prepare_cached(
        "INSERT INTO sales_steps (lead_id, position, stage, at, who, note, reason)
         SELECT ?1, (SELECT count(*) + 1 FROM sales_steps WHERE lead_id = ?1), ?2, ?3, ?4, ?5, ?6",
    )?
    .execute(params![lead, stage.as_str(), at, who, note, reason])?;
    conn.prepare_cached("UPDATE records SET sales_stage = ?2 WHERE id = ?1")?
        .execute(params![lead, stage.as_str()])?;
    Ok(())
}

/// The steps of this lead, oldest first.
pub(super) fn steps(conn: &Connection, lead: &str) -> rusqlite::Result<Vec<SalesStep>> {
    conn.prepare_cached(
        "SELECT stage, at, who, note, reason FROM sales_steps WHERE lead_id = ?1 ORDER BY position",
    )?
    .query_map([lead], |row| {
        Ok(SalesStage::parse(&row.get::<_, String>(0)?).map(|stage| {
            let text = |column: usize| row.get::<_, String>(column);
            Ok(SalesStep { stage, at: row.get(1)?, who: text(2)?, note: text(3)?, reason: text(4)? })
        }))
    })?
    .filter_map(|row| row.and_then(Option::transpose).transpose())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_by_itself_and_back_with_a_reason() {
        let mut conn = Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut conn, 1).unwrap();
        conn.execute_batch(
            "INSERT INTO records (id, kind, mode, form, site, received_at, raw)
             VALUES ('a', 'lead', 'script', 'f', '', 1, '{}'), ('j', 'journey', 'script', '', '', 1, '{}');",
        )
        .unwrap();
        let mut check = |lead: &str, stage: &str, reason: &str, outcome: Step, kept: usize| {
            let stage = SalesStage::parse(stage).unwrap();
            let new =
                SalesStep { stage, at: 5, who: "kim".into(), note: String::new(), reason: reason.into() };
            let told = step(&mut conn, &NewStep { lead: lead.into(), step: new }).unwrap();
            assert_eq!(
                (told, steps(&conn, lead).unwrap().len()),
                (outcome, kept),
                "{lead} {stage:?} {reason}"
            );
        };
        check("x", "qualified", "", Step::NoLead, 0);
        check("j", "qualified", "", Step::NoLead, 0);
        check("a", "accepted", "", Step::Set, 1);
        check("a", "accepted", "", Step::Set, 1);
        check("a", "qualified", "", Step::Back, 1);
        check("a", "qualified", "the wrong lead", Step::Set, 2);
        check("a", "customer", "", Step::Set, 3);
        check("a", "lost", "", Step::Set, 4);
        check("a", "customer", "", Step::Back, 4);
        let stage: String =
            conn.query_row("SELECT sales_stage FROM records WHERE id = 'a'", [], |row| row.get(0)).unwrap();
        assert_eq!(stage, "lost");
    }
}
