/// Milliseconds since the Unix epoch (as `Date.now()` in a page), or a span of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Millis(pub u64);

impl Millis {
    pub const fn secs(secs: u64) -> Self {
        Self(secs * 1000)
    }

    /// Later by `span`.
    #[must_use]
    pub const fn plus(self, span: Self) -> Self {
        Self(self.0 + span.0)
    }

    /// The span from `earlier` to `self`; zero where the clock has gone back.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}
