use leadwell_wire::Millis;

/// The two clocks, as the shell read them together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// What is written down: the wall clock, which may jump.
    pub wall: Millis,
    /// What delays are measured with: a clock that only goes forward (`performance.now()`).
    pub mono: Millis,
}
