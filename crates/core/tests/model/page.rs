//! A page: an engine, and what the shell and the model know of it.

use leadwell_core::{Config, Engine, FormKey, Now, form};
use leadwell_wire::{FormDef, Millis, Pii};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::OnceLock;

pub(crate) const FORM: FormKey = 1;
/// The wall clock at the beginning, milliseconds.
pub(crate) const WALL: i64 = 1_790_000_000_000;

pub(crate) fn definition() -> FormDef {
    static DEF: OnceLock<FormDef> = OnceLock::new();
    DEF.get_or_init(|| form::parse(r#"{"form":"f","fields":[{"name":"n"}]}"#).expect("a form")).clone()
}

/// What a page asked of IndexedDB, and what was not done when it died may have been done.
#[derive(Debug)]
pub(crate) enum Write {
    Put(String, Pii<String>),
    Delete(String),
    Aside(String),
}

/// How often a page has sent a lead since it last had a reason to start anew.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    pub(crate) count: u32,
    pub(crate) last: u64,
    /// A hint came: once, back-off does not count.
    pub(crate) free: bool,
}

pub(crate) struct Page {
    pub(crate) engine: Engine,
    pub(crate) opened: u64,
    pub(crate) alive: bool,
    /// Nothing reaches it before.
    pub(crate) frozen: u64,
    pub(crate) writes: VecDeque<Write>,
    /// When the last of them is done.
    pub(crate) written: u64,
    /// Which [`crate::world::Event::Wake`] counts.
    pub(crate) wake: u32,
    /// Which claim counts; 0 where it has none.
    pub(crate) claim: u32,
    pub(crate) claimed: u64,
    /// Its turn was taken away, and it does not know yet.
    pub(crate) robbed: bool,
    /// Goes out of view, or away, at this moment.
    pub(crate) leaving: bool,
    /// Its requests under way, by number, with the ids in them.
    pub(crate) flying: BTreeMap<u32, Vec<String>>,
    /// Ids that were in the store once, as far as this page knows.
    pub(crate) saved: BTreeSet<String>,
    /// Ids that an answer named to this page.
    pub(crate) named: BTreeSet<String>,
    pub(crate) tries: BTreeMap<String, Tries>,
    /// It knows that nothing is to be sent before, on its monotonic clock.
    pub(crate) pause: u64,
    /// Ids that it told as delivered.
    pub(crate) delivered: BTreeSet<String>,
}

impl Page {
    pub(crate) fn open(clock: u64, fallback: bool, seed: u64) -> Self {
        let config = Config { site: "s".into(), fallback, ..Config::default() };
        let mut engine = Engine::new(config, None, [seed, 1], &leadwell_core::aid::Native);
        engine.handle_form(FORM, definition());
        Self {
            engine,
            opened: clock,
            alive: true,
            frozen: 0,
            writes: VecDeque::new(),
            written: 0,
            wake: 0,
            claim: 0,
            claimed: 0,
            robbed: false,
            leaving: false,
            flying: BTreeMap::new(),
            saved: BTreeSet::new(),
            named: BTreeSet::new(),
            tries: BTreeMap::new(),
            pause: 0,
            delivered: BTreeSet::new(),
        }
    }

    pub(crate) const fn mono(&self, clock: u64) -> u64 {
        clock - self.opened + 50
    }

    pub(crate) const fn now(&self, clock: u64, skew: i64) -> Now {
        Now { wall: Millis((WALL + clock as i64 + skew) as u64), mono: Millis(self.mono(clock)) }
    }
}
