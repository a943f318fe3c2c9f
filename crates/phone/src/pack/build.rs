//! Patterns over digits to minimal automata, built from their ends: what follows is there before what leads to it, and
//! equal nodes are one.

use super::model::hash;
use super::text::{BAR, CAPTURE, CLOSE, END, MAYBE, OPEN, REPEAT, Token};
use crate::tables::{Automaton, Kinds};
use alloc::vec;
use alloc::vec::Vec;

const SLOTS: usize = 1 << 13;

/// An automaton in the making.
pub(super) struct Builder {
    pub(super) made: Automaton,
    /// Bit n: n digits from here may end well.
    lengths: Vec<u32>,
    index: Vec<u16>,
    joined: Vec<(u16, u16, u16)>,
    /// Steps left: no pattern makes it work longer.
    patience: u32,
    depth: u32,
}

impl Builder {
    pub(super) fn new() -> Self {
        let made = Automaton { next: [[0; 10]].to_vec(), accepts: [Kinds(0)].to_vec() };
        let (index, joined) = (vec![0; SLOTS], vec![(0, 0, 0); 1 << 12]);
        Self { made, lengths: [0].to_vec(), index, joined, patience: 200_000, depth: 0 }
    }

    pub(super) fn lengths(&self, node: u16) -> u32 {
        self.lengths.get(usize::from(node)).copied().unwrap_or_default()
    }

    /// Bit n: n digits, the first of which is this one, may end well.
    pub(super) fn after(&self, node: u16, digit: usize) -> u32 {
        self.lengths(self.next(node, digit)) << 1
    }

    /// Where numbers start that fit the pattern and are then of these kinds.
    pub(super) fn pattern(&mut self, pattern: &[Token], kinds: Kinds) -> u16 {
        let end = self.node([0; 10], kinds);
        self.any(pattern, &mut pattern.len(), end)
    }

    /// One of the alternatives that end at `at`, then `after`.
    fn any(&mut self, pattern: &[Token], at: &mut usize, after: u16) -> u16 {
        let mut sum = 0;
        loop {
            let one = self.all(pattern, at, after);
            sum = self.join(sum, one);
            match at.checked_sub(1).and_then(|before| pattern.get(before)) {
                Some(&BAR) => *at -= 1,
                _ => return sum,
            }
        }
    }

    /// What stands in a row and ends at `at`, then `after`.
    fn all(&mut self, pattern: &[Token], at: &mut usize, mut after: u16) -> u16 {
        let Some(patience) = self.patience.checked_sub(1) else { return 0 };
        self.patience = patience;
        while let Some(&token) = at.checked_sub(1).and_then(|before| pattern.get(before)) {
            if matches!(token, BAR | OPEN | CAPTURE) {
                break;
            }
            let (least, most) = match token {
                MAYBE => (0, 1),
                REPEAT.. => (token >> 4 & 15, token & 15),
                _ => (1, 1),
            };
            *at -= usize::from(token >= REPEAT || token == MAYBE);
            let end = *at;
            let behind = after;
            for turn in 0..most {
                *at = end;
                after = self.one(pattern, at, after);
                if turn < most.saturating_sub(least) {
                    after = self.join(behind, after);
                }
            }
            if most == 0 {
                break;
            }
        }
        after
    }

    /// The digit, set or group that ends at `at`, then `after`.
    fn one(&mut self, pattern: &[Token], at: &mut usize, after: u16) -> u16 {
        let Some(before) = at.checked_sub(1) else { return 0 };
        *at = before;
        match pattern.get(before).copied().unwrap_or(END) {
            // Groups in groups in groups … are no pattern, and would use up the stack.
            CLOSE if self.depth < 32 => {
                self.depth += 1;
                let inner = self.any(pattern, at, after);
                self.depth -= 1;
                *at = at.saturating_sub(1);
                inner
            }
            set if set < END => {
                let mut row = [0; 10];
                for (digit, next) in row.iter_mut().enumerate() {
                    *next = if set >> digit & 1 == 1 { after } else { 0 };
                }
                self.node(row, Kinds(0))
            }
            _ => 0,
        }
    }

    /// Where numbers start that start in either node.
    pub(super) fn join(&mut self, a: u16, b: u16) -> u16 {
        if a == b || b == 0 || self.patience == 0 {
            return a;
        }
        if a == 0 {
            return b;
        }
        let key = hash(u32::from(a.min(b)), u32::from(a.max(b))) as usize >> 20;
        if let Some(known) = self.joined.get(key).filter(|known| (known.0, known.1) == (a, b)) {
            return known.2;
        }
        let mut row = [0; 10];
        let mut before = (0, 0, 0);
        for (digit, next) in row.iter_mut().enumerate() {
            let (left, right) = (self.next(a, digit), self.next(b, digit));
            if (left, right) != (before.0, before.1) {
                before = (left, right, self.join(left, right));
            }
            *next = before.2;
        }
        let accepts = |node| self.made.accepts.get(usize::from(node)).map_or(0, |kinds: &Kinds| kinds.0);
        let kinds = Kinds(accepts(a) | accepts(b));
        let sum = self.node(row, kinds);
        if let Some(known) = self.joined.get_mut(key) {
            *known = (a, b, sum);
        }
        sum
    }

    /// The node without the numbers whose lengths are not among these.
    pub(super) fn cut(&mut self, node: u16, lengths: u32) -> u16 {
        if self.lengths(node) & !lengths == 0 || self.patience == 0 {
            return node;
        }
        let mut row = [0; 10];
        let mut before = (0, 0);
        for (digit, next) in row.iter_mut().enumerate() {
            let from = self.next(node, digit);
            if from != before.0 {
                before = (from, self.cut(from, lengths >> 1));
            }
            *next = before.1;
        }
        let kinds = self
            .made
            .accepts
            .get(usize::from(node))
            .filter(|_| lengths & 1 == 1)
            .copied()
            .unwrap_or_default();
        self.node(row, kinds)
    }

    fn next(&self, node: u16, digit: usize) -> u16 {
        self.made.next.get(usize::from(node)).and_then(|row| row.get(digit)).copied().unwrap_or_default()
    }

    /// The one node with these ways on.
    fn node(&mut self, row: [u16; 10], kinds: Kinds) -> u16 {
        let mut key = u32::from(kinds.0);
        let mut lengths = u32::from(kinds.0 != 0);
        for next in row {
            key = hash(key, u32::from(next));
            lengths |= self.lengths(next) << 1;
        }
        if lengths == 0 || self.patience == 0 {
            return 0;
        }
        self.patience -= 1;
        for step in 0..SLOTS {
            let Some(slot) = self.index.get_mut((key as usize).wrapping_add(step) % SLOTS) else { break };
            let found = usize::from(*slot);
            if found == 0 {
                let fresh = self.made.next.len();
                if fresh >= SLOTS - 1 {
                    break;
                }
                *slot = fresh as u16;
                self.made.next.push(row);
                self.made.accepts.push(kinds);
                self.lengths.push(lengths);
                return fresh as u16;
            }
            if self.made.next.get(found) == Some(&row) && self.made.accepts.get(found) == Some(&kinds) {
                return found as u16;
            }
        }
        0
    }
}
