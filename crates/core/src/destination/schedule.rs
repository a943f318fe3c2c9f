//! When an attempt that failed is made again.

use leadwell_wire::Millis;

/// The example of Standard Webhooks 1.0.0: at once, then after these, the last 75:35:05 after the first.
const WAITS: [u64; 9] = [5, 5 * 60, 30 * 60, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H];
const H: u64 = 3600;

/// The wait after that many attempts; `None` where there is no other, and the lead is a dead letter here.
pub fn after(attempts: u32) -> Option<Millis> {
    let place = attempts.checked_sub(1)?;
    WAITS.get(place as usize).copied().map(Millis::secs)
}

/// The same with up to a tenth more, so that what failed together does not come back together. `random` is any number.
pub fn jittered(attempts: u32, random: u64) -> Option<Millis> {
    let wait = after(attempts)?;
    Some(wait.plus(Millis(random % (wait.0 / 10 + 1))))
}

/// How many attempts there are in all.
pub const ATTEMPTS: u32 = WAITS.len() as u32 + 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_after_75_hours() {
        let all: Vec<u64> = (1..).map_while(after).map(|wait| wait.0 / 1000).collect();
        assert_eq!(all, WAITS);
        assert_eq!(all.iter().sum::<u64>(), (75 * 60 + 35) * 60 + 5);
        assert_eq!((after(0), after(ATTEMPTS)), (None, None));
    }

    #[test]
    fn jitter_only_adds() {
        for random in [0, 1, 7, u64::MAX] {
            for attempts in 1..ATTEMPTS {
                let (plain, with) = (after(attempts).unwrap().0, jittered(attempts, random).unwrap().0);
                assert!(with >= plain && with <= plain + plain / 10, "{attempts} {random}");
            }
        }
    }
}
