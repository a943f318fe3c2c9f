//! What came, and what was kept: the truth that a run is scored by.

use super::dialect::Item;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// From 1, over the whole life of the collector.
    pub number: u32,
    /// When its head had arrived, since the start.
    pub at: Duration,
    pub method: String,
    pub path: String,
    /// Bytes of the body that were read.
    pub bytes: usize,
    /// Whether that was the whole body.
    pub whole: bool,
    pub items: Vec<Item>,
    /// What was done to it; `-` where it met no script.
    pub behaviour: &'static str,
    /// Whether an acknowledgement was written to the end.
    pub acknowledged: bool,
    /// Whether it was connected after `Retry-After` had been told, and came inside its window.
    pub storm: bool,
}

/// One accepted copy of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub id: Option<String>,
    pub hash: u64,
    pub at: Duration,
}

/// A run in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub requests: usize,
    /// Different submissions that were accepted.
    pub rows: usize,
    /// Extra copies with the same id: what a collector takes out again.
    pub dup_raw: usize,
    /// Extra copies whose id differs or is missing: nobody can take them out.
    pub dup_hard: usize,
    /// Extra copies with the same id whose bytes differ from the first.
    pub changed: usize,
    /// Requests inside a `Retry-After` window.
    pub storm: usize,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) seen: Vec<Seen>,
    pub(super) accepted: BTreeMap<String, Vec<Copied>>,
    /// Submissions met since the script was put on.
    pub(super) met: BTreeSet<String>,
    /// Requests since the script was put on.
    pub(super) number: u32,
    /// From when to when nobody should ask, since the start.
    pub(super) window: Option<(Duration, Duration)>,
}

impl Ledger {
    /// Keeps copies of these. The ids that were new, and the others.
    pub(super) fn accept<'a>(&mut self, items: &'a [Item], at: Duration) -> (Vec<&'a str>, Vec<&'a str>) {
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for item in items {
            let copies = self.accepted.entry(item.what.clone()).or_default();
            let known = copies.iter().any(|copy| copy.id == item.id);
            copies.push(Copied { id: item.id.clone(), hash: item.hash, at });
            let Some(id) = item.id.as_deref() else { continue };
            if known { old.push(id) } else { new.push(id) }
        }
        (new, old)
    }

    pub(super) fn score(&self) -> Score {
        let mut score = Score {
            requests: self.seen.iter().filter(|seen| seen.behaviour != "-").count(),
            rows: self.accepted.len(),
            storm: self.seen.iter().filter(|seen| seen.storm).count(),
            ..Score::default()
        };
        for copies in self.accepted.values() {
            let Some((first, rest)) = copies.split_first() else { continue };
            for copy in rest {
                match copy.id.is_some() && copy.id == first.id {
                    true => score.dup_raw += 1,
                    false => score.dup_hard += 1,
                }
                score.changed += usize::from(copy.id == first.id && copy.hash != first.hash);
            }
        }
        score
    }
}
