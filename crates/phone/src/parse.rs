//! From what was typed to calling code and national number, step by step as libphonenumber's `parse`.

use crate::digits::{Buffer, Digits};
use crate::line::{LONGEST, Line, part};
use crate::tables::Region;
use crate::{Phones, Possible, extension, judge};

/// A telephone number: what may be dialled, not necessarily somebody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Number {
    /// Calling code, 1 to 999.
    pub code: u16,
    /// The national significant number, 2 to 17 digits, with the zeros that belong to it and without the
    /// national prefix.
    pub nsn: Digits,
    /// Digits to be dialled once connected.
    pub extension: Digits,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too few digits, other signs among them, words among them.
    NotANumber,
    /// None is known that starts like this, or neither `+` nor a region says which one is meant.
    InvalidCallingCode,
    /// The prefix for abroad and then two digits at most.
    TooShortAfterIdd,
    /// Less than two digits.
    TooShort,
    /// More than 17 digits, or a text of more than 250 characters.
    TooLong,
}

impl Phones {
    /// Reads a number, as somebody in this region would write it (ISO 3166-1 alpha-2; empty where that is not
    /// known, then only `+` and a calling code will do). Words before it and behind it are no part of it.
    ///
    /// As libphonenumber 9.0, but: letters never stand for the digits of a keypad; digits of all scripts count,
    /// also in extensions, which are told in ASCII; full-width forms of ASCII are read as ASCII; words of any
    /// script may follow the number; RFC 3966's `phone-context` and `isub` are not read.
    pub fn parse(&self, text: &str, region: &str) -> Result<Number, Refusal> {
        let mut digits = [0; LONGEST];
        if let Some((plus, count)) = plain(text, &mut digits) {
            return self.dialled(part(&digits, 0, count), plus, self.region(region), &[]);
        }
        let line = Line::of(text).ok_or(Refusal::TooLong)?;
        let candidate = line.candidate();
        if !extension::is_viable(candidate) {
            return Err(Refusal::NotANumber);
        }
        let plus = candidate.first() == Some(&b'+');
        let (body, extension) = extension::split(candidate);
        let mut digits = Buffer::new();
        for b in without_words(body)?.iter().filter(|b| b.is_ascii_digit()) {
            digits.push_one(*b);
        }
        self.dialled(digits.as_bytes(), plus, self.region(region), extension)
    }

    /// The number that these digits are, with or without a plus before them.
    fn dialled(
        &self,
        digits: &[u8],
        plus: bool,
        home: Option<&Region>,
        extension: &[u8],
    ) -> Result<Number, Refusal> {
        if home.is_none() && !plus {
            return Err(Refusal::InvalidCallingCode);
        }

        let (mut shortened, mut without) = (Buffer::new(), Buffer::new());
        let mut found = self.calling_code(digits, plus, home, &mut shortened);
        if plus && found == Err(Refusal::InvalidCallingCode) {
            // A plus too many: 0049… behind it, or the region's own code.
            found = self.calling_code(digits, false, home, &mut shortened);
            if found.is_ok_and(|(code, _)| code == 0) {
                return Err(Refusal::InvalidCallingCode);
            }
        }
        let (code, plan, national) = match (found?, home) {
            ((0, national), Some(home)) => (home.code, Some(home), national),
            ((0, _), None) => return Err(Refusal::InvalidCallingCode),
            ((code, national), _) => (code, self.main_region(code), national),
        };
        let national = national.unwrap_or(shortened.as_bytes());
        if national.len() < 2 {
            return Err(Refusal::TooShort);
        }
        let mut nsn = national;
        if let Some(plan) = plan {
            let rest = self.strip_national_prefix(national, plan, &mut without);
            let fits = judge::length(plan, rest.len());
            if !matches!(fits, Possible::TooShort | Possible::LocalOnly | Possible::InvalidLength) {
                nsn = rest;
            }
        }
        match nsn.len() {
            0..2 => Err(Refusal::TooShort),
            2..=17 => Ok(Number { code, nsn: Digits::of(nsn), extension: Digits::of(extension) }),
            _ => Err(Refusal::TooLong),
        }
    }

    /// The calling code, 0 where none is written, and what follows it; `None` where that was put into `shortened`.
    fn calling_code<'a>(
        &self,
        digits: &'a [u8],
        plus: bool,
        home: Option<&Region>,
        shortened: &mut Buffer,
    ) -> Result<(u16, Option<&'a [u8]>), Refusal> {
        let prefix = if plus { Some(0) } else { home.and_then(|home| abroad(home, digits)) };
        if let Some(prefix) = prefix {
            let rest = part(digits, prefix, digits.len());
            if rest.len() <= 2 {
                return Err(Refusal::TooShortAfterIdd);
            }
            let (code, length) = self.code_at_start(rest).ok_or(Refusal::InvalidCallingCode)?;
            return Ok((code, Some(part(rest, length, rest.len()))));
        }
        if let Some(home) = home {
            // The region's own code without a plus counts where the number makes more sense without it.
            let length = code_length(digits, home.code);
            if length > 0 {
                let mut changed = Buffer::new();
                let behind = part(digits, length, digits.len());
                let rest = self.strip_national_prefix(behind, home, &mut changed);
                let better = !self.is_general(home, digits) && self.is_general(home, rest);
                if better || judge::length(home, digits.len()) == Possible::TooLong {
                    shortened.set(rest);
                    return Ok((home.code, None));
                }
            }
        }
        Ok((0, Some(digits)))
    }

    /// A known calling code these digits start with, and its length. No code is the start of another one.
    pub(crate) fn code_at_start(&self, digits: &[u8]) -> Option<(u16, usize)> {
        let mut code = 0;
        for (at, digit) in digits.iter().take(3).enumerate() {
            code = code * 10 + u16::from(digit.wrapping_sub(b'0'));
            if code == 0 {
                return None;
            }
            if self.main_region(code).is_some() {
                return Some((code, at + 1));
            }
        }
        None
    }

    /// The digits without the national prefix; with it, where there is none or where a number that is fine with
    /// it would not be without it. `changed` is room for what a rule makes of them.
    fn strip_national_prefix<'a>(
        &self,
        digits: &'a [u8],
        region: &Region,
        changed: &'a mut Buffer,
    ) -> &'a [u8] {
        if region.prefix_pattern.is_empty() {
            return digits;
        }
        let Some(found) = region.prefix_pattern.at_start(digits) else { return digits };
        let mut rest = part(digits, found.end, digits.len());
        if !region.transform.is_empty() {
            // The rule names the pattern's last group and applies where that took something.
            let last = region.prefix_pattern.groups().checked_sub(1);
            let group = last.and_then(|last| found.groups.get(last)).copied();
            let (from, till) = group.unwrap_or((0, found.end));
            if till > from {
                let mut rule = region.transform.bytes();
                while let Some(b) = rule.next() {
                    if b == b'$' {
                        rule.next();
                        changed.push(part(digits, from, till));
                    } else {
                        changed.push_one(b);
                    }
                }
                changed.push(rest);
                rest = changed.as_bytes();
            }
        }
        if self.is_general(region, digits) && !self.is_general(region, rest) { digits } else { rest }
    }

    /// Whether the region's general description fits.
    fn is_general(&self, region: &Region, digits: &[u8]) -> bool {
        self.tables.general.run(region.general, digits).0 != 0
    }
}

/// Digits and what may stand between them, a plus before them perhaps, as nearly all numbers are written: the
/// digits, and whether there is a plus. `None` where a closer look is needed.
fn plain(text: &str, digits: &mut [u8; LONGEST]) -> Option<(bool, usize)> {
    let (mut plus, mut count) = (false, 0);
    for b in text.bytes() {
        if b.is_ascii_digit() {
            *digits.get_mut(count)? = b;
            count += 1;
        } else if b == b'+' && count == 0 && !plus {
            plus = true;
        } else if !matches!(b, b' ' | b'-' | b'(' | b')' | b'.' | b'/' | b'[' | b']') {
            return None;
        }
    }
    (count > 2 && text.len() <= LONGEST).then_some((plus, count))
}

/// The length of the prefix for abroad; a calling code never starts with zero.
pub(crate) fn abroad(home: &Region, digits: &[u8]) -> Option<usize> {
    let end = home.abroad.at_start(digits)?.end;
    (digits.get(end) != Some(&b'0')).then_some(end)
}

/// How many of the first digits are this code; 0 = it is not there.
fn code_length(digits: &[u8], code: u16) -> usize {
    let length = if code < 10 { 1 } else { 2 + usize::from(code > 99) };
    let value = part(digits, 0, length).iter().fold(0, |sum, digit| sum * 10 + u16::from(digit & 15));
    if value == code { length } else { 0 }
}

/// Up to two letters are slips and are passed over, as in libphonenumber. It takes three or more for keys of
/// a telephone (`1800 FLOWERS`). Here words behind the number say whose or what it is and are passed over,
/// letters among the digits or joined to them are refused: there is no telling what is meant. `x` is no letter,
/// it stands between digits (`0xx11`).
fn without_words(body: &[u8]) -> Result<&[u8], Refusal> {
    let is_letter = |b: &u8| b.is_ascii_lowercase() && *b != b'x';
    if body.iter().filter(|b| is_letter(b)).count() < 3 {
        return Ok(body);
    }
    let first = body.iter().position(is_letter).unwrap_or(0);
    let (number, words) = (part(body, 0, first), part(body, first, body.len()));
    let joined = number.last().is_some_and(|b| b.is_ascii_digit() || *b == b'-');
    if joined || words.iter().any(u8::is_ascii_digit) { Err(Refusal::NotANumber) } else { Ok(number) }
}
