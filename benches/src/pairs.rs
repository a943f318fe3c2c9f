//! Ours and theirs in turn, so that a busy moment of the machine meets both.

use std::time::Duration;

/// Runs both as often, the first one first in every second pair, and prints a line. Each run answers how long it
/// took for `count` inputs.
pub(crate) fn compare(
    what: &str,
    pairs: usize,
    count: usize,
    mut ours: impl FnMut() -> anyhow::Result<Duration>,
    theirs: (&str, &mut dyn FnMut() -> anyhow::Result<Duration>),
) -> anyhow::Result<()> {
    let (name, theirs) = theirs;
    // Caches and compilers warm up.
    ours()?;
    theirs()?;
    let (mut fast, mut slow, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        let (our, their);
        if pair % 2 == 0 {
            our = ours()?;
            their = theirs()?;
        } else {
            their = theirs()?;
            our = ours()?;
        }
        fast.push(count as f64 / our.as_secs_f64());
        slow.push(count as f64 / their.as_secs_f64());
        ratios.push(their.as_secs_f64() / our.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{what}: leadwell {:.0} per second, {name} {:.0} per second, ratio {:.1} (median of {pairs} pairs; {:.1} to {:.1})",
        median(&mut fast),
        median(&mut slow),
        median(&mut ratios.clone()),
        ratios.first().copied().unwrap_or(f64::NAN),
        ratios.last().copied().unwrap_or(f64::NAN),
    );
    Ok(())
}

fn median(sample: &mut [f64]) -> f64 {
    sample.sort_by(f64::total_cmp);
    let middle = sample.len() / 2;
    match sample.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sample[middle],
        _ => f64::midpoint(sample[middle - 1], sample[middle]),
    }
}
