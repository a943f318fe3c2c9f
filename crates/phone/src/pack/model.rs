//! What the next bit will be: several guesses from what came before, mixed by what they have been worth so far.
//! After the public design of lpaq (Mahoney 2005-2007): counters found by hashed contexts, weights learned on
//! the way. Only the four operations of IEEE 754 on `f32`, so every machine computes the same bits.

use alloc::vec::Vec;

/// Guesses that are mixed.
pub(super) const GUESSES: usize = 8;
const SLOTS: u32 = 18;
/// Weights differ by how often a counter has been seen.
const TRUST: usize = 16;

#[derive(Clone, Copy)]
struct Slot {
    /// Probability of a one.
    one: u16,
    seen: u16,
}

/// Counters and weights.
#[derive(Clone)]
pub(super) struct Model {
    slots: Vec<Slot>,
    weights: Vec<f32>,
    found: [usize; GUESSES],
    votes: [f32; GUESSES],
    chance: f32,
}

impl Model {
    pub(super) fn new() -> Self {
        let mut slots = Vec::new();
        slots.resize(1 << SLOTS, Slot { one: 1 << 15, seen: 0 });
        let mut weights = Vec::new();
        weights.resize(GUESSES * TRUST, 0.3);
        Self { slots, weights, found: [0; GUESSES], votes: [0.0; GUESSES], chance: 0.5 }
    }

    /// The chance of a one, in 1/65536, 1 to 65535.
    pub(super) fn guess(&mut self, contexts: &[u32; GUESSES], node: u32) -> u32 {
        let mut sum = 0.0;
        for (i, context) in contexts.iter().enumerate() {
            let at = hash(*context, node) >> (32 - SLOTS);
            let slot = self.slots.get(at as usize).copied().unwrap_or(Slot { one: 0, seen: 0 });
            let vote = stretch((f32::from(slot.one) + 0.5) / 65536.0);
            if let (Some(found), Some(kept), Some(weight)) =
                (self.found.get_mut(i), self.votes.get_mut(i), self.weights.get(weight_of(i, slot)))
            {
                (*found, *kept) = (at as usize, vote);
                sum += vote * weight;
            }
        }
        self.chance = squash(sum);
        ((self.chance * 65536.0) as u32).clamp(16, 65520)
    }

    /// The bit was this.
    pub(super) fn learn(&mut self, bit: bool) {
        let error = if bit { 1.0 - self.chance } else { -self.chance };
        for (i, (at, vote)) in self.found.iter().zip(self.votes).enumerate() {
            let Some(slot) = self.slots.get_mut(*at) else { continue };
            if let Some(weight) = self.weights.get_mut(weight_of(i, *slot)) {
                *weight += 0.02 * error * vote;
            }
            let goal = if bit { 65535.0 } else { 0.0 };
            let one = f32::from(slot.one);
            slot.one = (one + (goal - one) / (f32::from(slot.seen) + 1.6)) as u16;
            slot.seen = (slot.seen + 1).min(250);
        }
    }
}

fn weight_of(guess: usize, slot: Slot) -> usize {
    guess * TRUST + usize::from(slot.seen).min(TRUST - 1)
}

pub(super) fn hash(a: u32, b: u32) -> u32 {
    let mixed = (a ^ b.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    (mixed ^ (mixed >> 15)).wrapping_mul(0xc2b2_ae35)
}

/// Logarithm to base 2, straight between powers of two: near enough, and `raise` undoes it exactly.
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
