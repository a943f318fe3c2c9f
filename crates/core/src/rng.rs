use leadwell_wire::{Id, Millis};

/// A small generator (SplitMix64) started from what the shell drew of the platform's secure source:
/// for ids and jitter, not for secrets.
#[derive(Debug)]
pub(crate) struct Rng {
    state: u64,
    stream: u64,
}

impl Rng {
    pub(crate) const fn new(seed: [u64; 2]) -> Self {
        Self { state: seed[0], stream: seed[1] }
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        // The second half of the seed keeps two pages apart whose first halves collide.
        let mut z = self.state ^ self.stream;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A new id of this time.
    pub(crate) fn id(&mut self, wall: Millis) -> Id {
        Id::of(wall, [self.next(), self.next()])
    }
}
