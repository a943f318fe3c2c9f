//! Formatting a number key by key, as libphonenumber's `AsYouTypeFormatter`: once three digits are there, the
//! formats that they can still become are narrowed down, and the first one of them is filled in.

use alloc::string::String;
use alloc::vec::Vec;

use crate::format::{self, Lengths, divide, fill, template};
use crate::line::{is_separator, part};
use crate::tables::{Format, Region};
use crate::{Phones, digits, pattern};

/// A place of a template that no digit has been put into.
const FREE: u8 = b'_';
/// Digits that the widest form of a format is made for.
const WIDEST: usize = 15;

/// A number as it is being typed.
#[derive(Debug)]
pub struct Along<'a> {
    phones: &'a Phones,
    /// Calling code of the region, then the one that was typed; 0 = none.
    code: u16,
    /// Everything typed, as it was typed.
    typed: String,
    /// The `+` and the digits of it.
    plain: Vec<u8>,
    /// What precedes the national number, as it is shown: `+49 `, `0`.
    before: String,
    national: Vec<u8>,
    /// The national prefix that was taken off.
    prefix: Vec<u8>,
    /// Formats that are still possible, a bit each.
    formats: u64,
    /// These are international formats.
    abroad: bool,
    /// The format that `filled` is made of.
    current: Option<usize>,
    filled: Vec<u8>,
    /// Where the last digit was put.
    last: usize,
    able: bool,
    /// Something was typed that is neither digit nor leading plus.
    own: bool,
    /// A prefix for abroad, a plus or a national prefix was typed: these are no local numbers.
    complete: bool,
    expects_code: bool,
    space: bool,
    shown: String,
}

impl Phones {
    /// A number to be typed by somebody in this region (may be empty).
    pub fn along(&self, region: &str) -> Along<'_> {
        Along {
            phones: self,
            code: self.code_of(region).unwrap_or(0),
            typed: String::new(),
            plain: Vec::new(),
            before: String::new(),
            national: Vec::new(),
            prefix: Vec::new(),
            formats: 0,
            abroad: false,
            current: None,
            filled: Vec::new(),
            last: 0,
            able: true,
            own: false,
            complete: false,
            expects_code: false,
            space: false,
            shown: String::new(),
        }
    }
}

impl<'a> Along<'a> {
    /// Types one more character and answers the whole as it is to be shown. As long as no format fits, that is
    /// what was typed; it stays so once something else than digits and a leading plus was typed.
    pub fn key(&mut self, c: char) -> &str {
        let first = self.typed.is_empty();
        self.typed.push(c);
        let mut key = b'+';
        if let Some(value) = digits::value(c) {
            key = b'0' + value;
            self.plain.push(key);
            self.national.push(key);
        } else if first && matches!(c, '+' | '\u{FF0B}') {
            self.plain.push(key);
        } else {
            self.able = false;
            self.own = true;
        }
        self.shown = self.step(key).unwrap_or_else(|| self.typed.clone());
        &self.shown
    }

    /// Whether what is shown is a format's doing, or may become so with the next key.
    pub fn is_able(&self) -> bool {
        self.able
    }

    /// The calling code that the number has as far as it is typed.
    pub fn code(&self) -> Option<u16> {
        (self.code != 0).then_some(self.code)
    }

    /// What is to be shown after this key; `None` = what was typed.
    fn step(&mut self, key: u8) -> Option<String> {
        if !self.able {
            if self.own {
                return None;
            }
            if self.takes_abroad() {
                return if self.takes_code() { self.start_again() } else { None };
            }
            if !self.takes_longer_prefix() {
                return None;
            }
            self.before.push(' ');
            return self.start_again();
        }
        match self.plain.len() {
            0..3 => return None,
            3 if self.takes_abroad() => self.expects_code = true,
            3 => {
                self.prefix = self.take_prefix();
                return self.choose();
            }
            _ => {}
        }
        if self.expects_code {
            self.expects_code = !self.takes_code();
            return Some(self.joined(&self.national, false));
        }
        if self.formats == 0 {
            return self.choose();
        }
        self.put(key);
        // `renews` may throw it away although the format stays; the reference then shows it once more.
        let filled = part(&self.filled, 0, self.last + 1).to_vec();
        if let Some(done) = self.finished() {
            return Some(done);
        }
        self.narrow();
        if self.renews() {
            return self.put_all();
        }
        self.able.then(|| self.joined(&filled, true))
    }

    fn start_again(&mut self) -> Option<String> {
        self.able = true;
        self.expects_code = false;
        self.formats = 0;
        self.filled.clear();
        self.last = 0;
        self.current = None;
        self.choose()
    }

    fn choose(&mut self) -> Option<String> {
        if self.national.len() < 3 {
            return Some(self.joined(&self.national, true));
        }
        self.find_formats();
        if let Some(done) = self.finished() {
            return Some(done);
        }
        if self.renews() { self.put_all() } else { None }
    }

    fn home(&self) -> Option<&'a Region> {
        self.phones.main_region(self.code)
    }

    fn all_formats(&self) -> &'a [Format] {
        self.phones.plan(self.code).map_or(&[], |plan| &plan.formats)
    }

    /// Formats that are still possible, the best first.
    fn possible(&self) -> impl Iterator<Item = (usize, &'a Format)> + use<'a> {
        let formats = self.formats;
        self.all_formats().iter().take(64).enumerate().filter(move |(at, _)| formats >> at & 1 == 1)
    }

    fn find_formats(&mut self) {
        let all = self.all_formats();
        let abroad = self.complete && self.prefix.is_empty();
        self.abroad = abroad && all.iter().any(|format| !format.international.is_empty());
        for (at, format) in all.iter().take(64).enumerate() {
            let bare = matches!(format.prefix_rule.as_str(), "" | "$1" | "($1" | "$1)" | "($1)");
            let prefixed = !self.prefix.is_empty();
            // Neither a format without a national prefix for a number with one, nor the other way round.
            let wrong = (prefixed && bare || !prefixed && !self.complete && !bare) && !format.prefix_optional;
            let shape = template(format, self.abroad);
            if !(wrong || self.abroad && shape == "NA") && keeps_all(shape) {
                self.formats |= 1 << at;
            }
        }
        self.narrow();
    }

    /// Drops formats of other leading digits.
    fn narrow(&mut self) {
        let index = self.national.len().saturating_sub(3);
        for (at, format) in self.possible() {
            let leading = format.leading.get(index).or(format.leading.last());
            if leading.is_some_and(|leading| pattern::at_start(leading, &self.national).is_none()) {
                self.formats &= !(1 << at);
            }
        }
    }

    /// The whole as one of the formats wants exactly so many digits.
    fn finished(&mut self) -> Option<String> {
        for (_, format) in self.possible() {
            let Some(lengths) = divide(format, self.national.len()) else { continue };
            self.space = has_space(format);
            let mut text = String::new();
            fill(&mut text, template(format, self.abroad), "", &self.national, lengths);
            let text = self.joined(text.as_bytes(), true);
            let dialled = text.bytes().filter(|b| b.is_ascii_digit() || matches!(b, b'+' | b'*' | b'#'));
            if dialled.eq(self.plain.iter().copied()) {
                return Some(text);
            }
        }
        None
    }

    /// Whether another format has to be filled in now. Where none is left, formatting ends.
    fn renews(&mut self) -> bool {
        let current = self.current.and_then(|at| self.all_formats().get(at));
        for (at, format) in self.possible() {
            if current.is_some_and(|current| current.groups == format.groups) {
                return false;
            }
            self.filled.clear();
            let widest = widest(format);
            let room: usize = widest.iter().map(|length| usize::from(*length)).sum();
            if room >= self.national.len() {
                let mut text = String::new();
                fill(&mut text, template(format, self.abroad), "", &[FREE; WIDEST], widest);
                self.filled = text.into_bytes();
                self.current = Some(at);
                self.space = has_space(format);
                self.last = 0;
                return true;
            }
        }
        self.able = false;
        false
    }

    fn put(&mut self, key: u8) {
        if let Some(at) = self.filled.iter().position(|b| *b == FREE) {
            if let Some(place) = self.filled.get_mut(at) {
                *place = key;
            }
            self.last = at;
        } else {
            if self.formats.count_ones() == 1 {
                self.able = false;
            }
            self.current = None;
        }
    }

    fn put_all(&mut self) -> Option<String> {
        for at in 0..self.national.len() {
            self.put(self.national.get(at).copied().unwrap_or(b'0'));
        }
        self.able.then(|| self.joined(part(&self.filled, 0, self.last + 1), true))
    }

    /// What precedes the national number, and that; between them a space where the format has one.
    fn joined(&self, national: &[u8], spaced: bool) -> String {
        let mut text = String::with_capacity(32);
        text.push_str(&self.before);
        if spaced && self.space && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        for b in national {
            text.push(char::from(*b));
        }
        text
    }

    fn takes_abroad(&mut self) -> bool {
        let plus = self.plain.first() == Some(&b'+');
        let end = if plus {
            1
        } else {
            self.home()
                .and_then(|home| pattern::at_start(&home.abroad, &self.plain))
                .map_or(0, |found| found.end)
        };
        if end == 0 {
            return false;
        }
        self.complete = true;
        self.before.clear();
        self.before.extend(part(&self.plain, 0, end).iter().map(|b| char::from(*b)));
        if !plus {
            self.before.push(' ');
        }
        self.national = part(&self.plain, end, self.plain.len()).into();
        true
    }

    fn takes_code(&mut self) -> bool {
        let Some((code, length)) = self.phones.code_at_start(&self.national) else { return false };
        self.national.drain(..length);
        self.code = code;
        format::push_code(&mut self.before, code);
        self.before.push(' ');
        self.prefix.clear();
        true
    }

    /// Some national prefixes begin with another one.
    fn takes_longer_prefix(&mut self) -> bool {
        if !self.prefix.is_empty() {
            self.national.splice(..0, self.prefix.iter().copied());
            let prefix = core::str::from_utf8(&self.prefix).unwrap_or_default();
            let end = self.before.rfind(prefix).unwrap_or(0);
            self.before.truncate(end);
        }
        self.take_prefix() != self.prefix
    }

    /// Moves the national prefix before the number and answers it.
    fn take_prefix(&mut self) -> Vec<u8> {
        let mut end = 0;
        if self.code == 1 && matches!(part(&self.national, 0, 2), [b'1'] | [b'1', b'2'..=b'9']) {
            end = 1;
            self.before.push_str("1 ");
        } else if let Some(home) = self.home()
            && !home.prefix_pattern.is_empty()
            && let Some(found) = pattern::at_start(&home.prefix_pattern, &self.national)
        {
            end = found.end;
            self.before.extend(part(&self.national, 0, end).iter().map(|b| char::from(*b)));
        }
        self.complete |= end > 0;
        self.national.drain(..end).collect()
    }
}

/// Whether the template shows the groups and nothing but separators besides; others would lose digits or add
/// some.
fn keeps_all(template: &str) -> bool {
    let mut bytes = template.bytes();
    let mut first = true;
    while let Some(b) = bytes.next() {
        if b == b'$' {
            let group = bytes.next();
            if first && group != Some(b'1') {
                return false;
            }
            first = false;
        } else if !is_separator(b) {
            return false;
        }
    }
    !first
}

fn has_space(format: &Format) -> bool {
    format.prefix_rule.bytes().any(|b| matches!(b, b' ' | b'-'))
}

/// Lengths of the groups where digits are plenty.
fn widest(format: &Format) -> Lengths {
    let most: usize = format.groups.iter().map(|(_, most)| usize::from(*most)).sum();
    divide(format, most.min(WIDEST)).unwrap_or_default()
}
