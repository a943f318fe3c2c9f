//! How long a page is in view, and when that is told: at 30 seconds, then at twice as many each time.

use crate::outbox::NEVER;
use leadwell_wire::Millis;

/// Seconds in view that are told first.
const FIRST: u64 = 30;

/// By the monotonic clock.
pub(super) struct Seen {
    /// Since when it is in view; never while it is not.
    since: Millis,
    /// How long it was before that.
    before: Millis,
    /// The seconds that were told last.
    pub(super) told: u64,
}

impl Seen {
    pub(super) const NOT_YET: Self = Self::from(NEVER);

    /// A page that comes into view now.
    pub(super) const fn from(now: Millis) -> Self {
        Self { since: now, before: Millis(0), told: 0 }
    }

    /// It came into view or went out of it.
    pub(super) fn turn(&mut self, visible: bool, now: Millis) {
        if self.since != NEVER {
            self.before = self.before.plus(now.since(self.since));
        }
        self.since = if visible { now } else { NEVER };
    }

    /// The seconds that are told next, and when.
    pub(super) fn due(&self) -> (u64, Millis) {
        let seconds = FIRST.max(2 * self.told);
        let left = Millis::secs(seconds).since(self.before);
        (seconds, if self.since == NEVER { NEVER } else { self.since.plus(left) })
    }
}
