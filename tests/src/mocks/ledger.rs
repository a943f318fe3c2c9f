//! What came to a mock and what it kept.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// One request.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Since the mock's start.
    pub at: Duration,
    pub method: String,
    pub path: String,
    /// Of the answer; 0 where there was none.
    pub status: u16,
    pub body: String,
}

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub seen: Vec<Seen>,
    /// How many copies of each lead were kept, by the id that the original can see: a webhook's, a field's, else the
    /// person's address.
    pub kept: BTreeMap<String, u32>,
    /// When the request at hand came.
    pub(super) now: Duration,
}

impl Ledger {
    pub fn keep(&mut self, id: &str) {
        *self.kept.entry(id.to_owned()).or_default() += 1;
    }

    /// Leads that are there more than once.
    pub fn doubles(&self) -> usize {
        self.kept.values().filter(|copies| **copies > 1).count()
    }

    pub fn statuses(&self) -> Vec<u16> {
        self.seen.iter().map(|seen| seen.status).collect()
    }

    /// The most requests that came within any such span.
    pub fn busiest(&self, span: Duration) -> usize {
        let times: Vec<Duration> = self.seen.iter().map(|seen| seen.at).collect();
        let from = |at: usize| times[at..].iter().take_while(|time| **time < times[at] + span).count();
        (0..times.len()).map(from).max().unwrap_or(0)
    }
}

/// So many in a span.
#[derive(Clone, Debug)]
pub(super) struct Window {
    most: usize,
    span: Duration,
    times: VecDeque<Duration>,
}

impl Window {
    pub(super) fn of(most: usize, span: Duration) -> Self {
        Self { most, span, times: VecDeque::new() }
    }

    /// Whether there is room for one more now; it counts then.
    pub(super) fn takes(&mut self, now: Duration) -> bool {
        while self.times.front().is_some_and(|time| *time + self.span <= now) {
            self.times.pop_front();
        }
        let room = self.times.len() < self.most;
        if room {
            self.times.push_back(now);
        }
        room
    }
}
