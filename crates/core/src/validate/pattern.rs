//! Patterns: a small regular language, matched in linear time, with the same result wherever it runs. What a
//! browser's own engine and a server's would do to one pattern differs, and both can be made to hang (the first)
//! or weigh more than the widget (the second).
//!
//! Literals, `.` (all but line breaks), classes `[a-z]` `[^0-9]`, `\d` `\w` `\s` and `\D` `\W` `\S` of ASCII,
//! groups `(…)` `(?:…)`, `|`, and `?` `*` `+` `{n}` `{n,}` `{n,m}`. The whole value must match, as with HTML's
//! `pattern`; `^` and `$` at its ends change nothing. No back-references, look-around, lazy repeats or flags.
//!
//! A pattern becomes a list of steps, which all run at once over the text (Thompson's construction).

use crate::prelude::*;

/// The most steps of a compiled pattern, and so the work that one character can cost.
pub const MOST_STEPS: usize = 1000;
/// How deep groups may nest.
const DEPTH: u32 = 32;

/// Whether the whole value matches. A pattern that is none refuses nothing: `form::parse` says so to whom it
/// concerns.
pub(super) fn fits(pattern: &str, value: &str) -> bool {
    pattern.is_empty() || Pattern::compile(pattern).is_none_or(|pattern| pattern.matches(value))
}

/// A compiled pattern.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    steps: Vec<Step>,
    /// Of all sets: first and last code point of each range.
    ranges: Vec<(u32, u32)>,
}

/// Jumps are relative, so that a stretch of steps can be moved and repeated.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Takes a character that lies in one of these ranges, or in none.
    Take {
        first: usize,
        end: usize,
        within: bool,
    },
    /// Goes on with the next step and with another.
    Both(isize),
    Go(isize),
}

/// Why a text is no pattern. Where: the character at which it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `*`, `+`, `?` or `{` with nothing before it, or behind another of them.
    Repeat,
    /// `{2,1}`, or a number of more than three digits.
    Bounds,
    /// `(?` and anything but `:`.
    Group,
    /// A bracket that is not closed.
    Open,
    /// A bracket that was not opened.
    Close,
    /// `^` or `$` within the pattern.
    Anchor,
    /// A backslash before what needs none and means nothing.
    Escape,
    /// A class that is empty, nests, or has a range that goes backwards.
    Class,
    /// More than [`MOST_STEPS`] once the repeats are written out, or too deeply nested.
    Large,
}

impl Pattern {
    /// `None` where the text is no pattern; [`fault`] says why.
    pub fn compile(text: &str) -> Option<Self> {
        Parser::whole(text).ok()
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.run(text, &mut 0)
    }

    /// `visits` grows by the number of steps that were looked at.
    fn run(&self, text: &str, visits: &mut usize) -> bool {
        let end = self.steps.len();
        let mut now = vec![false; end + 1];
        self.reach(&mut now, 0, visits);
        for c in text.chars() {
            let mut next = vec![false; end + 1];
            for (at, step) in self.steps.iter().enumerate() {
                if now.get(at) == Some(&true) {
                    *visits += 1;
                    if self.takes(*step, c as u32) {
                        self.reach(&mut next, at + 1, visits);
                    }
                }
            }
            now = next;
        }
        now.get(end) == Some(&true)
    }

    /// Marks a step and all that are reached from it without a character; each at most once.
    fn reach(&self, marks: &mut [bool], at: usize, visits: &mut usize) {
        let mut todo = vec![at];
        while let Some(at) = todo.pop() {
            let Some(mark) = marks.get_mut(at) else { continue };
            if *mark {
                continue;
            }
            *mark = true;
            *visits += 1;
            match self.steps.get(at) {
                Some(Step::Both(by)) => todo.extend([at + 1, at.wrapping_add_signed(*by)]),
                Some(Step::Go(by)) => todo.push(at.wrapping_add_signed(*by)),
                _ => {}
            }
        }
    }

    fn takes(&self, step: Step, c: u32) -> bool {
        let Step::Take { first, end, within } = step else { return false };
        let ranges = self.ranges.get(first..end).unwrap_or_default();
        ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) == within
    }
}

/// What is wrong with a pattern, and at which character.
pub fn fault(text: &str) -> Option<(Fault, usize)> {
    let (fault, left) = Parser::whole(text).err()?;
    Some((fault, text.chars().count().saturating_sub(left).max(1)))
}

struct Parser<'a> {
    rest: core::str::Chars<'a>,
    pattern: Pattern,
    depth: u32,
}

const ASCII_DIGIT: &[(u32, u32)] = &[(48, 57)];
const ASCII_WORD: &[(u32, u32)] = &[(48, 57), (65, 90), (95, 95), (97, 122)];
const ASCII_SPACE: &[(u32, u32)] = &[(9, 13), (32, 32)];

impl<'a> Parser<'a> {
    /// The pattern, or what is wrong and how many characters are left behind it.
    fn whole(text: &'a str) -> Result<Pattern, (Fault, usize)> {
        let mut parser = Self { rest: text.chars(), pattern: Pattern::default(), depth: DEPTH };
        parser.eat('^');
        let mut result = parser.alternatives();
        parser.eat('$');
        if result.is_ok() && parser.rest.next().is_some() {
            result = Err(Fault::Close);
        }
        match result {
            Ok(()) => Ok(parser.pattern),
            Err(fault) => Err((fault, parser.rest.count())),
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let here = self.peek() == Some(wanted);
        if here {
            self.rest.next();
        }
        here
    }

    fn size(&self) -> usize {
        self.pattern.steps.len()
    }

    /// Adds a stretch of steps.
    fn add(&mut self, steps: &[Step]) -> Result<(), Fault> {
        self.pattern.steps.extend_from_slice(steps);
        if self.size() > MOST_STEPS { Err(Fault::Large) } else { Ok(()) }
    }

    /// `a|b|c`, up to the end or a closing bracket.
    fn alternatives(&mut self) -> Result<(), Fault> {
        let start = self.size();
        self.sequence()?;
        while self.eat('|') {
            let before = self.pattern.steps.split_off(start);
            let length = before.len() as isize;
            self.add(&[Step::Both(length + 2)])?;
            self.add(&before)?;
            let jump = self.size();
            self.add(&[Step::Go(0)])?;
            self.sequence()?;
            let by = (self.size() - jump) as isize;
            if let Some(step) = self.pattern.steps.get_mut(jump) {
                *step = Step::Go(by);
            }
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek() {
                None | Some('|' | ')') => return Ok(()),
                Some('$') if self.rest.as_str().len() == 1 => return Ok(()),
                Some(_) => self.piece()?,
            }
        }
    }

    /// Something, and how often.
    fn piece(&mut self) -> Result<(), Fault> {
        let start = self.size();
        self.atom()?;
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let least = self.number()?;
                let mut most = Some(least);
                if self.eat(',') {
                    most = if self.peek() == Some('}') { None } else { Some(self.number()?) };
                }
                if self.peek() != Some('}') || most.is_some_and(|most| most < least) {
                    return Err(Fault::Bounds);
                }
                (least, most)
            }
            _ => return Ok(()),
        };
        self.rest.next();
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            self.rest.next();
            return Err(Fault::Repeat);
        }
        let block = self.pattern.steps.split_off(start);
        let length = block.len() as isize;
        for _ in 0..least {
            self.add(&block)?;
        }
        match most {
            None if least == 0 => {
                self.add(&[Step::Both(length + 2)])?;
                self.add(&block)?;
                self.add(&[Step::Go(-length - 1)])?;
            }
            None => self.add(&[Step::Both(-length)])?,
            Some(most) => {
                for _ in least..most {
                    self.add(&[Step::Both(length + 1)])?;
                    self.add(&block)?;
                }
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let (mut number, mut digits) = (0, 0);
        while let Some(c @ '0'..='9') = self.peek() {
            self.rest.next();
            number = number * 10 + (c as u32 - 48);
            digits += 1;
            if digits > 3 {
                break;
            }
        }
        if matches!(digits, 1..=3) { Ok(number) } else { Err(Fault::Bounds) }
    }

    fn atom(&mut self) -> Result<(), Fault> {
        let first = self.pattern.ranges.len();
        let mut within = true;
        match self.rest.next().unwrap_or_default() {
            '(' => {
                if self.eat('?') && !self.eat(':') {
                    return Err(Fault::Group);
                }
                if self.depth == 0 {
                    return Err(Fault::Large);
                }
                self.depth -= 1;
                self.alternatives()?;
                self.depth += 1;
                return if self.eat(')') { Ok(()) } else { Err(Fault::Open) };
            }
            '[' => within = self.class()?,
            '.' => {
                self.pattern.ranges.extend([(10, 10), (13, 13)]);
                within = false;
            }
            '\\' => {
                if let Some(c) = self.escape()? {
                    self.range(c, c);
                }
            }
            '*' | '+' | '?' | '{' => return Err(Fault::Repeat),
            ']' | '}' => return Err(Fault::Close),
            '^' | '$' => return Err(Fault::Anchor),
            c => self.range(c as u32, c as u32),
        }
        let end = self.pattern.ranges.len();
        self.add(&[Step::Take { first, end, within }])
    }

    fn range(&mut self, low: u32, high: u32) {
        self.pattern.ranges.push((low, high));
    }

    /// A class behind its opening bracket; whether it holds what it names, or everything else.
    fn class(&mut self) -> Result<bool, Fault> {
        let within = !self.eat('^');
        if self.peek() == Some(']') {
            return Err(Fault::Class);
        }
        while !self.eat(']') {
            let Some(low) = self.member()? else { continue };
            // At the end of a class a hyphen is itself.
            let mut ahead = self.rest.clone();
            let ranged = ahead.next() == Some('-') && ahead.next() != Some(']');
            let mut high = low;
            if ranged {
                self.rest.next();
                high = self.member()?.unwrap_or(0);
            }
            if high < low {
                return Err(Fault::Class);
            }
            self.range(low, high);
        }
        Ok(within)
    }

    /// A character of a class, or nothing where a whole set was named.
    fn member(&mut self) -> Result<Option<u32>, Fault> {
        match self.rest.next() {
            None => Err(Fault::Open),
            Some('\\') => self.escape(),
            // What other engines read as a class within a class, or as an operation on two.
            Some('[') => Err(Fault::Class),
            Some(c @ ('&' | '~' | '-')) if self.peek() == Some(c) => Err(Fault::Class),
            Some(c) => Ok(Some(c as u32)),
        }
    }

    /// What follows a backslash: a character, or nothing where a whole set was named.
    fn escape(&mut self) -> Result<Option<u32>, Fault> {
        let c = self.rest.next().ok_or(Fault::Escape)?;
        let set = match c {
            'd' | 'D' => ASCII_DIGIT,
            'w' | 'W' => ASCII_WORD,
            's' | 'S' => ASCII_SPACE,
            't' => return Ok(Some(9)),
            'n' => return Ok(Some(10)),
            'r' => return Ok(Some(13)),
            _ if c.is_ascii_punctuation() => return Ok(Some(c as u32)),
            _ => return Err(Fault::Escape),
        };
        if c.is_ascii_lowercase() {
            self.pattern.ranges.extend_from_slice(set);
        } else {
            // What lies between the ranges, which are in order.
            let mut low = 0;
            for (start, end) in set {
                self.range(low, start - 1);
                low = end + 1;
            }
            self.range(low, u32::MAX);
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
