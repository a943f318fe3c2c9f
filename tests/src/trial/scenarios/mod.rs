//! The scenarios that make sense for any system that sends from a page, F1 to F12, and F0, where
//! nothing fails: what does not hold there says nothing elsewhere.

mod crashes;
mod leaving;
mod outages;
mod storage;
mod tabs;

use super::{Outcome, System};
use crate::Engine;
use std::pin::Pin;

pub type Running<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Outcome>> + 'a>>;

/// One scenario.
#[derive(Clone, Copy)]
pub struct Trial {
    /// `F1`, and the variant.
    pub name: &'static str,
    pub run: for<'a> fn(Engine, &'a System) -> Running<'a>,
    /// What ours must hold beside losing and doubling nothing.
    pub limit: fn(&Outcome) -> anyhow::Result<()>,
    /// Where it cannot run, and why.
    pub not_in: &'static [(Engine, &'static str)],
}

impl std::fmt::Debug for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// `trial!("F1 …", module::function)`, and what is unusual about it.
#[macro_export]
macro_rules! trial {
    ($name:literal, $run:expr $(, $key:ident : $value:expr)*) => {
        $crate::trial::scenarios::Trial {
            $($key: $value,)*
            ..$crate::trial::scenarios::Trial {
                name: $name,
                run: |engine, system| Box::pin($run(engine, system)),
                limit: |_| Ok(()),
                not_in: &[],
            }
        }
    };
}

/// Only Chromium's driver can do it.
pub const CHROMIUM_ALONE: &[(Engine, &str)] =
    &[(Engine::Firefox, "its driver cannot"), (Engine::WebKit, "its driver cannot")];

fn few_copies(outcome: &Outcome, most: usize) -> anyhow::Result<()> {
    outcome.ensure(outcome.copies <= most, &format!("more than {most} copies"))
}

fn no_storm(outcome: &Outcome) -> anyhow::Result<()> {
    outcome.ensure(outcome.storm == 0, "requests inside the window")?;
    outcome.ensure(outcome.late <= 6, "later than 5 s after the window")
}

pub const ALL: &[Trial] = &[
    trial!("F0 all is well", outages::none, limit: |o| few_copies(o, 0)),
    trial!("F1 503 for 30 s, nobody at the page", outages::burst, limit: |o| {
        o.ensure(o.late <= 45, "later than 45 s after healing")?;
        o.ensure(o.requests <= 80, "more than 8 requests for each")?;
        few_copies(o, 0)
    }),
    trial!("F2 429, Retry-After in seconds", outages::told_seconds, limit: no_storm),
    trial!("F2 429, Retry-After as a date", outages::told_a_date, limit: no_storm),
    trial!("F2 503 with Retry-After", outages::told_by_503, limit: no_storm),
    trial!("F2 429, header not to be read", outages::told_in_the_body, limit: no_storm),
    trial!("F3 a Wi-Fi's page, then a login's", outages::false_success),
    trial!("F3 the request's echo", outages::echo),
    trial!("F4 reset instead of the answer", outages::lost_answer, limit: |o| few_copies(o, o.produced)),
    trial!("F5 answer after 90 s", outages::slow, limit: |o| few_copies(o, 5)),
    trial!("F5 answer drips", outages::drips, limit: |o| few_copies(o, 5)),
    trial!("F6 offline, browser closed, next day", leaving::offline, not_in: CHROMIUM_ALONE),
    trial!("F6 refused, browser closed, next day", leaving::refused),
    trial!("F6 refused, tab closed, next visit", leaving::refused_tab),
    trial!("F7 an hour's outage, 1,500 submissions", outages::hour),
    trial!("F8a away in the same task", leaving::same_task),
    trial!("F8b 300 KB, tab closed", leaving::backlog),
    trial!("F8c away and back (page cache)", leaving::and_back),
    trial!("F9 page crashes 50 ms after the submit", crashes::renderer, not_in: CHROMIUM_ALONE),
    trial!("F10a refused, browser killed", crashes::killed_refused),
    trial!("F10b hanging, browser killed", crashes::killed_hanging),
    trial!("F10 killed at 8 random moments", crashes::killed_any_time),
    // A page that goes out of view sends what it has, out of turn; on a busy machine the answer may come after another
    // page has had its turn.
    trial!("F11 five tabs, one closed", tabs::five, limit: |o| few_copies(o, o.produced)),
    trial!("F11 five tabs, one frozen", tabs::frozen, not_in: CHROMIUM_ALONE, limit: |o| few_copies(o, o.produced)),
    trial!("F11 five tabs without locks", tabs::without_locks, limit: |o| few_copies(o, o.produced)),
    trial!("F12d no room in the store", storage::full),
    trial!("F12e the store is forbidden", storage::forbidden),
    trial!("F12f the store never answers", storage::silent),
];
