//! Which request meets which fault.

use super::behaviour::Behaviour;
use super::dialect::Item;
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

/// Rules, tried in order; the first that fits decides, and where none does, [`Behaviour::Ok`] or what
/// [`Script::always`] said. Times count in milliseconds from when the script was put on, requests from 1.
#[derive(Clone, Debug)]
pub struct Script {
    rules: Vec<(When, Vec<Behaviour>)>,
    otherwise: Behaviour,
}

#[derive(Clone, Debug)]
enum When {
    During(Range<u64>),
    Requests(RangeInclusive<u32>),
    Id(String),
    FirstOfEachId,
    Chance { percent: u64, seed: u64 },
}

/// What a script is asked about.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Milliseconds since the script was put on.
    pub(super) at: u64,
    /// Which request under this script it is, from 1.
    pub(super) number: u32,
    pub(super) items: &'a [Item],
    /// What was asked for before under this script.
    pub(super) met: &'a BTreeSet<String>,
}

impl Script {
    /// Everything goes well.
    pub fn ok() -> Self {
        Self::always(Behaviour::Ok)
    }

    pub fn always(behaviour: Behaviour) -> Self {
        Self { rules: Vec::new(), otherwise: behaviour }
    }

    /// Requests that arrive between these milliseconds.
    #[must_use]
    pub fn during(self, ms: Range<u64>, behaviour: Behaviour) -> Self {
        self.rule(When::During(ms), vec![behaviour])
    }

    /// The first, the second …
    #[must_use]
    pub fn requests(self, numbers: RangeInclusive<u32>, behaviour: Behaviour) -> Self {
        self.rule(When::Requests(numbers), vec![behaviour])
    }

    /// Requests that carry this submission.
    #[must_use]
    pub fn id(self, what: impl Into<String>, behaviour: Behaviour) -> Self {
        self.rule(When::Id(what.into()), vec![behaviour])
    }

    /// Requests that carry a submission for the first time.
    #[must_use]
    pub fn first_of_each_id(self, behaviour: Behaviour) -> Self {
        self.rule(When::FirstOfEachId, vec![behaviour])
    }

    /// So many of a hundred requests, each with one of these. The same seed makes the same choice for the
    /// same request number.
    #[must_use]
    pub fn chance(self, percent: u64, seed: u64, behaviours: Vec<Behaviour>) -> Self {
        self.rule(When::Chance { percent, seed }, behaviours)
    }

    fn rule(mut self, when: When, behaviours: Vec<Behaviour>) -> Self {
        self.rules.push((when, behaviours));
        self
    }

    pub(super) fn choose(&self, asked: &Asked<'_>) -> &Behaviour {
        let of_request = |(when, behaviours): &&(When, Vec<Behaviour>)| -> Option<usize> {
            let fits = match when {
                When::During(ms) => ms.contains(&asked.at),
                When::Requests(numbers) => numbers.contains(&asked.number),
                When::Id(what) => asked.items.iter().any(|item| item.what == *what),
                When::FirstOfEachId => asked.items.iter().any(|item| !asked.met.contains(&item.what)),
                When::Chance { percent, seed } => {
                    let dice = mixed(seed ^ (u64::from(asked.number) << 20));
                    return (dice % 100 < *percent).then(|| (dice >> 32) as usize % behaviours.len().max(1));
                }
            };
            fits.then_some(0)
        };
        let chosen = self.rules.iter().find_map(|rule| rule.1.get(of_request(&rule)?));
        chosen.unwrap_or(&self.otherwise)
    }

    /// Whether nobody listens now, and when that may change next (both in the script's milliseconds).
    pub(super) fn refuses(&self, at: u64) -> (bool, Option<u64>) {
        let mut next: Option<u64> = None;
        let mut now = None;
        for (when, behaviours) in &self.rules {
            let When::During(ms) = when else { continue };
            for edge in [ms.start, ms.end].into_iter().filter(|edge| *edge > at) {
                next = Some(next.map_or(edge, |next| next.min(edge)));
            }
            if now.is_none() && ms.contains(&at) {
                now = behaviours.first();
            }
        }
        (*now.unwrap_or(&self.otherwise) == Behaviour::Refuse, next)
    }
}

/// SplitMix64's finaliser: neighbouring numbers give unrelated ones.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
