//! How much interest somebody has shown, in points that fade: whole numbers of hundredths, so that every machine gets
//! the same.

use super::event::Event;
use super::model::{Model, Rule};
use leadwell_wire::Millis;

/// 2^-(1/2), 2^-(1/4) … in parts of 65,536.
const ROOTS: [u32; 12] =
    [46_341, 55_109, 60_097, 62_757, 64_132, 64_830, 65_182, 65_359, 65_447, 65_492, 65_514, 65_525];

/// The sum over the groups, each up to its most, at the time `now`; never less than nothing. `each` hears of every
/// event that counts: the rule, its place and its points.
pub(crate) fn score(
    model: &Model<'_>,
    events: &[Event],
    now: Millis,
    mut each: impl FnMut(&Rule<'_>, usize, i64),
) -> i64 {
    let (mut total, mut sum, mut most, mut group) = (0, 0, 0, "");
    for rule in &model.rules {
        if rule.of != group {
            total += sum.min(most);
            (sum, most, group) = (0, rule.most, rule.of);
        }
        for (at, event) in events.iter().enumerate() {
            if rule.counts(event) {
                // A clock that was set back raises nothing.
                let points = faded(rule.points, now.since(event.at).0, rule.half_life);
                each(rule, at, points);
                sum += points;
            }
        }
    }
    (total + sum.min(most)).max(0)
}

/// What is left of `points` at this age: half of them after each half-life, rounded.
pub(crate) fn faded(points: i64, age: u64, half_life: u64) -> i64 {
    if half_life == 0 {
        return points;
    }
    let halves = age / half_life;
    if halves > 31 {
        return 0;
    }
    let part = (age % half_life) * 4096 / half_life;
    let mut left = (points.unsigned_abs() << 16) >> halves;
    for (bit, root) in ROOTS.iter().enumerate() {
        if part & (2048 >> bit) != 0 {
            left = (left * u64::from(*root)) >> 16;
        }
    }
    let left = ((left + 0x8000) >> 16) as i64;
    if points < 0 { -left } else { left }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// journey.md 6.2: ten points with a half-life of 14 days.
    #[test]
    fn points_fade() {
        const DAY: u64 = 86_400_000;
        for (days, expected) in [(0, 1000), (7, 707), (14, 500), (28, 250), (42, 125), (14 * 40, 0)] {
            assert_eq!(faded(1000, days * DAY, 14 * DAY), expected, "after {days} days");
            assert_eq!(faded(-1000, days * DAY, 14 * DAY), -expected);
        }
        assert_eq!(faded(1000, u64::MAX, 0), 1000, "never");
        let mut before = i64::MAX;
        for hours in 0..24 * 60 {
            let age = hours * 3_600_000;
            let left = faded(10_000, age, 14 * DAY);
            let exact = 10_000.0 * 0.5_f64.powf(age as f64 / (14 * DAY) as f64);
            assert!(left <= before, "{hours}");
            assert!((left as f64 - exact).abs() <= 3.0, "{hours}: {left}, {exact}");
            before = left;
        }
    }
}
