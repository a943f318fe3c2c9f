//! Bits in, bits out: one description of the data (`layout`) serves writing and reading, so that they cannot
//! drift apart. The arithmetic coder is the carryless one of lpaq: two 32-bit bounds that close in.

use super::model::{GUESSES, Known, Model, hash};
use super::text::Token;

/// What takes or gives a bit whose chance of being one is known.
pub(super) trait Bits {
    /// `bit` is what a writer writes; what is returned is what was written or read.
    fn bit(&mut self, chance: u32, bit: bool) -> bool;
    /// The data cannot be what was written.
    fn failed(&self) -> bool;
}

/// The bounds of the arithmetic coder.
#[derive(Debug)]
pub(super) struct Bounds {
    pub(super) low: u32,
    pub(super) high: u32,
}

impl Bounds {
    pub(super) const WIDE: Self = Self { low: 0, high: u32::MAX };

    pub(super) fn split(&self, chance: u32) -> u32 {
        let range = self.high - self.low;
        self.low + (range >> 16) * chance + (((range & 0xffff) * chance) >> 16)
    }

    pub(super) fn take(&mut self, bit: bool, split: u32) {
        if bit { self.high = split } else { self.low = split + 1 }
    }

    /// A byte that both bounds agree on.
    pub(super) fn settled(&mut self) -> Option<u8> {
        if (self.low ^ self.high) >> 24 != 0 {
            return None;
        }
        let byte = (self.high >> 24) as u8;
        self.low <<= 8;
        self.high = (self.high << 8) | 255;
        Some(byte)
    }
}

/// Reads what the writer wrote.
pub(super) struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    bounds: Bounds,
    window: u32,
    /// Bits left to read: no data makes the reader work longer than this.
    patience: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        let mut reader = Self { data, at: 0, bounds: Bounds::WIDE, window: 0, patience: 2_000_000 };
        for _ in 0..4 {
            reader.shift();
        }
        reader
    }

    fn shift(&mut self) {
        self.window = (self.window << 8) | u32::from(self.data.get(self.at).copied().unwrap_or_default());
        self.at += 1;
    }
}

impl Bits for Reader<'_> {
    fn bit(&mut self, chance: u32, _: bool) -> bool {
        if self.failed() {
            return false;
        }
        self.patience -= 1;
        let split = self.bounds.split(chance);
        let bit = self.window <= split;
        self.bounds.take(bit, split);
        while self.bounds.settled().is_some() {
            self.shift();
        }
        bit
    }

    fn failed(&self) -> bool {
        self.patience == 0 || self.at > self.data.len() + 4
    }
}

/// A model and the bits it guesses at.
pub(super) struct Coder<B> {
    pub(super) bits: B,
    pub(super) model: Model,
    /// The tokens before, the last one first.
    pub(super) last: [Token; 6],
}

/// Sets of weights: those below are for tokens, the second of each pair is for shapes.
pub(super) const SET_NUMBER: u32 = 80;
const SET_NO_SHAPE: u32 = 399;

impl<B: Bits> Coder<B> {
    /// One bit of a symbol; `node` is those before, behind a one.
    pub(super) fn bit(&mut self, known: &Known, node: u32, bit: u32) -> u32 {
        let chance = self.model.guess(known, node);
        let bit = self.bits.bit(chance, bit == 1);
        self.model.learn(known, bit);
        bit.into()
    }

    /// A number of `width` bits, its highest bit first.
    pub(super) fn symbol(&mut self, known: &Known, width: u32, value: u32) -> u32 {
        (0..width).rev().fold(1, |node, at| node << 1 | self.bit(known, node, value >> at & 1)) ^ 1 << width
    }

    /// A number that depends on little: what it is (`field`) and two things known.
    pub(super) fn number(&mut self, width: u32, field: u32, one: u32, other: u32, value: u32) -> u32 {
        let mut known = Known { contexts: [0; GUESSES], sets: [SET_NUMBER + width.min(2), SET_NO_SHAPE] };
        for (i, context) in (0..).zip(&mut known.contexts) {
            let one = if i & 1 == 1 { one } else { 0 };
            *context = hash(field | i << 8, hash(one, if i & 2 == 2 { other } else { 0 }));
        }
        self.symbol(&known, width, value)
    }

    pub(super) fn flag(&mut self, field: u32, known: u32, value: bool) -> bool {
        self.number(1, field, known, 0, u32::from(value)) == 1
    }
}
