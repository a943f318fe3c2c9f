//! How fast a destination may be called: so many requests in so much time, and so many leads in a day.

use std::collections::VecDeque;

use crate::store::Call;

/// Services that count leads count them by the day.
const DAY: i64 = 86_400_000;

/// What a destination allows, and when it was called lately.
#[derive(Debug)]
pub(super) struct Pace {
    /// So many requests within so many milliseconds.
    windows: Vec<(usize, i64)>,
    /// So many leads within a day.
    daily: Option<usize>,
    /// Oldest first; as far back as the longest window.
    calls: VecDeque<i64>,
    /// When a lead was taken, or may have been. A request that nobody answered brought none.
    taken: VecDeque<i64>,
}

impl Pace {
    /// Goes on where an earlier process stopped: `lately` are its last ones, oldest first.
    pub(super) fn new(windows: Vec<(usize, i64)>, daily: Option<usize>, lately: &[Call]) -> Self {
        let taken = lately.iter().filter(|call| call.taken && daily.is_some());
        let taken = taken.map(|call| call.at).collect();
        Self { windows, daily, calls: lately.iter().map(|call| call.at).collect(), taken }
    }

    /// How far back calls count.
    pub(super) fn memory(windows: &[(usize, i64)], daily: Option<usize>) -> i64 {
        let day = daily.map(|_| DAY);
        windows.iter().map(|(_, span)| *span).chain(day).max().unwrap_or(0)
    }

    /// When the next call may be made; not before `now`.
    pub(super) fn ready_at(&self, now: i64) -> i64 {
        let free = self.windows.iter().filter_map(|window| free_at(&self.calls, *window, now));
        let leads = self.daily.and_then(|most| free_at(&self.taken, (most, DAY), now));
        free.chain(leads).fold(now, i64::max)
    }

    /// One was made.
    pub(super) fn called(&mut self, at: i64) {
        let most = self.windows.iter().map(|(most, _)| *most).max().unwrap_or(0);
        note(&mut self.calls, most, at);
    }

    /// A lead was taken, or may have been.
    pub(super) fn took(&mut self, at: i64) {
        if let Some(most) = self.daily {
            note(&mut self.taken, most, at);
        }
    }
}

/// When the time that has to leave the window before another one fits into it has left.
fn free_at(times: &VecDeque<i64>, (most, span): (usize, i64), now: i64) -> Option<i64> {
    let oldest = times.len().checked_sub(most)?;
    // However far in the future a clock that was wrong has put it.
    Some((*times.get(oldest)?).min(now) + span)
}

fn note(times: &mut VecDeque<i64>, most: usize, at: i64) {
    // A clock that was set back must not leave times in the future behind, which would never leave.
    while times.back().is_some_and(|last| *last > at) {
        times.pop_back();
    }
    times.push_back(at);
    while times.len() > most {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lately(times: &[i64], taken: bool) -> Vec<Call> {
        times.iter().map(|at| Call { at: *at, taken }).collect()
    }

    /// When each of so many calls is made by whoever waits no longer than necessary.
    fn times(windows: &[(usize, i64)], past: &[i64], calls: usize) -> Vec<i64> {
        let mut pace = Pace::new(windows.to_vec(), None, &lately(past, true));
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

    /// `x` is a request that brought nothing, `o` a lead.
    #[test]
    fn a_day_has_so_many_leads_and_not_requests() {
        for (past, taken, now, expected) in [
            ("xxxx", true, "xxxxoo", DAY),
            ("", true, "oox", DAY),
            ("", true, "xxxxxxo", 7),
            ("", true, "xxxoxx", 6),
            ("oo", true, "", DAY),
            ("oo", false, "", 0),
        ] {
            let before: Vec<Call> =
                past.chars().map(|what| Call { at: 0, taken: taken && what == 'o' }).collect();
            let mut pace = Pace::new(Vec::new(), Some(2), &before);
            for (at, what) in now.chars().enumerate() {
                pace.called(at as i64);
                if what == 'o' {
                    pace.took(0);
                }
            }
            let asked = now.len() as i64;
            assert_eq!(pace.ready_at(asked), expected.max(asked), "{past} {now}");
        }
    }
}
