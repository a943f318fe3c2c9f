//! The score with its reasons, and whether the page said the same.

use leadwell_wire::Points;

use super::timeline::{self, Evidence};
use super::words;
use crate::assess::{Assessment, Difference, Part, Verdict};
use crate::store::JourneyEvent;

/// What the page of a lead shows of it.
pub(super) struct Score {
    pub(super) total: String,
    /// Where the model calls leads qualified from some points on: from how many.
    pub(super) qualified_at: String,
    pub(super) groups: Vec<Group>,
    pub(super) model: String,
    pub(super) verdict: String,
    pub(super) differs: Vec<Difference>,
}

/// Rules whose points together count up to a most.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) points: String,
    /// Said only where it holds something back.
    pub(super) held_to: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) rule: String,
    pub(super) points: String,
    pub(super) evidence: Vec<Evidence>,
    /// How many more there are.
    pub(super) more: usize,
}

/// Proofs of one rule that are named; the others are counted.
const NAMED: usize = 4;

impl Score {
    pub(super) fn of(made: &Assessment, lead: &str, events: &[JourneyEvent]) -> Score {
        let mut groups: Vec<(&str, Points, i64, Vec<Row>)> = Vec::new();
        for part in made.parts.iter().chain(&made.fit_parts) {
            let row = row(part, lead, events);
            match groups.last_mut() {
                Some((name, _, sum, rows)) if *name == part.group => {
                    *sum += part.points.0;
                    rows.push(row);
                }
                _ => groups.push((&part.group, part.most, part.points.0, vec![row])),
            }
        }
        let verdict = match made.verdict {
            Verdict::Agrees => "The collector comes to the same stage and score as the page.".to_owned(),
            Verdict::Differs => "The page said something else than its events:".to_owned(),
            Verdict::NotChecked => format!("Not held against the page: {}.", made.reason),
        };
        Score {
            total: made.total.to_string(),
            qualified_at: if made.qualified_at.is_none() {
                String::new()
            } else {
                made.qualified_at.to_string()
            },
            groups: groups
                .into_iter()
                .map(|(name, most, sum, rows)| Group {
                    name: words::capital(&name.replace('_', " ")),
                    points: Points(sum.min(most.0)).to_string(),
                    held_to: if sum > most.0 { most.to_string() } else { String::new() },
                    rows,
                })
                .collect(),
            model: made.model.clone(),
            verdict,
            differs: made.differs.clone(),
        }
    }
}

fn row(part: &Part, lead: &str, events: &[JourneyEvent]) -> Row {
    let evidence = part.evidence.iter().take(NAMED);
    Row {
        rule: words::points_rule(&part.rule),
        points: part.points.to_string(),
        evidence: evidence.map(|id| timeline::evidence(id, lead, events)).collect(),
        more: part.evidence.len().saturating_sub(NAMED),
    }
}
