//! Patterns and templates, token by token.

use super::coder::{Bits, Coder};
use super::model::{GUESSES, hash};
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

/// What was read or written before, by which the next token is guessed.
#[derive(Clone, Default)]
pub(super) struct Past {
    tokens: Vec<Token>,
    /// Where four tokens in a row were followed by what, by their hash.
    seen: Vec<u32>,
    /// Where the text that repeats an older one goes on, and how long it has.
    matched: usize,
    run: u32,
}

impl Past {
    fn last(&self, back: usize) -> u32 {
        self.tokens.len().checked_sub(back).and_then(|at| self.tokens.get(at)).copied().unwrap_or(END).into()
    }

    fn push(&mut self, token: Token) {
        if self.run > 0 && self.tokens.get(self.matched) == Some(&token) {
            self.run += 1;
            self.matched += 1;
        } else {
            self.run = 0;
        }
        self.tokens.push(token);
        self.seen.resize(1 << 14, 0);
        let key = hash(self.last(1) | self.last(2) << 16, self.last(3) | self.last(4) << 16) >> 18;
        if let Some(seen) = self.seen.get_mut(key as usize) {
            if self.run == 0 && *seen > 0 {
                self.matched = *seen as usize;
                self.run = 1;
            }
            *seen = self.tokens.len() as u32;
        }
    }

    fn expected(&self) -> u32 {
        if self.run == 0 {
            return 0;
        }
        self.tokens.get(self.matched).map_or(0, |token| u32::from(*token) << 4 | self.run.min(15))
    }
}

impl<B: Bits> Coder<B> {
    /// A text of the kind `field`; `tokens` is what to write, or empty and then what was read.
    pub(super) fn text(&mut self, past: &mut Past, field: u32, tokens: &mut Vec<Token>) {
        let mut levels: Vec<u32> = Vec::new();
        let mut sibling = 0;
        let mut at = 0;
        while at < LONGEST {
            let want = tokens.get(at).copied().unwrap_or(END);
            let depth = levels.len() as u32;
            let last = past.last(1);
            let two = hash(last, past.last(2));
            let three = hash(two, past.last(3));
            let four = hash(three, past.last(4));
            let six = hash(four, past.last(5) | past.last(6) << 16);
            let contexts = [
                hash(field, 1),
                hash(last, 2 | field << 8),
                hash(two, 3),
                hash(three, 4),
                hash(four, 5),
                hash(six, 6),
                hash(hash(last, sibling), 7 | depth << 8),
                hash(past.expected(), 8),
            ];
            let token = self.token(&contexts, want);
            let starts = matches!(past.last(1) as Token, OPEN | BAR | CAPTURE | END);
            if starts {
                sibling = token.into();
            }
            match token {
                OPEN | CAPTURE => {
                    levels.push(sibling);
                    sibling = 0;
                }
                CLOSE => sibling = levels.pop().unwrap_or_default(),
                _ => {}
            }
            past.push(token);
            if token == END {
                break;
            }
            if at == tokens.len() {
                tokens.push(token);
            }
            at += 1;
        }
    }

    fn token(&mut self, contexts: &[u32; GUESSES], token: Token) -> Token {
        let symbol = match token {
            _ if token >= REPEAT => SYMBOL_REPEAT,
            END.. => u32::from(token - END),
            ANY => SYMBOL_ANY,
            _ if token.is_power_of_two() => SYMBOL_DIGIT + token.trailing_zeros(),
            _ => SYMBOL_SET,
        };
        match self.symbol(5, contexts, symbol) {
            SYMBOL_REPEAT => {
                let inner = contexts.map(|context| hash(context, 77));
                REPEAT | self.symbol(8, &inner, u32::from(token & 0xff)) as Token
            }
            SYMBOL_SET => {
                let inner = contexts.map(|context| hash(context, 78));
                self.symbol(10, &inner, u32::from(token & 0x3ff)) as Token
            }
            SYMBOL_ANY => ANY,
            symbol if symbol >= SYMBOL_DIGIT => (1 << (symbol - SYMBOL_DIGIT)) & ANY,
            symbol => END + (symbol as Token).min(WORDS.len() as Token - 1),
        }
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
