//! Formatting a number key by key, as libphonenumber's `AsYouTypeFormatter`: once three digits are there, the
//! formats that they can still become are narrowed down, and the first one of them is filled in.
//!
//! One known difference: where a prefix for abroad can be read as another one and a calling code (008 from
//! Korea, followed by 26), the reference goes on with the wrong country's formats.

use alloc::string::String;

use crate::digits::Buffer;
use crate::format::{Lengths, code_digits, divide, fill, push_ascii, template};
use crate::line::{SEPARATOR, class, part};
use crate::tables::{Format, Region};
use crate::{Phones, digits};

/// A place of a template that no digit has been put into.
const FREE: u8 = b'_';
/// Digits that the widest form of a format is made for.
const WIDEST: usize = 15;
/// No plan has more formats.
const MOST_FORMATS: usize = 64;

/// A number as it is being typed.
#[derive(Debug)]
pub struct Along<'a> {
    phones: &'a Phones,
    /// Calling code of the region, then the one that was typed; 0 = none.
    code: u16,
    /// Everything typed, as it was typed.
    typed: String,
    /// The `+` and the digits of it.
    plain: Buffer,
    /// What precedes the national number, as it is shown: `+49 `, `0`.
    before: Buffer,
    national: Buffer,
    /// The national prefix that was taken off.
    prefix: Buffer,
    /// Formats that are still possible, a bit each.
    formats: u64,
    /// These are international formats.
    abroad: bool,
    /// The format that `filled` is made of.
    current: Option<usize>,
    filled: Buffer,
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
            plain: Buffer::new(),
            before: Buffer::new(),
            national: Buffer::new(),
            prefix: Buffer::new(),
            formats: 0,
            abroad: false,
            current: None,
            filled: Buffer::new(),
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
            self.plain.push_one(key);
            self.national.push_one(key);
        } else if first && matches!(c, '+' | '\u{FF0B}') {
            self.plain.push_one(key);
        } else {
            self.able = false;
            self.own = true;
        }
        self.shown.clear();
        match self.step(key) {
            Some(shown) => push_ascii(&mut self.shown, shown.as_bytes()),
            None => self.shown.push_str(&self.typed),
        }
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
    fn step(&mut self, key: u8) -> Option<Buffer> {
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
            self.before.push_one(b' ');
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
            return Some(self.joined(self.national.as_bytes(), false));
        }
        if self.formats == 0 {
            return self.choose();
        }
        self.put(key);
        // `renews` may throw it away although the format stays; the reference then shows it once more.
        let so_far = self.so_far();
        if let Some(done) = self.finished() {
            return Some(done);
        }
        self.narrow();
        if self.renews() {
            return self.put_all();
        }
        self.able.then_some(so_far)
    }

    fn start_again(&mut self) -> Option<Buffer> {
        self.able = true;
        self.expects_code = false;
        self.formats = 0;
        self.filled.clear();
        self.last = 0;
        self.current = None;
        self.choose()
    }

    fn choose(&mut self) -> Option<Buffer> {
        if self.national.len() < 3 {
            return Some(self.joined(self.national.as_bytes(), true));
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

    /// This format, if it is still possible.
    fn possible(&self, at: usize) -> Option<&'a Format> {
        if self.formats >> at & 1 == 0 { None } else { self.all_formats().get(at) }
    }

    fn find_formats(&mut self) {
        let all = self.all_formats();
        let abroad = self.complete && self.prefix.is_empty();
        self.abroad = abroad && all.iter().any(|format| !format.international.is_empty());
        for (at, format) in all.iter().take(MOST_FORMATS).enumerate() {
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
        // With every step libphonenumber asks for a digit more; until the last one a beginning will do.
        let step = self.national.len().saturating_sub(2);
        for at in 0..MOST_FORMATS {
            let Some(format) = self.possible(at) else { continue };
            let fits = if step < usize::from(format.steps) {
                format.leading.begins(self.national.as_bytes())
            } else {
                format.leading.is_at_start(self.national.as_bytes())
            };
            if !fits {
                self.formats &= !(1 << at);
            }
        }
    }

    /// The whole as one of the formats wants exactly so many digits.
    fn finished(&mut self) -> Option<Buffer> {
        for at in 0..MOST_FORMATS {
            let Some(format) = self.possible(at) else { continue };
            let Some(lengths) = divide(format, self.national.len()) else { continue };
            self.space = has_space(format);
            let mut text = Buffer::new();
            fill(&mut text, template(format, self.abroad), "", self.national.as_bytes(), lengths);
            let text = self.joined(text.as_bytes(), true);
            let dialled = text.as_bytes().iter().filter(|b| b.is_ascii_digit() || **b == b'+');
            if dialled.eq(self.plain.as_bytes()) {
                return Some(text);
            }
        }
        None
    }

    /// Whether another format has to be filled in now. Where none is left, formatting ends.
    fn renews(&mut self) -> bool {
        let current = self.current.and_then(|at| self.all_formats().get(at));
        for at in 0..MOST_FORMATS {
            let Some(format) = self.possible(at) else { continue };
            if current.is_some_and(|current| current.groups == format.groups) {
                return false;
            }
            self.filled.clear();
            let widest = widest(format);
            let room: usize = widest.iter().map(|length| usize::from(*length)).sum();
            if room >= self.national.len() {
                fill(&mut self.filled, template(format, self.abroad), "", &[FREE; WIDEST], widest);
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
        let places = self.filled.as_bytes_mut().iter_mut();
        if let Some((at, place)) = places.enumerate().find(|(_, place)| **place == FREE) {
            *place = key;
            self.last = at;
        } else {
            if self.formats.count_ones() == 1 {
                self.able = false;
            }
            self.current = None;
        }
    }

    fn put_all(&mut self) -> Option<Buffer> {
        let national = self.national;
        for key in national.as_bytes() {
            self.put(*key);
        }
        self.able.then(|| self.so_far())
    }

    fn so_far(&self) -> Buffer {
        self.joined(part(self.filled.as_bytes(), 0, self.last + 1), true)
    }

    /// What precedes the national number, and that; between them a space where the format has one.
    fn joined(&self, national: &[u8], spaced: bool) -> Buffer {
        let mut text = self.before;
        if spaced && self.space && text.as_bytes().last().is_some_and(|b| *b != b' ') {
            text.push_one(b' ');
        }
        text.push(national);
        text
    }

    fn takes_abroad(&mut self) -> bool {
        let plain = self.plain;
        let plain = plain.as_bytes();
        let plus = plain.first() == Some(&b'+');
        let prefix = || self.home()?.abroad.at_start(plain);
        let end = if plus { 1 } else { prefix().map_or(0, |found| found.end) };
        if end == 0 {
            return false;
        }
        self.complete = true;
        self.before.set(part(plain, 0, end));
        if !plus {
            self.before.push_one(b' ');
        }
        self.national.set(part(plain, end, plain.len()));
        true
    }

    fn takes_code(&mut self) -> bool {
        let Some((code, length)) = self.phones.code_at_start(self.national.as_bytes()) else { return false };
        self.take(length);
        self.code = code;
        self.before.push(code_digits(code).as_bytes());
        self.before.push_one(b' ');
        self.prefix.clear();
        true
    }

    /// Takes so many digits off the front of the national number.
    fn take(&mut self, count: usize) -> Buffer {
        let all = self.national;
        let mut taken = Buffer::new();
        taken.push(part(all.as_bytes(), 0, count));
        self.national.set(part(all.as_bytes(), count, all.len()));
        taken
    }

    /// Some national prefixes begin with another one.
    fn takes_longer_prefix(&mut self) -> bool {
        let prefix = self.prefix;
        if !prefix.is_empty() {
            let mut whole = prefix;
            whole.push(self.national.as_bytes());
            self.national = whole;
            let before = self.before;
            let end = before.as_bytes().windows(prefix.len()).rposition(|part| part == prefix.as_bytes());
            self.before.set(part(before.as_bytes(), 0, end.unwrap_or(0)));
        }
        self.take_prefix().as_bytes() != prefix.as_bytes()
    }

    /// Moves the national prefix before the number and answers it.
    fn take_prefix(&mut self) -> Buffer {
        if self.code == 1 && matches!(part(self.national.as_bytes(), 0, 2), [b'1'] | [b'1', b'2'..=b'9']) {
            self.complete = true;
            self.before.push(b"1 ");
            return self.take(1);
        }
        let mut end = 0;
        if let Some(home) = self.home()
            && !home.prefix_pattern.is_empty()
            && let Some(found) = home.prefix_pattern.at_start(self.national.as_bytes())
        {
            end = found.end;
        }
        self.complete |= end > 0;
        let prefix = self.take(end);
        self.before.push(prefix.as_bytes());
        prefix
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
        } else if class(b) & SEPARATOR == 0 {
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
