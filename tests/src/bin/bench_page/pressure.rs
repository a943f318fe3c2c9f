//! How busy the machine is, as Linux tells it.

use std::time::Instant;

/// A reading of `/proc/pressure/cpu`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pressure {
    /// Microseconds since the start of the machine in which something waited for a core.
    total: f64,
    at: Instant,
}

impl Pressure {
    /// Nothing where the system does not tell.
    pub(crate) fn now() -> Option<Self> {
        let text = std::fs::read_to_string("/proc/pressure/cpu").ok()?;
        Some(Self { total: total(&text)?, at: Instant::now() })
    }

    /// The share of the time since this reading, from 0 to 1.
    pub(crate) fn waited(self) -> Option<f64> {
        let now = Self::now()?;
        let passed = now.at.duration_since(self.at).as_secs_f64();
        (passed > 0.0).then(|| ((now.total - self.total) / 1e6 / passed).clamp(0.0, 1.0))
    }
}

fn total(text: &str) -> Option<f64> {
    text.lines().find(|line| line.starts_with("some "))?.rsplit_once("total=")?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_counts() {
        let text = "some avg10=1.06 avg60=2.06 avg300=2.12 total=2345\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n";
        assert_eq!(total(text), Some(2345.0));
        assert_eq!(total(""), None);
    }
}
