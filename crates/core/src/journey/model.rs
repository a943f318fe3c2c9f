//! The stage model: which events make a stage, and how many points they are worth.
//!
//! Sites write it as JSON (`docs/journey.md`); the collector checks that and hands it to pages as lines, which
//! need no reader of JSON. Fields have a tab between them; those at the end that are empty may be left out.
//!
//! ```text
//! name@version <milliseconds of idleness that end a session> <1: another campaign ends it too> <internal hosts, |>
//! s <stage> <weight>                                     a stage; the rules that follow make it
//! r <rule>
//! g <group> <most points, hundredths>                    a group of the score; its rules follow
//! p <rule> <points, hundredths> <half-life in ms>
//! w <event> <about> <count> <value> <within>             when: all of a rule must hold
//! ```
//!
//! `about` is a list of alternatives ([`holds`]). `within`: `s` this session, `p` counts sessions instead of events, a
//! number the last so many milliseconds. The event `score` stands for the score so far: its value is the least.

use super::event::Event;
use super::score::score;
use crate::json::parse_whole;
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_wire::{Millis, limits};

/// What counts where the site has no model of its own. `docs/journey.md` says it in words.
pub(crate) const DEFAULT: &str = "default@1\t1800000
s\tvisitor\t10
r\tpage_view
w\tconsent
w\tpage_view
s\treturning\t20
r\tsecond_session
w\tconsent
w\tsession_start\t\t2
s\tengaged\t30
r\tpages
w\tpage_view\t\t3\t\ts
r\ttime
w\tengaged_time
s\tconsidering\t35
r\tcame_back
w\tsession_start\t\t2
w\tpage_view\t\t4
r\tfile
w\tfile_click
s\tintent\t40
r\tintent_page
w\tpage_view\tpricing|prices|plans|demo|quote|trial
r\tform_start
w\tform_start
s\tlead\t50
r\tsubmit
w\tsubmit
g\tattention\t2500
p\tpage\t200\t1209600000
w\tpage_view
p\ttime\t500\t1209600000
w\tengaged_time
p\tread\t200\t1209600000
w\tscroll\t100
g\tloyalty\t1500
p\tvisit\t300\t1209600000
w\tsession_start
g\tinterest\t3500
p\tintent_page\t1000\t1209600000
w\tpage_view\tpricing|prices|plans|demo|quote|trial
p\tfile\t500\t1209600000
w\tfile_click
p\tform_start\t1000\t1209600000
w\tform_start
g\tcontact\t2500
p\tsubmit\t2000\t1209600000
w\tsubmit";

/// The first line: what a page needs to know before anything is judged.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    /// With its version.
    pub(crate) name: &'a str,
    pub(crate) idle: Millis,
    pub(crate) split: bool,
    /// Hosts that are the site's own: a payment provider, a sign-on.
    pub(crate) internal: &'a str,
}

impl<'a> Head<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        let [name, idle, split, internal, _] = fields(split_at_byte(text, b'\n').0);
        Self {
            name,
            idle: parse_whole(idle).map_or(limits::SESSION_IDLE, Millis),
            split: !split.is_empty(),
            internal,
        }
    }
}

/// What a line asks of answers, `field=value`, where it does.
pub(crate) fn asked(line: &str) -> Option<&str> {
    let about = line.strip_prefix("w\tanswer\t")?;
    Some(split_at_byte(about, b'\t').0)
}

/// A model, read. Everything borrows from its text.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    /// With its version.
    pub(crate) name: &'a str,
    pub(crate) rules: Vec<Rule<'a>>,
}

/// Makes a stage, or is worth points.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) id: &'a str,
    /// The stage, or the group of points.
    pub(crate) of: &'a str,
    /// The stage's weight; 0 is a rule of points.
    pub(crate) weight: u64,
    /// The most points of the group, in hundredths.
    pub(crate) most: i64,
    pub(crate) points: i64,
    pub(crate) half_life: u64,
    whens: Vec<When<'a>>,
}

#[derive(Debug)]
pub(crate) struct When<'a> {
    pub(crate) event: &'a str,
    pub(crate) about: &'a str,
    count: u64,
    value: u64,
    within: &'a str,
}

impl<'a> Model<'a> {
    /// Reads a text that this module or the collector wrote; an empty one is the default. What it does not know it passes
    /// over.
    pub(crate) fn read(text: &'a str) -> Self {
        let text = if text.is_empty() { DEFAULT } else { text };
        let mut rest = split_at_byte(text, b'\n').1;
        let mut model = Self { name: Head::read(text).name, rules: Vec::new() };
        let (mut of, mut weight, mut most) = ("", 0, 0);
        while !rest.is_empty() {
            let (line, after) = split_at_byte(rest, b'\n');
            rest = after;
            let (mark, line) = split_at_byte(line, b'\t');
            let [one, two, three, four, five] = fields(line);
            let number = parse_whole(two).unwrap_or(0);
            match mark {
                "s" => (of, weight, most) = (one, number, 0),
                "g" => (of, weight, most) = (one, 0, number as i64),
                "r" | "p" => model.rules.push(Rule {
                    id: one,
                    of,
                    weight,
                    most,
                    points: two
                        .strip_prefix('-')
                        .map_or(number as i64, |lost| -(parse_whole(lost).unwrap_or(0) as i64)),
                    half_life: parse_whole(three).unwrap_or(0),
                    whens: Vec::new(),
                }),
                _ => {
                    if let Some(rule) = model.rules.last_mut() {
                        rule.whens.push(When {
                            event: one,
                            about: two,
                            count: parse_whole(three).unwrap_or(1),
                            value: parse_whole(four).unwrap_or(0),
                            within: five,
                        });
                    }
                }
            }
        }
        model
    }
}

fn fields(line: &str) -> [&str; 5] {
    let mut rest = line;
    [(); 5].map(|()| {
        let (first, after) = split_at_byte(rest, b'\t');
        rest = after;
        first
    })
}

impl Rule<'_> {
    /// Whether the last of these events makes it hold; then the places of those that it rests on.
    pub(crate) fn met(&self, model: &Model<'_>, seen: &[Event]) -> Option<Vec<usize>> {
        let last = seen.last()?;
        // It did not hold before, so the last one has a part in it.
        if !self.whens.iter().any(|when| when.event == "score" || when.is(last)) {
            return None;
        }
        let mut proof = Vec::new();
        for when in &self.whens {
            when.prove(model, seen, last.at, &mut proof)?;
        }
        // In order and each once; sorting weighs more.
        let mut sorted = Vec::new();
        for at in 0..seen.len() {
            if proof.contains(&at) {
                sorted.push(at);
            }
        }
        Some(sorted)
    }

    /// Whether a rule of points counts this event.
    pub(crate) fn counts(&self, event: &Event) -> bool {
        self.weight == 0 && self.whens.first().is_some_and(|when| when.is(event))
    }
}

impl When<'_> {
    fn is(&self, event: &Event) -> bool {
        event.is(self.event) && event.value() >= self.value && holds(self.about, event.about())
    }

    fn prove(&self, model: &Model<'_>, seen: &[Event], now: Millis, proof: &mut Vec<usize>) -> Option<()> {
        if self.event == "score" {
            let mut counted = Vec::new();
            let reached = score(model, seen, now, |_, at, _| counted.push(at)) >= self.value as i64;
            proof.append(&mut counted);
            return reached.then_some(());
        }
        let mut missing = self.count;
        let mut counted = false;
        for (at, event) in seen.iter().enumerate().rev() {
            if parse_whole(self.within).is_some_and(|span| now.since(event.at).0 > span) {
                continue;
            }
            if !counted && self.is(event) {
                proof.push(at);
                missing -= 1;
                if missing == 0 {
                    return Some(());
                }
                counted = self.within == "p";
            }
            if event.is("session_start") {
                if self.within == "s" {
                    break;
                }
                counted = false;
            }
        }
        None
    }
}

/// Whether a text is one of the alternatives of a pattern, which have `|` between them: the whole text; a beginning
/// that ends with `*`; or a word that stands by itself in it, in any case. An empty pattern holds for every text.
pub(crate) fn holds(pattern: &str, text: &str) -> bool {
    if pattern.is_empty() || pattern == text {
        return true;
    }
    let mut rest = pattern;
    while !rest.is_empty() {
        let (one, after) = split_at_byte(rest, b'|');
        rest = after;
        let found = match one.strip_suffix('*') {
            Some(beginning) => text.starts_with(beginning),
            None => one == text || has_word(text, one),
        };
        if found {
            return true;
        }
    }
    false
}

fn has_word(text: &str, word: &str) -> bool {
    let mut rest = text;
    loop {
        let mut length = 0;
        for byte in rest.bytes() {
            if !byte.is_ascii_alphanumeric() && byte < 128 {
                break;
            }
            length += 1;
        }
        let (found, after) = (rest.get(..length).unwrap_or_default(), rest.get(length + 1..));
        if found.eq_ignore_ascii_case(word) {
            return true;
        }
        let Some(after) = after else { return false };
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("", "/anything", true),
            ("pricing|demo", "/de/Pricing.html", true),
            ("pricing|demo", "/book-a-demo", true),
            ("pricing|demo", "/democracy", false),
            ("/blog/*", "/blog/one", true),
            ("/blog/*", "/de/blog/one", false),
            ("/a|/b/*", "/b/c", true),
            ("/a|/b/*", "/a", true),
            ("/a", "/a/b", false),
            ("email", "newsletter/email", true),
            ("mail", "newsletter/email", false),
            ("preise", "/über/preise", true),
            ("ber", "/über/preise", false),
            ("budget=10k+", "budget=10k+", true),
            ("x", "", false),
        ] {
            assert_eq!(holds(pattern, text), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn the_default_is_whole() {
        let model = Model::read(DEFAULT);
        let head = Head::read(DEFAULT);
        assert_eq!((model.name, head.idle, head.split), ("default@1", limits::SESSION_IDLE, false));
        let mut stages: Vec<_> =
            model.rules.iter().filter(|r| r.weight > 0).map(|r| (r.weight, r.of)).collect();
        stages.dedup();
        assert_eq!(
            stages,
            [
                (10, "visitor"),
                (20, "returning"),
                (30, "engaged"),
                (35, "considering"),
                (40, "intent"),
                (50, "lead")
            ]
        );
        assert!(model.rules.iter().all(|rule| !rule.whens.is_empty()));
        let points = model.rules.iter().filter(|rule| rule.weight == 0);
        assert!(points.clone().count() == 8 && points.clone().all(|r| r.points > 0 && r.half_life > 0));
        let mut most: Vec<_> = points.map(|rule| (rule.of, rule.most)).collect();
        most.dedup();
        assert_eq!(most.iter().map(|(_, most)| most).sum::<i64>(), 10_000, "a hundred points in all");
    }
}
