//! How long a destination is left alone after it has failed.
//!
//! A destination that is down fails for every lead alike, so one lead asks for all of them: the others keep their
//! attempts, their order, and the destination its peace. A lead that fails by itself is put off by itself.

use leadwell_core::destination::schedule;

/// Waiting stops being worth it after this long: the sum of the schedule.
pub(super) fn patience() -> i64 {
    (1..).map_while(wait).sum()
}

/// The longest pause, kept up once the schedule has ended.
const LONGEST: i64 = 86_400_000;

/// By the schedule, after so many attempts.
fn wait(attempts: u32) -> Option<i64> {
    schedule::after(attempts).map(|span| span.0 as i64)
}

/// The same with up to a tenth more, by the delivery's id: what many collectors lost in one moment they do not all bring
/// back in another. The same answer for the same question, so that a test knows it.
fn jittered(attempts: u32, delivery: &str) -> i64 {
    let random = delivery.bytes().fold(u64::from(attempts), |sum, byte| {
        // FNV-1a.
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    schedule::jittered(attempts, random >> 8).map_or(LONGEST, |span| span.0 as i64)
}

/// How sure it is that the destination itself is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// No connection, or an answer that means the destination as a whole.
    Whole,
    /// An answer that may mean this lead alone.
    Perhaps,
    /// It wants nothing any more: it is not asked again by itself.
    Gone,
}

/// What is known of a destination that fails.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// Failures in a row, whatever the lead.
    fails: u32,
    /// Which delivery failed last.
    last: String,
    /// Whether one of them was sure.
    whole: bool,
    /// Nothing is sent before this time.
    pub(super) until: i64,
}

impl Outage {
    /// Notes a failed attempt. When this delivery is to be tried again.
    pub(super) fn failed(
        &mut self,
        failure: Failure,
        delivery: &str,
        attempts: u32,
        asked: Option<i64>,
        now: i64,
    ) -> i64 {
        let another = self.last != delivery && !self.last.is_empty();
        self.fails += 1;
        self.last = delivery.to_owned();
        self.whole |= failure != Failure::Perhaps;
        if failure == Failure::Gone {
            self.until = i64::MAX;
            return now;
        }
        let asked = asked.unwrap_or(0).min(LONGEST);
        let pause = |fails: u32| jittered(fails, delivery).max(asked);
        // A restart forgets the failures, but the delivery's own attempts are written down.
        let own = now + pause(attempts.max(1));
        if self.whole {
            self.until = now + pause(self.fails.max(attempts));
            return self.until;
        }
        // Two leads in a row that fail alike are hardly both to blame.
        if another || self.until > 0 {
            self.until = now + pause(self.fails.saturating_sub(1).max(1));
        }
        own
    }

    /// Notes an answer. Whether the destination was down before it.
    pub(super) fn over(&mut self) -> bool {
        let was_down = self.whole;
        *self = Self::default();
        was_down
    }

    /// Whether leads that were tried less often go first: where each may be to blame, another one is asked.
    pub(super) fn asks_another(&self) -> bool {
        self.until > 0 && !self.whole
    }

    /// Whether the destination itself is taken to be down.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }
}
