//! Pages, store, locks, network and time, as one thread of events. What the engines ask for is carried out
//! here, sooner or later or never, and each thing done is held against the rules.

mod reckoning;
mod store;
mod wire;

use crate::chance::Chance;
use crate::network::{Answer, Collector, Mode};
use crate::page::{FORM, Page, WALL, Write};
use crate::schedule::{Act, Reads, Schedule};
use leadwell_core::{Engine, Level, Notice, Now, Output, Reply, Request, json};
use leadwell_wire::{Fields, Id, Pii};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// After the faults: a pause that a server asked for last, and slow retries of pages that stayed open.
const SETTLE: u64 = 2 * 3_600_000 + 600_000;
/// A request counts as lost after this long.
const TIMEOUT: u64 = 20_000;
/// A lead waits for its page's turn this long.
const PATIENCE: u64 = 10_000;
const HOUR: u64 = 3_600_000;

pub(crate) type Found = Vec<(String, Pii<String>)>;

#[derive(Debug)]
pub(crate) enum Event {
    Act(Act),
    Heal,
    Wake(usize, u32),
    Written(usize),
    Saved(usize, Id, Level),
    /// The store is read now …
    Look(usize, u32, BTreeSet<String>),
    /// … and what was read arrives.
    Looked(usize, u32, Found, bool),
    Grant(usize, u32),
    Robbed(usize, u32),
    Release(usize, u32),
    Arrive(usize, u32, Vec<(String, String)>, bool),
    Answered(usize, u32, Answer),
    PauseSeen(usize, String),
    Back(usize),
}

struct Timed(u64, u64, Event);

impl PartialEq for Timed {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1
    }
}
impl Eq for Timed {}
impl PartialOrd for Timed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Timed {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0, self.1).cmp(&(other.0, other.1))
    }
}

/// A lead that a page was told is saved.
#[derive(Clone, Copy, Debug)]
struct Promise {
    level: Level,
    page: usize,
}

pub(crate) struct World {
    schedule: Schedule,
    chance: Chance,
    pub(crate) clock: u64,
    skew: i64,
    events: BinaryHeap<Reverse<Timed>>,
    sequence: u64,
    pages: Vec<Page>,
    disk: BTreeMap<String, Pii<String>>,
    /// localStorage: when it was written, and the text.
    local: BTreeMap<String, (u64, Pii<String>)>,
    aside: Vec<String>,
    pause: Option<String>,
    writes: bool,
    reads: Reads,
    has_local: bool,
    holder: Option<(usize, u32)>,
    queue: VecDeque<(usize, u32)>,
    last_claim: u32,
    mode: Mode,
    collector: Collector,
    crash: Option<(u64, bool)>,
    promises: BTreeMap<String, Promise>,
    /// Of each id, as it was saved first.
    payloads: BTreeMap<String, String>,
    /// Ids of which a copy has a reason.
    excused: BTreeSet<String>,
    odd: BTreeMap<String, String>,
    pub(crate) requests: u64,
    /// What has happened at least once.
    pub(crate) reached: BTreeSet<&'static str>,
    pub(crate) fault: Option<String>,
    /// Where what happens is written down.
    pub(crate) trace: Option<Vec<String>>,
}

impl World {
    pub(crate) fn of(schedule: &Schedule, traced: bool) -> Self {
        let mut world = Self {
            schedule: schedule.clone(),
            chance: Chance::new(schedule.seed ^ 0x5EED),
            clock: 0,
            skew: 0,
            events: BinaryHeap::new(),
            sequence: 0,
            pages: Vec::new(),
            disk: BTreeMap::new(),
            local: BTreeMap::new(),
            aside: Vec::new(),
            pause: None,
            writes: true,
            reads: Reads::Work,
            has_local: true,
            holder: None,
            queue: VecDeque::new(),
            last_claim: 0,
            mode: Mode::Ok,
            collector: Collector { refuses_whole: schedule.refuses_whole, ..Collector::default() },
            crash: None,
            promises: BTreeMap::new(),
            payloads: BTreeMap::new(),
            excused: BTreeSet::new(),
            odd: BTreeMap::new(),
            requests: 0,
            reached: BTreeSet::new(),
            fault: None,
            trace: traced.then(Vec::new),
        };
        if schedule.odd {
            for (key, text) in [
                ("future", "leadwell/2 1 x"),
                ("torn", "leadwell/1 12345 0190"),
                ("null", ""),
                ("shape", "leadwell/1 634125391 null"),
            ] {
                world.disk.insert(key.into(), text.to_owned().into());
                if key == "future" {
                    world.odd.insert(key.into(), text.into());
                }
            }
        }
        for (at, act) in &schedule.acts {
            world.at(*at, Event::Act(*act));
        }
        world.at(schedule.end() + 60_000, Event::Heal);
        world
    }

    /// Runs to the end; what went wrong, if anything did.
    pub(crate) fn run(&mut self) -> Option<String> {
        let end = self.schedule.end() + 60_000 + SETTLE;
        let (mut same, mut steps) = (0, 0_u32);
        while self.fault.is_none() {
            let Some(Reverse(Timed(at, _, event))) = self.events.pop() else { break };
            if at > end {
                break;
            }
            same = if at == self.clock { same + 1 } else { 0 };
            steps += 1;
            if same > 3000 || steps > 60_000 {
                self.fail("it spins");
            }
            self.clock = at;
            self.happen(event);
        }
        if self.fault.is_none() {
            self.reckon();
        }
        self.fault.take()
    }

    fn at(&mut self, at: u64, event: Event) {
        self.sequence += 1;
        self.events.push(Reverse(Timed(at, self.sequence, event)));
    }

    fn soon(&mut self, most: u64, event: Event) {
        let after = self.chance.range(1, most);
        self.at(self.clock + after, event);
    }

    fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9} {}", self.clock, text()));
        }
    }

    fn fail(&mut self, why: impl Into<String>) {
        let why = why.into();
        self.note(|| format!("WRONG: {why}"));
        self.fault.get_or_insert(why);
    }

    fn happen(&mut self, event: Event) {
        let page = match &event {
            Event::Act(_) | Event::Heal | Event::Arrive(..) => None,
            Event::Wake(p, _)
            | Event::Written(p)
            | Event::Saved(p, ..)
            | Event::Look(p, ..)
            | Event::Looked(p, ..)
            | Event::Grant(p, _)
            | Event::Robbed(p, _)
            | Event::Release(p, _)
            | Event::Answered(p, ..)
            | Event::PauseSeen(p, _)
            | Event::Back(p) => Some(*p),
        };
        if let Some(p) = page {
            let page = &self.pages[p];
            if !page.alive {
                return;
            }
            // The browser's own work goes on without the page.
            if page.frozen > self.clock && !matches!(event, Event::Written(_) | Event::Look(..)) {
                let thaw = page.frozen;
                return self.at(thaw, event);
            }
        }
        match event {
            Event::Act(act) => self.act(act),
            Event::Heal => self.heal(),
            Event::Wake(p, wake) if self.pages[p].wake == wake => {
                self.tell(p, "wake", Engine::handle_timeout)
            }
            Event::Wake(..) => {}
            Event::Written(p) => self.written(p),
            Event::Saved(p, id, level) => {
                self.pages[p].saved.insert(id.to_string());
                self.tell(p, "saved", |e, now| e.handle_saved(&id, level, now));
            }
            Event::Look(p, number, local) => self.look(p, number, &local),
            Event::Looked(p, number, found, whole) => self.looked(p, number, found, whole),
            Event::Grant(p, claim) if self.pages[p].claim == claim => {
                self.tell(p, "turn", |e, now| e.handle_turn(true, now));
            }
            Event::Grant(..) => {}
            Event::Robbed(p, claim) if self.pages[p].claim == claim => {
                self.pages[p].claim = 0;
                self.pages[p].robbed = false;
                self.tell(p, "robbed", |e, now| e.handle_turn(false, now));
            }
            Event::Robbed(..) => {}
            Event::Release(p, claim) => self.release(p, claim),
            Event::Arrive(p, number, records, fallback) => self.arrive(p, number, &records, fallback),
            Event::Answered(p, number, answer) => self.answered(p, number, answer),
            Event::PauseSeen(p, text) => self.see_pause(p, &text),
            Event::Back(p) => {
                self.hint(p);
                self.tell(p, "back", |e, now| {
                    e.handle_visible(true, now);
                    e.handle_hint(now);
                });
            }
        }
    }

    /// Back-off does not count, once.
    fn hint(&mut self, p: usize) {
        for tries in self.pages[p].tries.values_mut() {
            tries.free = true;
        }
    }

    // What the visitor, the browser and the world do.

    fn alive(&self, page: u64) -> Option<usize> {
        let alive: Vec<usize> = (0..self.pages.len())
            .filter(|p| self.pages[*p].alive && self.pages[*p].frozen <= self.clock)
            .collect();
        (!alive.is_empty()).then(|| alive[page as usize % alive.len()])
    }

    fn act(&mut self, act: Act) {
        self.note(|| format!("{act:?}"));
        match act {
            Act::Open => self.open(),
            Act::Submit { page, bad, twice } => {
                if self.alive(page).is_none() {
                    self.open();
                }
                let Some(p) = self.alive(page) else { return };
                let now = self.pages[p].now(self.clock, self.skew);
                let id = self.pages[p].engine.new_id(now);
                if bad {
                    self.collector.bad.insert(id.to_string());
                }
                for _ in 0..=u32::from(twice) {
                    let id = id.clone();
                    self.tell(p, "submit", |e, now| {
                        let fields = Fields::from_iter([("n".to_owned(), "x".to_owned())]);
                        assert!(e.submit(FORM, id, fields, now), "taken");
                    });
                }
            }
            Act::Hide(page) => {
                let Some(p) = self.alive(page) else { return };
                self.hint(p);
                self.pages[p].leaving = true;
                self.tell(p, "hiding", Engine::handle_hiding);
                self.pages[p].leaving = false;
            }
            Act::Show(page) => {
                let Some(p) = self.alive(page) else { return };
                self.hint(p);
                self.tell(p, "shown", |e, now| {
                    e.handle_visible(true, now);
                    e.handle_hint(now);
                });
            }
            Act::Leave { page, back } => {
                let Some(p) = self.alive(page) else { return };
                self.hint(p);
                self.pages[p].leaving = true;
                self.tell(p, "leaving", Engine::handle_leaving);
                self.pages[p].leaving = false;
                match back {
                    Some(ms) if self.pages[p].alive => {
                        self.pages[p].frozen = self.clock + ms;
                        self.at(self.clock + ms, Event::Back(p));
                    }
                    _ => self.die(p, false),
                }
            }
            Act::Online(page) => {
                let Some(p) = self.alive(page) else { return };
                self.hint(p);
                self.tell(p, "online", Engine::handle_hint);
            }
            Act::Resend(page) => {
                let Some(p) = self.alive(page) else { return };
                let parked = self.pages[p].engine.parked();
                let ids: Vec<String> =
                    json::parse(parked.expose()).expect("JSON").members().map(|r| r.text_at("id")).collect();
                for id in ids {
                    self.pages[p].tries.remove(&id);
                    self.tell(p, "resend", |e, now| assert!(e.resend(&id, now)));
                }
            }
            Act::Freeze { page, ms } => {
                let Some(p) = self.alive(page) else { return };
                self.pages[p].frozen = self.clock + ms;
            }
            Act::Crash { after, browser } => self.crash = Some((after, browser)),
            Act::Clock(by) => self.skew += by,
            Act::Server(mode) => self.mode = mode,
            Act::Writes(works) => self.writes = works,
            Act::Reads(reads) => self.reads = reads,
            Act::Local(works) => self.has_local = works,
        }
    }

    fn open(&mut self) {
        if self.pages.iter().filter(|page| page.alive).count() >= 4 {
            return;
        }
        let seed = self.schedule.seed << 8 | self.pages.len() as u64;
        self.pages.push(Page::open(self.clock, self.schedule.fallback, seed));
        let p = self.pages.len() - 1;
        if let Some(text) = self.pause.clone() {
            self.see_pause(p, &text);
        }
        self.drain(p);
    }

    /// The faults end. A visitor comes once more, without touching anything.
    fn heal(&mut self) {
        self.note(|| "healed".into());
        self.crash = None;
        self.mode = Mode::Ok;
        (self.writes, self.reads, self.has_local) = (true, Reads::Work, true);
        for p in 0..self.pages.len() {
            self.pages[p].frozen = self.pages[p].frozen.min(self.clock);
            if !self.schedule.stay && self.pages[p].alive {
                self.die(p, false);
            }
        }
        // More than four, so that there is room.
        while self.pages.iter().filter(|page| page.alive).count() >= 4 {
            let p = self.pages.iter().position(|page| page.alive).expect("one");
            self.die(p, false);
        }
        self.open();
    }

    fn die(&mut self, p: usize, with_browser: bool) {
        self.note(|| format!("page {p} is no more"));
        self.pages[p].alive = false;
        for ids in self.pages[p].flying.values() {
            self.excused.extend(ids.iter().cloned());
        }
        // What was under way may have been done, in order; the last of it by half, where the power went.
        let mut left = self.chance.range(0, self.pages[p].writes.len() as u64);
        while let Some(write) = self.pages[p].writes.pop_front() {
            match write {
                write if left > 0 => self.write(write),
                Write::Put(key, text)
                    if with_browser && !self.disk.contains_key(&key) && self.chance.one_in(4) =>
                {
                    let text = text.expose();
                    let at = self.chance.range(0, text.len() as u64 - 1) as usize;
                    self.disk.insert(key, text.get(..at).unwrap_or_default().to_owned().into());
                    break;
                }
                Write::Delete(key) => {
                    self.excused.insert(key);
                }
                _ => {}
            }
            left = left.saturating_sub(1);
        }
        if self.pages[p].claim != 0 {
            let claim = self.pages[p].claim;
            self.release(p, claim);
        }
    }

    fn crash_now(&mut self, p: usize, browser: bool) {
        self.reached.insert(if browser { "a crash of the browser" } else { "a crash" });
        self.note(|| format!("crash of page {p}{}", if browser { " with its browser" } else { "" }));
        if !browser {
            return self.die(p, false);
        }
        for p in 0..self.pages.len() {
            if self.pages[p].alive {
                self.die(p, true);
            }
        }
        // Chromium writes localStorage every five seconds.
        let young: Vec<String> = self
            .local
            .iter()
            .filter(|(_, (at, _))| at + 5000 > self.clock)
            .map(|(key, _)| key.clone())
            .collect();
        for key in young {
            if self.chance.one_in(2) {
                self.local.remove(&key);
                if let Some(promise) = self.promises.get_mut(&key)
                    && promise.level == Level::Stored
                {
                    // More was never said.
                    promise.level = Level::Volatile;
                }
            }
        }
    }

    // What the shell does.

    fn tell(&mut self, p: usize, what: &str, f: impl FnOnce(&mut Engine, Now)) {
        if !self.pages[p].alive {
            return;
        }
        self.note(|| format!("{p} < {what}"));
        let now = self.pages[p].now(self.clock, self.skew);
        f(&mut self.pages[p].engine, now);
        self.drain(p);
    }

    fn drain(&mut self, p: usize) {
        let mut done = 0;
        while self.pages[p].alive && self.fault.is_none() {
            let Some(output) = self.pages[p].engine.poll_output() else { return };
            match &mut self.crash {
                Some((0, browser)) => {
                    let browser = *browser;
                    self.crash = None;
                    return self.crash_now(p, browser);
                }
                Some((left, _)) => *left -= 1,
                None => {}
            }
            done += 1;
            if done > 2000 {
                return self.fail("it never ends to ask");
            }
            if !matches!(output, Output::WakeAt(_)) {
                self.note(|| format!("{p} > {}", short(&output)));
            }
            self.carry_out(p, output);
        }
    }

    fn queue_write(&mut self, p: usize, write: Write) {
        let at = self.pages[p].written.max(self.clock) + self.chance.range(1, 30);
        self.pages[p].written = at;
        self.pages[p].writes.push_back(write);
        self.at(at, Event::Written(p));
    }

    fn carry_out(&mut self, p: usize, output: Output) {
        if let Some(name) = kind(&output) {
            self.reached.insert(name);
        }
        match output {
            Output::Save { id, text } => {
                let payload = text.expose().split_once('\n').map_or("", |(_, payload)| payload).to_owned();
                let first = self.payloads.entry(id.to_string()).or_insert_with(|| payload.clone());
                if *first != payload {
                    return self.fail(format!("{id} is saved with other bytes than before"));
                }
                if self.has_local {
                    self.local.insert(id.to_string(), (self.clock, text.clone()));
                }
                self.queue_write(p, Write::Put(id.into(), text));
            }
            Output::Delete { id } => {
                if !self.pages[p].named.contains(id.as_str()) {
                    return self.fail(format!("{id} is deleted and no answer named it"));
                }
                self.local.remove(id.as_str());
                self.queue_write(p, Write::Delete(id.into()));
            }
            Output::SetAside { key } => {
                self.local.remove(&key);
                self.queue_write(p, Write::Aside(key));
            }
            Output::Look { number } => {
                // localStorage first: a lead moves from there to IndexedDB.
                let local = self.local.keys().cloned().collect();
                let at = self.pages[p].written.max(self.clock) + self.chance.range(1, 10);
                self.at(at, Event::Look(p, number, local));
            }
            Output::Claim { steal } => self.claim(p, steal),
            Output::Release => {
                let claim = std::mem::take(&mut self.pages[p].claim);
                if self.pages[p].leaving {
                    self.release(p, claim);
                } else {
                    // Not before the deletions are done.
                    let at = self.pages[p].written.max(self.clock);
                    self.at(at, Event::Release(p, claim));
                }
            }
            Output::Send(request) => self.send(p, request),
            Output::Abort { number } => {
                if let Some(ids) = self.pages[p].flying.remove(&number) {
                    self.excused.extend(ids);
                }
            }
            Output::WakeAt(at) => {
                self.pages[p].wake += 1;
                let at = (self.pages[p].opened + at.0 - 50).max(self.clock);
                // Browsers cut timers and clocks to whole milliseconds, and are busy.
                let at = match self.chance.range(0, 7) {
                    0 => at.saturating_sub(1).max(self.clock),
                    1..=2 => at + self.chance.range(0, 900),
                    _ => at,
                };
                self.at(at, Event::Wake(p, self.pages[p].wake));
            }
            Output::Pause { text } => {
                self.pause = Some(text.clone());
                for other in 0..self.pages.len() {
                    if other != p {
                        self.soon(5, Event::PauseSeen(other, text.clone()));
                    }
                }
            }
            Output::KeepJourney { .. } | Output::ForgetJourney => self.fail("nothing may be kept"),
            Output::Tell(notice) => self.told(p, &notice),
        }
    }

    fn told(&mut self, p: usize, notice: &Notice) {
        match notice {
            Notice::Captured { id, level, .. } => {
                self.promises.insert(id.to_string(), Promise { level: *level, page: p });
            }
            Notice::Delivered { id, .. } => {
                if !self.pages[p].named.contains(id.as_str()) {
                    self.reached.insert("a lead that another page delivered");
                }
                if !self.collector.rows.contains_key(id.as_str()) {
                    self.fail(format!("{id} is told as delivered and no row has it"));
                }
                if !self.pages[p].delivered.insert(id.to_string()) && self.schedule.orderly {
                    self.fail(format!("{id} is told as delivered twice"));
                }
            }
            _ => {}
        }
    }

    // The store.
}

/// Of what [`World::reached`] tells.
fn kind(output: &Output) -> Option<&'static str> {
    Some(match output {
        Output::Save { text, .. } if text.expose().contains(" parked\n") => "a parked lead",
        Output::SetAside { .. } => "a broken text",
        Output::Claim { steal: true } => "a stolen turn",
        Output::Send(request) if request.fallback => "a request by the site's path",
        Output::Abort { .. } => "a request that took too long",
        Output::Pause { .. } => "a pause",
        Output::Tell(Notice::Captured { level, .. }) => level.as_str(),
        Output::Tell(Notice::Failed { reason }) => reason,
        _ => return None,
    })
}

fn short(output: &Output) -> String {
    match output {
        Output::Save { id, text } => {
            format!("save {id}{}", if text.expose().contains(" parked\n") { " parked" } else { "" })
        }
        Output::Send(request) => {
            let body = json::parse(request.body.expose()).expect("JSON");
            let ids: Vec<String> = body.get("records").members().map(|r| r.text_at("id")).collect();
            let path = if request.fallback { " by the site's path" } else { "" };
            format!("send {} {}{path}", request.number, ids.join(" "))
        }
        other => format!("{other:?}"),
    }
}
