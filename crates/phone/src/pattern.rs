//! The few regular expressions that numbering plans are described with: digits, `\d`, classes, groups, `|`, `?`,
//! `{n}` and `{n,m}` behind a digit or class, and `$`.
//!
//! Leftmost alternative first, as in JavaScript, because which digits a group takes decides what a number
//! becomes. It goes back at most once for each optional part of a pattern, and those are ours: no input makes it
//! slow.

use crate::line::part;
use alloc::string::String;

/// A pattern, and what the first two digits say of it, which nearly always is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    may: Beginnings,
    must: Beginnings,
    /// It is its own only match.
    literal: bool,
}

/// For each first digit, a bit for each second one: a match may begin so, or whatever begins so matches.
type Beginnings = [u16; 10];

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        let literal = text.bytes().all(|b| b.is_ascii_digit());
        let (mut may, mut must) = ([0; 10], [0; 10]);
        // What ends with the digits is no match any more when others follow.
        let open = !text.bytes().any(|b| b == b'$');
        for ((may, must), first) in may.iter_mut().zip(&mut must).zip(b'0'..) {
            if begins(&text, &[first]) {
                for second in b'0'..=b'9' {
                    let digits = [first, second];
                    *may |= u16::from(begins(&text, &digits)) << (second & 15);
                    *must |= u16::from(open && at_start(&text, &digits).is_some()) << (second & 15);
                }
            }
        }
        Self { text, may, must, literal }
    }
}

/// Whether the first two digits are among these; `None` where there are less.
fn has(beginnings: &Beginnings, digits: &[u8]) -> Option<bool> {
    let [first, second, ..] = digits else { return None };
    beginnings.get(usize::from(first & 15)).map(|bits| bits >> (second & 15) & 1 == 1)
}

impl Default for Pattern {
    /// The empty pattern, which everything begins with.
    fn default() -> Self {
        Self { text: String::new(), may: [0x3FF; 10], must: [0x3FF; 10], literal: true }
    }
}

impl Pattern {
    /// The regular expression.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Matches at the start of these ASCII digits.
    pub(crate) fn at_start(&self, digits: &[u8]) -> Option<Match> {
        if has(&self.may, digits) == Some(false) {
            return None;
        }
        if self.literal {
            let end = self.text.len();
            return digits.starts_with(self.text.as_bytes()).then(|| Match { end, ..Match::default() });
        }
        at_start(&self.text, digits)
    }

    /// Whether it matches there.
    pub(crate) fn is_at_start(&self, digits: &[u8]) -> bool {
        has(&self.must, digits) == Some(true) || self.at_start(digits).is_some()
    }

    /// Whether it matches at the start of these digits, or may do so when more have come.
    pub(crate) fn begins(&self, digits: &[u8]) -> bool {
        begins(&self.text, digits)
    }

    /// How many groups it has.
    pub(crate) fn groups(&self) -> usize {
        captures(self.text.as_bytes())
    }
}

/// Where a pattern ended, and what its groups took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Match {
    pub(crate) end: usize,
    /// From where to where; the first two groups are enough for all plans.
    pub(crate) groups: [(usize, usize); 2],
}

fn at_start(pattern: &str, digits: &[u8]) -> Option<Match> {
    let mut run = Run { pattern: pattern.as_bytes(), digits, partial: false, groups: [(0, 0); 2] };
    let end = run.alternatives(0, 0, None)?;
    Some(Match { end, groups: run.groups })
}

fn begins(pattern: &str, digits: &[u8]) -> bool {
    let mut run = Run { pattern: pattern.as_bytes(), digits, partial: true, groups: [(0, 0); 2] };
    run.alternatives(0, 0, None).is_some()
}

fn captures(pattern: &[u8]) -> usize {
    let opened = pattern.iter().filter(|b| **b == b'(').count();
    opened - pattern.windows(3).filter(|it| it == b"(?:").count()
}

struct Run<'a> {
    pattern: &'a [u8],
    digits: &'a [u8],
    /// Digits that end too early match.
    partial: bool,
    groups: [(usize, usize); 2],
}

/// A group that is being matched.
struct Open<'a> {
    /// Number of the group, or more than there are.
    capture: usize,
    start: usize,
    /// Where the pattern goes on behind it.
    after: usize,
    outer: Option<&'a Open<'a>>,
}

impl Run<'_> {
    fn peek(&self, at: usize) -> u8 {
        self.pattern.get(at).copied().unwrap_or(b')')
    }

    /// The end of the match that begins here with one of the alternatives from `p` on.
    fn alternatives(&mut self, mut p: usize, i: usize, open: Option<&Open<'_>>) -> Option<usize> {
        loop {
            if let Some(end) = self.sequence(p, i, open) {
                return Some(end);
            }
            p = self.alternative_end(p);
            if self.peek(p) != b'|' {
                return None;
            }
            p += 1;
        }
    }

    /// The next `|` or `)` of the same level.
    fn alternative_end(&self, mut p: usize) -> usize {
        let mut depth = 0;
        while let Some(b) = self.pattern.get(p) {
            match b {
                b'(' => depth += 1,
                b'|' | b')' if depth == 0 => break,
                b')' => depth -= 1,
                _ => {}
            }
            p += 1;
        }
        p
    }

    fn sequence(&mut self, mut p: usize, mut i: usize, open: Option<&Open<'_>>) -> Option<usize> {
        loop {
            match self.peek(p) {
                b'|' | b')' => return self.close(i, open),
                b'(' => return self.group(p, i, open),
                b'$' if i == self.digits.len() => p += 1,
                b'$' => return None,
                _ => {
                    let (set, next) = self.set(p);
                    let (least, most, next) = self.count(next);
                    let rest = part(self.digits, i, self.digits.len());
                    let fits = rest.iter().take(most).take_while(|d| set >> (**d & 15) & 1 == 1).count();
                    if fits < least {
                        let ended = self.partial && i + fits == self.digits.len();
                        return ended.then_some(self.digits.len());
                    }
                    for more in (least + 1..=fits).rev() {
                        if let Some(end) = self.sequence(next, i + more, open) {
                            return Some(end);
                        }
                    }
                    (p, i) = (next, i + least);
                }
            }
        }
    }

    fn group(&mut self, p: usize, i: usize, outer: Option<&Open<'_>>) -> Option<usize> {
        let plain = part(self.pattern, p, p + 3) == b"(?:";
        let capture = if plain { usize::MAX } else { captures(part(self.pattern, 0, p)) };
        let body = if plain { p + 3 } else { p + 1 };
        let mut after = body;
        loop {
            after = self.alternative_end(after) + 1;
            if self.peek(after - 1) == b')' {
                break;
            }
        }
        let optional = self.peek(after) == b'?';
        after += usize::from(optional);
        let end = self.alternatives(body, i, Some(&Open { capture, start: i, after, outer }));
        if end.is_none() && optional { self.sequence(after, i, outer) } else { end }
    }

    /// The end of an alternative: its group took what lies between, and the pattern goes on behind it.
    fn close(&mut self, i: usize, open: Option<&Open<'_>>) -> Option<usize> {
        let Some(open) = open else { return Some(i) };
        let end = self.sequence(open.after, i, open.outer)?;
        if let Some(group) = self.groups.get_mut(open.capture) {
            *group = (open.start, i);
        }
        Some(end)
    }

    /// The set of digits at `p`, a bit each, and what follows it.
    fn set(&self, p: usize) -> (u16, usize) {
        match self.peek(p) {
            b'\\' => (0x3FF, p + 2),
            b'[' => {
                let mut set = 0;
                let mut at = p + 1;
                while !matches!(self.peek(at), b']' | b')') {
                    let first = self.peek(at);
                    let range = self.peek(at + 1) == b'-';
                    let last = if range { self.peek(at + 2) } else { first };
                    at += if range { 3 } else { 1 };
                    for digit in first..=last {
                        set |= 1u16 << (digit & 15);
                    }
                }
                (set, at + 1)
            }
            digit => (1u16 << (digit & 15), p + 1),
        }
    }

    /// How often what stands before `p` is wanted: least, most, and what follows.
    fn count(&self, p: usize) -> (usize, usize, usize) {
        match self.peek(p) {
            b'?' => (0, 1, p + 1),
            b'{' => {
                let (least, mut at) = self.number(p + 1);
                let mut most = least;
                if self.peek(at) == b',' {
                    (most, at) = self.number(at + 1);
                }
                (least, most, at + 1)
            }
            _ => (1, 1, p),
        }
    }

    fn number(&self, mut at: usize) -> (usize, usize) {
        let mut number = 0;
        while self.peek(at).is_ascii_digit() {
            number = number * 10 + usize::from(self.peek(at) - b'0');
            at += 1;
        }
        (number, at)
    }
}

#[cfg(test)]
mod tests {
    use super::at_start;

    /// Pattern, digits, what the groups take and where it ends.
    const CASES: &[(&str, &str, &str)] = &[
        ("0", "0301", ",,1"),
        ("0", "301", ""),
        ("", "301", ",,0"),
        ("00|99(?:[01469]|5(?:[14]1|3[23]))", "995329", ",,5"),
        ("00|99(?:[01469]|5(?:[14]1|3[23]))", "995349", ""),
        ("([2-9]\\d{6})$|1", "2345678", "2345678,,7"),
        ("([2-9]\\d{6})$|1", "23456789", ""),
        ("([2-9]\\d{6})$|1", "1234", ",,1"),
        ("(?:0|90)(?:(1[245]|2[1-35])(\\d{10,11}))?", "0211123456789012", "21,11234567890,14"),
        ("(?:0|90)(?:(1[245]|2[1-35])(\\d{10,11}))?", "0211123456", ",,1"),
        ("0?(?:(11|2(?:2(?:02?|[13])|80))15)?", "02215", ",,1"),
        ("0?(?:(11|2(?:2(?:02?|[13])|80))15)?", "022115", "221,,6"),
        ("0?(?:(11|2(?:2(?:02?|[13])|80))15)?", "0220215", "2202,,7"),
        ("0?(?:(11|2(?:2(?:02?|[13])|80))15)?", "022015", "220,,6"),
        ("(000[2569]\\d{4,6})$|(?:(?:003768)0?)|0", "00037680", ",,1"),
        ("\\d{2,3}45", "12345", ",,5"),
        ("\\d{2,3}4?5", "1245", ",,4"),
    ];

    #[test]
    fn patterns() {
        for (pattern, digits, want) in CASES {
            let got = at_start(pattern, digits.as_bytes()).map(|found| {
                let [a, b] = found.groups.map(|(from, to)| digits.get(from..to).unwrap_or("?"));
                format!("{a},{b},{}", found.end)
            });
            assert_eq!(got.unwrap_or_default(), *want, "{pattern} on {digits}");
        }
    }
}
