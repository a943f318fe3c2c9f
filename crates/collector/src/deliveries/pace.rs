//! How fast a destination may be called: so many requests in so much time.

use std::collections::VecDeque;

/// What a destination allows, and when it was called lately.
#[derive(Debug)]
pub(super) struct Pace {
    /// So many within so many milliseconds.
    windows: Vec<(usize, i64)>,
    /// Oldest first; as far back as the longest window.
    calls: VecDeque<i64>,
}

impl Pace {
    /// Goes on where an earlier process stopped: `calls` are its last ones, oldest first.
    pub(super) fn new(windows: Vec<(usize, i64)>, calls: Vec<i64>) -> Self {
        Self { windows, calls: calls.into() }
    }

    /// How far back calls count.
    pub(super) fn memory(windows: &[(usize, i64)]) -> i64 {
        windows.iter().map(|(_, span)| *span).max().unwrap_or(0)
    }

    /// When the next call may be made; not before `now`.
    pub(super) fn ready_at(&self, now: i64) -> i64 {
        let free_at = |(most, span): &(usize, i64)| {
            // The call that has to leave the window before another one fits into it.
            let oldest = self.calls.len().checked_sub(*most)?;
            // However far in the future a clock that was wrong has put it.
            Some((*self.calls.get(oldest)?).min(now) + span)
        };
        self.windows.iter().filter_map(free_at).fold(now, i64::max)
    }

    /// One was made.
    pub(super) fn called(&mut self, at: i64) {
        // A clock that was set back must not leave calls in the future behind, which would never leave.
        while self.calls.back().is_some_and(|last| *last > at) {
            self.calls.pop_back();
        }
        self.calls.push_back(at);
        let most = self.windows.iter().map(|(most, _)| *most).max().unwrap_or(0);
        while self.calls.len() > most {
            self.calls.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each of so many calls is made by whoever waits no longer than necessary.
    fn times(windows: &[(usize, i64)], past: &[i64], calls: usize) -> Vec<i64> {
        let mut pace = Pace::new(windows.to_vec(), past.to_vec());
        let mut now = 1000;
        let mut made = Vec::new();
        for _ in 0..calls {
            now = pace.ready_at(now);
            pace.called(now);
            made.push(now);
        }
        made
    }

    #[test]
    fn so_many_in_so_much_time() {
        for (windows, past, expected) in [
            (&[][..], &[][..], &[1000, 1000, 1000][..]),
            (&[(2, 10)], &[], &[1000, 1000, 1010, 1010, 1020]),
            (&[(2, 10)], &[999, 999], &[1009, 1009, 1019]),
            (&[(2, 10)], &[10, 20], &[1000, 1000, 1010]),
            (&[(2, 10), (3, 100)], &[], &[1000, 1000, 1010, 1100, 1100, 1110]),
            (&[(1, 10)], &[5000], &[1010]),
        ] {
            assert_eq!(times(windows, past, expected.len()), expected, "{windows:?} {past:?}");
        }
    }

    #[test]
    fn never_more_in_any_window_whatever_the_hour() {
        let made = times(&[(50, 10_000), (500, 86_400_000)], &[], 1200);
        for (most, span) in [(50, 10_000), (500, 86_400_000)] {
            for window in made.windows(most + 1) {
                assert!(window[most] - window[0] >= span, "{window:?}");
            }
        }
        assert_eq!(made[1199] - 1000, 2 * 86_400_000 + 3 * 10_000);
    }
}
