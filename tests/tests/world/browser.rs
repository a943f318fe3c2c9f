//! A browser without a browser: does what the engine asks for, at the time it asks for it.

use leadwell_core::{Config, Engine, Level, Notice, Now, Output, Reply, Request, form, urlencoded};
use leadwell_wire::{Ack, ConsentSource, Envelope, Fields, Id, Millis, Page, Record, Verdict};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, VecDeque};

/// What the network does with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Network {
    #[default]
    Ok,
    /// It arrives, and the answer does not.
    AnswerLost,
    /// Nothing arrives.
    Down,
    Status(u16),
    /// The test carries it.
    Outside,
}

/// The collector's half in a few lines: an id is kept once, for ever.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    rows: BTreeMap<String, String>,
}

impl Collector {
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.rows.keys().map(String::as_str).collect()
    }

    pub(crate) fn lead(&self, id: &Id) -> Record {
        serde_json::from_str(&self.rows[id.as_str()]).expect("a record")
    }

    fn take(&mut self, body: &str) -> String {
        let envelope: Envelope<Box<RawValue>> = serde_json::from_str(body).expect("an envelope");
        assert_eq!(envelope.v, 1);
        let mut ack = Ack::default();
        for raw in envelope.records {
            let record: Record = serde_json::from_str(raw.get()).expect("a record");
            let id = record.id.to_string();
            if let Some(first) = self.rows.get(&id) {
                assert_eq!(first, raw.get(), "every resend is the same bytes");
                ack.duplicate.push(id);
            } else {
                self.rows.insert(id.clone(), raw.get().to_owned());
                ack.accepted.push(id);
            }
        }
        serde_json::to_string(&ack).expect("JSON")
    }
}

/// What outlives a page: the store, the kept journey, and the world outside.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) store: BTreeMap<String, String>,
    /// Texts that are no leads.
    pub(crate) aside: Vec<String>,
    pub(crate) kept: Option<String>,
    pub(crate) pause: Option<String>,
    pub(crate) gpc: bool,
    pub(crate) collector: Collector,
    pub(crate) network: Network,
    pub(crate) requests: u32,
    /// Requests for the test to carry.
    pub(crate) outside: Vec<Request>,
    /// Whether saving is ever done.
    pub(crate) saving: bool,
    pub(crate) saved_once: bool,
    /// The browser dies after that many things done.
    pub(crate) dies_after: Option<u32>,
    clock: u64,
    pages: u64,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            store: BTreeMap::new(),
            aside: Vec::new(),
            kept: None,
            pause: None,
            gpc: false,
            collector: Collector::default(),
            network: Network::Ok,
            requests: 0,
            outside: Vec::new(),
            saving: true,
            saved_once: false,
            dies_after: None,
            clock: 1_764_000_000_000,
            pages: 0,
        }
    }
}

enum Event {
    Saved(Id, Level),
    Look(u32),
    Turn,
    Reply(u32, Reply),
}

pub(crate) struct Browser<'d> {
    pub(crate) device: &'d mut Device,
    pub(crate) told: Vec<Notice>,
    engine: Engine,
    events: VecDeque<Event>,
    unsaved: Vec<(Id, String)>,
    wake: Option<Millis>,
    opened: u64,
    dead: bool,
}

impl<'d> Browser<'d> {
    pub(crate) fn open(device: &'d mut Device, url: &str, granted: bool) -> Self {
        device.pages += 1;
        let config =
            Config { site: "n".into(), consent_granted: granted, gpc: device.gpc, ..Config::default() };
        let engine =
            Engine::new(config, device.kept.as_deref(), [device.pages, 7], &leadwell_core::aid::Native);
        let opened = device.clock;
        let mut browser = Self {
            device,
            told: Vec::new(),
            engine,
            events: VecDeque::new(),
            unsaved: Vec::new(),
            wake: None,
            opened,
            dead: false,
        };
        browser.navigate(url);
        browser
    }

    fn now(&self) -> Now {
        Now { wall: Millis(self.device.clock), mono: Millis(self.device.clock - self.opened) }
    }

    pub(crate) fn later(&mut self, ms: u64) -> &mut Self {
        self.device.clock += ms;
        self
    }

    pub(crate) fn tell<T>(&mut self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let now = self.now();
        let result = what(&mut self.engine, now);
        while !self.dead {
            let Some(output) = self.engine.poll_output() else { break };
            match &mut self.device.dies_after {
                Some(0) => self.dead = true,
                Some(left) => *left -= 1,
                None => {}
            }
            if !self.dead {
                self.act(output);
            }
        }
        result
    }

    fn act(&mut self, output: Output) {
        match output {
            Output::Save { id, text } if self.device.saving => {
                self.device.store.insert(id.to_string(), text.into_inner());
                self.device.saved_once = true;
                self.events.push_back(Event::Saved(id, Level::Durable));
            }
            Output::Save { id, text } => self.unsaved.push((id, text.into_inner())),
            Output::Delete { id } => drop(self.device.store.remove(id.as_str())),
            Output::SetAside { key } => {
                let text = self.device.store.remove(&key);
                self.device.aside.extend(text);
            }
            Output::Look { number } => self.events.push_back(Event::Look(number)),
            Output::Claim { .. } => self.events.push_back(Event::Turn),
            Output::Release => {}
            Output::Pause { text } => self.device.pause = Some(text),
            Output::Send(request) => self.send(&request),
            Output::Abort { .. } => {}
            Output::WakeAt(at) => self.wake = Some(at),
            Output::KeepJourney { text } => self.device.kept = Some(text),
            Output::ForgetJourney => self.device.kept = None,
            Output::Tell(notice) => self.told.push(notice),
        }
    }

    fn send(&mut self, request: &Request) {
        self.device.requests += 1;
        let body = request.body.expose();
        let now = Millis(self.device.clock);
        let answer = |status, body: String| Reply::read(status, "", &body, now);
        let reply = match self.device.network {
            Network::Ok => answer(200, self.device.collector.take(body)),
            Network::AnswerLost => {
                self.device.collector.take(body);
                Reply::Lost
            }
            Network::Down => Reply::Lost,
            Network::Status(status) => answer(status, String::new()),
            Network::Outside => return self.device.outside.push(request.clone()),
        };
        self.events.push_back(Event::Reply(request.number, reply));
    }

    /// Lets everything happen that needs no time.
    pub(crate) fn settle(&mut self) {
        while let Some(event) = self.events.pop_front().filter(|_| !self.dead) {
            match event {
                Event::Look(number) => {
                    for (key, text) in self.device.store.clone() {
                        self.tell(|e, now| {
                            if !e.handle_found(number, &key) {
                                e.handle_restore(number, &key, &text, now);
                            }
                        });
                    }
                    self.tell(|e, now| e.handle_looked(number, true, now));
                }
                Event::Turn => self.tell(|e, now| e.handle_turn(true, now)),
                Event::Saved(id, level) => self.tell(|e, now| e.handle_saved(&id, level, now)),
                Event::Reply(number, reply) => self.tell(|e, now| e.handle_reply(number, &reply, now)),
            }
        }
    }

    pub(crate) fn run_for(&mut self, ms: u64) {
        let end = self.device.clock + ms;
        self.settle();
        while let Some(at) = self.wake.map(|at| at.0 + self.opened).filter(|at| *at <= end) {
            self.device.clock = self.device.clock.max(at);
            self.wake = None;
            self.tell(Engine::handle_timeout);
            self.settle();
        }
        self.device.clock = end;
    }

    pub(crate) fn finish_saving(&mut self, level: Level) {
        for (id, text) in std::mem::take(&mut self.unsaved) {
            self.device.store.insert(id.to_string(), text);
            self.events.push_back(Event::Saved(id, level));
        }
    }

    pub(crate) fn navigate(&mut self, url: &str) {
        let page = Page { url: url.into(), title: "A page".into(), ..Page::default() };
        self.tell(|e, now| e.handle_page(page, now));
    }

    pub(crate) fn form(&mut self, definition: &str) {
        let def = form::parse(definition).expect("a definition");
        self.tell(|e, _| e.handle_form(1, def));
    }

    /// The lead's id, where it was taken.
    pub(crate) fn submit(&mut self, body: &str) -> Option<Id> {
        let id = self.tell(Engine::new_id);
        self.submit_as(&id, body).then_some(id)
    }

    pub(crate) fn submit_as(&mut self, id: &Id, body: &str) -> bool {
        self.tell(|e, now| e.submit(1, id.clone(), fields(body), now))
    }

    pub(crate) fn held(&mut self, form: &str, body: &str) {
        let id = self.tell(Engine::new_id);
        self.tell(|e, now| e.handle_held(id, form, fields(body), now));
    }

    pub(crate) fn edit(&mut self, field: &str, body: &str, done: bool) {
        self.tell(|e, _| e.handle_edit(1, field, &fields(body), done));
    }

    pub(crate) fn consent(&mut self, granted: bool) {
        let verdict = if granted { Verdict::Granted } else { Verdict::Denied };
        self.tell(|e, now| e.handle_consent(ConsentSource::Visitor, verdict, "asked", now));
    }

    pub(crate) fn visible(&mut self, visible: bool) {
        self.tell(|e, now| e.handle_visible(visible, now));
    }

    pub(crate) fn reached(&self, stage: &str) -> bool {
        self.told.iter().any(|n| matches!(n, Notice::Stage { stage: told } if told == stage))
    }
}

fn fields(body: &str) -> Fields {
    urlencoded::parse(body).into_iter().collect()
}
