//! From what was typed to calling code and national number, step by step as libphonenumber's `parse`.

use crate::digits::{Buffer, Digits};
use crate::line::{Line, part};
use crate::tables::Region;
use crate::{Phones, Possible, extension, judge, pattern};

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
        let line = Line::of(text).ok_or(Refusal::TooLong)?;
        let candidate = line.candidate();
        if !extension::is_viable(candidate) {
            return Err(Refusal::NotANumber);
        }
        let plus = candidate.iter().take_while(|b| **b == b'+').count();
        let home = self.region(region);
        if home.is_none() && plus == 0 {
            return Err(Refusal::InvalidCallingCode);
        }
        let (body, extension) = extension::split(candidate);
        let mut digits = Buffer::new();
        for b in without_words(body)?.iter().filter(|b| b.is_ascii_digit()) {
            digits.push_one(*b);
        }
        let digits = digits.as_bytes();

        let mut national = Buffer::new();
        let mut code = self.calling_code(digits, plus > 0, home, &mut national);
        if plus > 0 && code == Err(Refusal::InvalidCallingCode) {
            // A plus too many: 0049… behind it, or the region's own code.
            code = self.calling_code(digits, false, home, &mut national);
            if code == Ok(0) {
                return Err(Refusal::InvalidCallingCode);
            }
        }
        let (code, plan) = match (code?, home) {
            (0, Some(home)) => (home.code, Some(home)),
            (0, None) => return Err(Refusal::InvalidCallingCode),
            (code, _) => (code, self.main_region(code)),
        };
        let national = national.as_bytes();
        if national.len() < 2 {
            return Err(Refusal::TooShort);
        }
        let mut without = Buffer::new();
        let mut nsn = national;
        if let Some(plan) = plan {
            self.strip_national_prefix(national, plan, &mut without);
            let fits = judge::length(plan, without.len());
            if !matches!(fits, Possible::TooShort | Possible::LocalOnly | Possible::InvalidLength) {
                nsn = without.as_bytes();
            }
        }
        match nsn.len() {
            0..2 => Err(Refusal::TooShort),
            2..=17 => Ok(Number { code, nsn: Digits::of(nsn), extension: Digits::of(extension) }),
            _ => Err(Refusal::TooLong),
        }
    }

    /// The calling code, 0 where none is written; what follows it goes to `national`.
    fn calling_code(
        &self,
        digits: &[u8],
        plus: bool,
        home: Option<&Region>,
        national: &mut Buffer,
    ) -> Result<u16, Refusal> {
        let prefix = if plus { Some(0) } else { home.and_then(|home| abroad(home, digits)) };
        if let Some(prefix) = prefix {
            let rest = part(digits, prefix, digits.len());
            if rest.len() <= 2 {
                return Err(Refusal::TooShortAfterIdd);
            }
            let (code, length) = self.code_at_start(rest).ok_or(Refusal::InvalidCallingCode)?;
            national.push(part(rest, length, rest.len()));
            return Ok(code);
        }
        if let Some(home) = home {
            // The region's own code without a plus counts where the number makes more sense without it.
            let length = code_length(digits, home.code);
            if length > 0 {
                self.strip_national_prefix(part(digits, length, digits.len()), home, national);
                let better = !self.is_general(home, digits) && self.is_general(home, national.as_bytes());
                if better || judge::length(home, digits.len()) == Possible::TooLong {
                    return Ok(home.code);
                }
                national.clear();
            }
        }
        national.push(digits);
        Ok(0)
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

    /// Puts into `to` the digits without the national prefix; with it, where there is none or where a number
    /// that is fine with it would not be without it.
    fn strip_national_prefix(&self, digits: &[u8], region: &Region, to: &mut Buffer) {
        if !region.prefix_pattern.is_empty()
            && let Some(found) = pattern::at_start(&region.prefix_pattern, digits)
        {
            // The rule names the pattern's last group and applies where that took something.
            let last = pattern::groups(&region.prefix_pattern).checked_sub(1);
            let group = last.and_then(|last| found.groups.get(last)).copied();
            let (from, till) = group.unwrap_or((0, found.end));
            let mut rule = region.transform.bytes().take(if till > from { usize::MAX } else { 0 });
            while let Some(b) = rule.next() {
                if b == b'$' {
                    rule.next();
                    to.push(part(digits, from, till));
                } else {
                    to.push_one(b);
                }
            }
            to.push(part(digits, found.end, digits.len()));
            if !self.is_general(region, digits) || self.is_general(region, to.as_bytes()) {
                return;
            }
            to.clear();
        }
        to.push(digits);
    }

    /// Whether the region's general description fits.
    fn is_general(&self, region: &Region, digits: &[u8]) -> bool {
        self.tables.general.run(region.general, digits).0 != 0
    }
}

/// The length of the prefix for abroad; a calling code never starts with zero.
pub(crate) fn abroad(home: &Region, digits: &[u8]) -> Option<usize> {
    let end = pattern::at_start(&home.abroad, digits)?.end;
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
