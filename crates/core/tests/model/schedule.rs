//! What happens to the pages of one visitor: drawn from the seed, and printed when something goes wrong.

use crate::chance::Chance;
use crate::network::Mode;

/// Of a page: which of those alive, counted round.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Open,
    /// `bad`: the collector will refuse it. `twice`: a double click.
    Submit {
        page: u64,
        bad: bool,
        twice: bool,
    },
    Hide(u64),
    Show(u64),
    /// Another address in the same tab; `back` after so many milliseconds from the browser's cache, or never.
    Leave {
        page: u64,
        back: Option<u64>,
    },
    Online(u64),
    Resend(u64),
    Freeze {
        page: u64,
        ms: u64,
    },
    /// The page or the whole browser dies after so many things done, by any page.
    Crash {
        after: u64,
        browser: bool,
    },
    /// The wall clock is set, by so many milliseconds.
    Clock(i64),
    Server(Mode),
    /// Whether writing to IndexedDB succeeds.
    Writes(bool),
    Reads(Reads),
    /// Whether there is a localStorage.
    Local(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    Work,
    Fail,
    /// No event ever comes (WebKit bug 226547).
    Hang,
}

#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) seed: u64,
    /// Nothing but the network fails: then every copy needs a reason.
    pub(crate) orderly: bool,
    /// Pages have locks.
    pub(crate) locks: bool,
    /// The site has a path of its own to the collector.
    pub(crate) fallback: bool,
    /// The collector refuses a whole request for one bad lead.
    pub(crate) refuses_whole: bool,
    /// The store holds what is no lead at the start.
    pub(crate) odd: bool,
    /// Pages that are open at the end stay so.
    pub(crate) stay: bool,
    pub(crate) acts: Vec<(u64, Act)>,
}

impl Schedule {
    pub(crate) fn of(seed: u64) -> Self {
        let mut c = Chance::new(seed);
        let orderly = c.one_in(3);
        let mut schedule = Self {
            seed,
            orderly,
            locks: orderly || !c.one_in(4),
            fallback: c.one_in(4),
            refuses_whole: c.one_in(2),
            odd: !orderly && c.one_in(4),
            stay: c.one_in(2),
            acts: vec![(0, Act::Open)],
        };
        let mut at = 0;
        for _ in 0..c.range(3, 14) {
            at += match c.range(0, 9) {
                0..=3 => c.range(0, 60),
                4..=6 => c.range(60, 3_000),
                7..=8 => c.range(3_000, 60_000),
                _ => c.range(60_000, 1_800_000),
            };
            let act = if orderly { quiet(&mut c) } else { any(&mut c) };
            schedule.acts.push((at, act));
        }
        schedule
    }

    /// When the last of it happens.
    pub(crate) fn end(&self) -> u64 {
        self.acts.last().map_or(0, |(at, _)| *at)
    }
}

fn quiet(c: &mut Chance) -> Act {
    let page = c.range(0, 3);
    match c.range(0, 12) {
        0..=1 => Act::Open,
        2..=6 => Act::Submit { page, bad: c.one_in(8), twice: c.one_in(8) },
        7 => Act::Online(page),
        8 => Act::Show(page),
        9 => Act::Resend(page),
        _ => Act::Server(Mode::any(c)),
    }
}

fn any(c: &mut Chance) -> Act {
    let page = c.range(0, 3);
    match c.range(0, 30) {
        0..=1 => Act::Open,
        2..=10 => Act::Submit { page, bad: c.one_in(8), twice: c.one_in(8) },
        11 => Act::Hide(page),
        12 => Act::Show(page),
        13 => Act::Leave { page, back: None },
        14 => Act::Leave { page, back: Some(c.range(100, 120_000)) },
        15 => Act::Online(page),
        16 => Act::Resend(page),
        17 => Act::Freeze { page, ms: c.range(1_000, 600_000) },
        18..=21 => Act::Crash { after: c.range(0, 12), browser: c.one_in(2) },
        22 => Act::Clock(c.of(&[7_200_000, -7_200_000, 60_000, -60_000, 90_000_000])),
        23 => Act::Writes(c.one_in(2)),
        24 => Act::Reads(c.of(&[Reads::Work, Reads::Fail, Reads::Hang])),
        25 => Act::Local(c.one_in(2)),
        _ => Act::Server(Mode::any(c)),
    }
}
