//! Patterns and templates, token by token.

use super::coder::{Bits, Coder};
use super::model::{Known, hash};
use alloc::string::String;
use alloc::vec::Vec;

/// A token: below 0x400 a set of digits, a bit each; above `REPEAT` how often (least, most: four bits each);
/// else one of these.
pub(super) type Token = u16;

pub(super) const END: Token = 0x400;
pub(super) const OPEN: Token = 0x401;
pub(super) const CAPTURE: Token = 0x402;
pub(super) const CLOSE: Token = 0x403;
pub(super) const BAR: Token = 0x404;
pub(super) const MAYBE: Token = 0x405;
pub(super) const ANY: Token = 0x3ff;
pub(super) const REPEAT: Token = 0x800;

/// What the tokens `END` and up are in text.
const WORDS: [&str; 10] = ["", "(?:", "(", ")", "|", "?", "$", " ", "-", "."];
/// Symbols behind those of `WORDS`, and the first digit's.
const SYMBOL_REPEAT: u32 = 10;
const SYMBOL_SET: u32 = 11;
const SYMBOL_ANY: u32 = 12;
const SYMBOL_DIGIT: u32 = 16;

/// No text is longer.
const LONGEST: usize = 8192;
/// Sets of weights for tokens are numbered by what stands before (nine kinds) and by bit (five); then these.
const SET_DIGITS: u32 = 72;
const SET_TIMES: u32 = 73;
const SET_SHAPE: u32 = 100;

/// What is known where the next token stands.
#[derive(Default)]
struct Place {
    /// The last six tokens, the last one first.
    last: [Token; 6],
    /// Their kinds, four bits each.
    shape: u32,
    level: Level,
    /// Digits before this, the least if there may be more or less, and in the last digit or group.
    digits: u32,
    width: u32,
}

/// A group of alternatives.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Digits before it.
    digits: u32,
    /// How the alternative before began, and with what digits all of them.
    sibling: u32,
    taken: u32,
}

impl Place {
    /// Nothing of the alternative has been said.
    fn is_start(&self) -> bool {
        matches!(self.last[0], OPEN | BAR | CAPTURE | END)
    }

    fn known(&self, field: u32, lengths: u32, depth: u32) -> Known {
        let [one, two, three, four, five, six] = self.last.map(u32::from);
        let four = hash(one | two << 16, three | four << 16);
        let level = &self.level;
        let contexts = [
            hash(field, 1),
            hash(one | self.digits << 16, field),
            hash(four, 5),
            hash(four, hash(five | six << 16, 6)),
            hash(one | level.sibling << 16, 7 | depth << 8),
            hash(self.shape, 8),
            hash(level.taken | self.digits << 16, 9 | u32::from(self.is_start()) << 8),
            hash(lengths >> self.digits.min(31), one << 8 | 10),
        ];
        let kind = match self.last[0] {
            OPEN | CAPTURE => 1,
            BAR => 2,
            END => 3,
            CLOSE => 4,
            ANY => 5,
            REPEAT.. => 6,
            token if token > END => 0,
            digits => 7 + u32::from(!digits.is_power_of_two()),
        };
        Known { contexts, sets: [kind * 8, SET_SHAPE + (self.shape & 255)] }
    }

    /// `outer` are the levels around this one.
    fn step(&mut self, token: Token, outer: &mut Vec<Level>) {
        let kind = match token {
            ANY => 1,
            REPEAT.. => 4,
            END.. => u32::from(token - END) + 5,
            digits => 3 - u32::from(digits.is_power_of_two()),
        };
        self.shape = (self.shape << 4 | kind) & 0xff_ffff;
        if self.is_start() {
            self.level.taken |= if token < END { token.into() } else { 0 };
            self.level.sibling = token.into();
        }
        match token {
            OPEN | CAPTURE => {
                outer.push(self.level);
                self.level = Level { digits: self.digits, ..Level::default() };
            }
            CLOSE => {
                self.width = self.digits.wrapping_sub(self.level.digits);
                self.level = outer.pop().unwrap_or_default();
            }
            BAR => self.digits = self.level.digits,
            REPEAT.. => {
                let more = u32::from(token & 15).wrapping_sub(1);
                self.digits = self.digits.wrapping_add(self.width.wrapping_mul(more)) & 63;
            }
            0..=ANY => (self.digits, self.width) = ((self.digits + 1) & 63, 1),
            _ => {}
        }
        self.last.rotate_right(1);
        self.last[0] = token;
    }
}

impl<B: Bits> Coder<B> {
    /// A text of the kind `field` for numbers of these `lengths` (a bit each); `tokens` is what to write, or
    /// empty and then what was read.
    pub(super) fn text(&mut self, field: u32, lengths: u32, tokens: &mut Vec<Token>) {
        let mut place = Place { last: self.last, ..Place::default() };
        let mut outer = Vec::new();
        for at in 0..LONGEST {
            let known = place.known(field, lengths, outer.len() as u32);
            let token = self.token(&known, &place, tokens.get(at).copied().unwrap_or(END));
            place.step(token, &mut outer);
            if token == END {
                break;
            }
            if at == tokens.len() {
                tokens.push(token);
            }
        }
        self.last = place.last;
    }

    fn token(&mut self, known: &Known, place: &Place, token: Token) -> Token {
        let symbol = match token {
            REPEAT.. => SYMBOL_REPEAT,
            END.. => u32::from(token - END),
            ANY => SYMBOL_ANY,
            _ if token.is_power_of_two() => SYMBOL_DIGIT + token.trailing_zeros(),
            _ => SYMBOL_SET,
        };
        let [kind, shape] = known.sets;
        let read = (0..5).fold(1, |node, at| {
            let known = Known { sets: [kind + at, shape], ..*known };
            node << 1 | self.bit(&known, node, symbol >> (4 - at) & 1)
        });
        match read ^ 32 {
            SYMBOL_REPEAT => {
                let contexts = known.contexts.map(|context| hash(context, 11));
                let known = Known { contexts, sets: [SET_TIMES, shape] };
                REPEAT | self.symbol(&known, 8, u32::from(token & 255)) as Token
            }
            SYMBOL_SET => self.digits(known, place, token.into()) as Token,
            SYMBOL_ANY => ANY,
            symbol if symbol >= SYMBOL_DIGIT => 1 << (symbol - SYMBOL_DIGIT) & ANY,
            symbol => END + (symbol as Token).min(WORDS.len() as Token - 1),
        }
    }

    /// A set of digits, 0 first.
    fn digits(&mut self, known: &Known, place: &Place, set: u32) -> u32 {
        // Alternatives before this one have taken some digits; a bit that no digit has says that this is none.
        let taken = if place.is_start() { place.level.taken } else { 0x400 };
        let mut made = 1;
        for digit in 0..10 {
            let mut contexts = known.contexts.map(|context| hash(context, made));
            let near = made & 3 | digit << 4 | (taken >> digit & 3) << 8 | (taken >> 10) << 10;
            contexts[0] = hash(near, 12);
            contexts[4] = hash(near | made.count_ones() << 12, 13);
            let known = Known { contexts, sets: [SET_DIGITS, known.sets[1]] };
            made = made << 1 | self.bit(&known, 1, set >> digit & 1);
        }
        made.reverse_bits() >> 22
    }
}

/// The text that the tokens stand for.
pub(super) fn spell(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        match *token {
            REPEAT.. => {
                text.push('{');
                number(&mut text, token >> 4 & 15);
                if token >> 4 & 15 != token & 15 {
                    text.push(',');
                    number(&mut text, token & 15);
                }
                text.push('}');
            }
            END.. => text.push_str(WORDS.get(usize::from(token - END)).copied().unwrap_or_default()),
            ANY => text.push_str("\\d"),
            set => digits(&mut text, set),
        }
    }
    text
}

fn number(text: &mut String, number: u16) {
    if number > 9 {
        text.push('1');
    }
    text.push((b'0' + (number % 10) as u8) as char);
}

/// `7`, `[2-46]`.
fn digits(text: &mut String, set: u16) {
    let many = !set.is_power_of_two();
    if many {
        text.push('[');
    }
    let mut digit = 0;
    while digit < 10 {
        let run = (set >> digit).trailing_ones();
        if run > 0 {
            number(text, digit);
            if run > 2 {
                text.push('-');
            }
            if run > 1 {
                number(text, digit + run as u16 - 1);
            }
        }
        digit += run as u16 + 1;
    }
    if many {
        text.push(']');
    }
}

/// The tokens of a text, for the writer; `None` if it has others.
#[cfg(any(test, feature = "encode"))]
pub(super) fn read(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']')?;
            (set(inner.get(..end)?)?, end + 2)
        } else if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}')?;
            let inner = inner.get(..end)?;
            let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
            let (least, most): (u16, u16) = (least.parse().ok()?, most.parse().ok()?);
            (REPEAT | (least < 16 && most < 16).then_some(least << 4 | most)?, end + 2)
        } else if rest.starts_with("\\d") {
            (ANY, 2)
        } else if let Some(digit) = first.to_digit(10) {
            (1 << digit, 1)
        } else {
            let (at, word) = (1..).zip(WORDS.get(1..)?).find(|(_, word)| rest.starts_with(**word))?;
            (END + at, word.len())
        };
        tokens.push(token);
        rest = rest.get(length..)?;
    }
    (spell(&tokens) == text).then_some(tokens)
}

#[cfg(any(test, feature = "encode"))]
fn set(inner: &str) -> Option<u16> {
    let inner = inner.as_bytes();
    let mut set = 0;
    let mut at = 0;
    while let Some(from) = inner.get(at) {
        let (to, step) = if inner.get(at + 1) == Some(&b'-') { (inner.get(at + 2)?, 3) } else { (from, 1) };
        for digit in *from..=*to {
            set |= 1 << digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        }
        at += step;
    }
    Some(set)
}
