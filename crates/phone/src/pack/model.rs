//! What the next bit will be: several guesses from what came before, mixed by what they have been worth so far.
//! After the published design of lpaq (M. Mahoney, 2005–2007): counters found by hashed contexts, weights
//! learned on the way. It needs only the four operations of IEEE 754, so every machine computes the same bits.

use alloc::vec;
use alloc::vec::Vec;

/// Guesses that are mixed.
pub(super) const GUESSES: usize = 8;
/// How many sets of weights there are; two are added for each bit.
const SETS: usize = 400;
/// Counters, as a power of two: 1 MB. With 4 MB all numbering plans would be 470 B smaller.
const COUNTERS: u32 = 18;
/// What a counter still learns after it has been seen often, and after it has been seen once.
const OFTEN: u8 = 20;
const ONCE: f32 = 1.3;
/// How fast weights learn, and where they start; with these the data came out smallest.
const RATE: f32 = 0.002;
const START: f32 = 0.1;

/// How often a one came in one context.
#[derive(Clone, Copy)]
struct Counter {
    /// Chance of a one, in 1/65536.
    one: u16,
    seen: u8,
    /// Some bits of the context's hash: another context's counts are worth nothing.
    tag: u8,
}

/// By what a bit is guessed.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Hashes of what is known, each of something else.
    pub(super) contexts: [u32; GUESSES],
    /// Which weights serve, below [`SETS`].
    pub(super) sets: [u32; 2],
}

/// Counters and weights.
#[derive(Clone)]
pub(super) struct Model {
    counters: Vec<Counter>,
    weights: Vec<[f32; GUESSES]>,
    /// Of the last guess: the counters, what they said, and the outcome.
    used: [u32; GUESSES],
    votes: [f32; GUESSES],
    chance: f32,
}

impl Model {
    pub(super) fn new() -> Self {
        Self {
            counters: vec![Counter { one: 1 << 15, seen: 0, tag: 0 }; 1 << COUNTERS],
            weights: vec![[START; GUESSES]; SETS],
            used: [0; GUESSES],
            votes: [0.0; GUESSES],
            chance: 0.5,
        }
    }

    /// The chance of a one, in 1/65536; `node` is the bits of the symbol so far, behind a one.
    pub(super) fn guess(&mut self, known: &Known, node: u32) -> u32 {
        let [first, second] =
            known.sets.map(|set| self.weights.get(set as usize).copied().unwrap_or_default());
        // Three bits of a symbol share a piece of memory that the processor fetches at once.
        let low = node.ilog2() % 3;
        let within = 1 << low | node & ((1 << low) - 1);
        let mut sum = 0.0;
        for i in 0..GUESSES {
            let key = hash(known.contexts[i], node >> low);
            let used = key >> (32 - COUNTERS) ^ within;
            self.used[i] = used;
            let Some(counter) = self.counters.get_mut(used as usize) else { continue };
            if counter.tag != key as u8 {
                *counter = Counter { one: 1 << 15, seen: 0, tag: key as u8 };
            }
            let vote = stretch((f32::from(counter.one) + 0.5) / 65536.0);
            self.votes[i] = vote;
            sum += vote * (first[i] + second[i]);
        }
        self.chance = squash(sum);
        ((self.chance * 65536.0) as u32).clamp(16, 65520)
    }

    /// The bit was this.
    pub(super) fn learn(&mut self, known: &Known, bit: bool) {
        let truth = if bit { 1.0 } else { 0.0 };
        let error = (truth - self.chance) * RATE;
        for set in known.sets {
            let Some(weights) = self.weights.get_mut(set as usize) else { continue };
            for (weight, vote) in weights.iter_mut().zip(self.votes) {
                *weight += error * vote;
            }
        }
        for used in self.used {
            let Some(counter) = self.counters.get_mut(used as usize) else { continue };
            let one = f32::from(counter.one);
            counter.one = (one + (truth * 65535.0 - one) / (f32::from(counter.seen) + ONCE)) as u16;
            counter.seen = (counter.seen + 1).min(OFTEN);
        }
    }
}

/// Called from many places: not copied into each.
#[inline(never)]
pub(super) fn hash(a: u32, b: u32) -> u32 {
    let mixed = (a ^ b.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    (mixed ^ mixed >> 15).wrapping_mul(0xc2b2_ae35)
}

/// Logarithm to base 2, a straight line between powers of two: near enough, and `raise` undoes it.
fn log(x: f32) -> f32 {
    x.to_bits() as f32 / 8_388_608.0 - 127.0
}

fn raise(x: f32) -> f32 {
    f32::from_bits(((x.clamp(-40.0, 40.0) + 127.0) * 8_388_608.0) as u32)
}

fn stretch(p: f32) -> f32 {
    log(p) - log(1.0 - p)
}

fn squash(x: f32) -> f32 {
    1.0 / (1.0 + raise(-x))
}
