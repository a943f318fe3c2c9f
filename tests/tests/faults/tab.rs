//! A tab without a browser: the engine, a real HTTP client, a clock that runs faster, and a store and a lock
//! that it shares with the other tabs of its origin and that outlive it.

use leadwell_core::{Config, Engine, Level, Notice, Now, Output, Reply, Request, form, urlencoded};
use leadwell_wire::{Id, Millis, Page};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// How much faster than real time the tabs live: the 20 s that a request may take pass in 2.
const SPEED: u32 = 10;
/// How long a transaction of the store takes.
const SAVING: Duration = Duration::from_millis(3);

/// What all tabs of one origin share, and what the test knows of it.
#[derive(Debug)]
pub(crate) struct Origin {
    started: Instant,
    /// The store: what a killed browser leaves behind.
    pub(crate) store: BTreeMap<String, String>,
    pause: Option<String>,
    /// Who may send, then who waits for it: tab and number of its claim.
    turns: VecDeque<(u64, u32)>,
    tabs: BTreeMap<u64, UnboundedSender<Event>>,
    opened: u64,
    /// Each lead's bytes as they were first saved, by id.
    pub(crate) frozen: BTreeMap<String, String>,
    /// What must not happen.
    pub(crate) wrong: Vec<String>,
}

pub(crate) type Shared = Arc<Mutex<Origin>>;

pub(crate) fn with<T>(origin: &Shared, what: impl FnOnce(&mut Origin) -> T) -> T {
    what(&mut origin.lock().unwrap_or_else(PoisonError::into_inner))
}

#[derive(Debug)]
enum Event {
    Saved(Id),
    Look(u32),
    /// Of this claim.
    Turn(u32, bool),
    Pause(String),
    Reply(u32, Reply),
}

impl Origin {
    pub(crate) fn new() -> Shared {
        Arc::new(Mutex::new(Self {
            started: Instant::now(),
            store: BTreeMap::new(),
            pause: None,
            turns: VecDeque::new(),
            tabs: BTreeMap::new(),
            opened: 0,
            frozen: BTreeMap::new(),
            wrong: Vec::new(),
        }))
    }

    fn tell(&self, tab: u64, event: Event) {
        if let Some(events) = self.tabs.get(&tab) {
            // A tab that is gone hears nothing.
            let _ = events.send(event);
        }
    }

    fn claim(&mut self, tab: u64, claim: u32, steal: bool) {
        self.turns.retain(|(other, _)| *other != tab);
        if steal {
            if let Some((holder, of)) = self.turns.pop_front() {
                self.tell(holder, Event::Turn(of, false));
            }
            self.turns.push_front((tab, claim));
        } else {
            self.turns.push_back((tab, claim));
        }
        if self.turns.front() == Some(&(tab, claim)) {
            self.tell(tab, Event::Turn(claim, true));
        }
    }

    fn release(&mut self, tab: u64) {
        let held = self.turns.front().is_some_and(|(holder, _)| *holder == tab);
        self.turns.retain(|(other, _)| *other != tab);
        if let Some((next, claim)) = self.turns.front().filter(|_| held) {
            self.tell(*next, Event::Turn(*claim, true));
        }
    }
}

#[derive(Debug)]
pub(crate) struct Tab {
    number: u64,
    engine: Engine,
    opened: Instant,
    origin: Shared,
    http: reqwest::Client,
    url: String,
    wake: Option<Millis>,
    claim: u32,
    flights: HashMap<u32, AbortHandle>,
    tell: UnboundedSender<Event>,
    events: UnboundedReceiver<Event>,
}

impl Tab {
    /// Opens a page with the form.
    pub(crate) fn open(origin: &Shared, collector: &str, definition: &str, seed: [u64; 2]) -> Self {
        let config = Config { site: "faults".into(), ..Config::default() };
        let (tell, events) = unbounded_channel();
        let (number, pause) = with(origin, |origin| {
            origin.opened += 1;
            origin.tabs.insert(origin.opened, tell.clone());
            (origin.opened, origin.pause.clone())
        });
        let mut tab = Self {
            number,
            engine: Engine::new(config, None, seed, &leadwell_core::aid::Native),
            opened: Instant::now(),
            origin: Arc::clone(origin),
            http: reqwest::Client::new(),
            url: format!("{collector}/v1/collect"),
            wake: None,
            claim: 0,
            flights: HashMap::new(),
            tell,
            events,
        };
        let page = Page { url: "https://n.example/contact?utm_source=faults".into(), ..Page::default() };
        let def = form::parse(definition).expect("the form's definition");
        tab.run(|engine, now| {
            if let Some(text) = &pause {
                engine.handle_pause(text, now);
            }
            engine.handle_page(page, now);
            engine.handle_form(1, def);
        });
        tab
    }

    fn now(&self) -> Now {
        let fast = |since: Instant| Millis((since.elapsed() * SPEED).as_millis() as u64);
        let started = with(&self.origin, |origin| origin.started);
        Now { wall: Millis(1_795_000_000_000).plus(fast(started)), mono: fast(self.opened) }
    }

    pub(crate) fn submit(&mut self, body: &str) {
        let fields = urlencoded::parse(body).into_iter().collect();
        let taken = self.run(|engine, now| {
            let id = engine.new_id(now);
            engine.submit(1, id, fields, now)
        });
        assert!(taken, "the form is filled in right: {body}");
    }

    /// Lives until `end`.
    pub(crate) async fn live(&mut self, end: Instant) {
        while Instant::now() < end {
            let wake = self.wake.map(|at| self.opened + Duration::from_millis(at.0) / SPEED);
            tokio::select! {
                biased;
                () = tokio::time::sleep_until(wake.filter(|at| *at < end).unwrap_or(end).into()) => {
                    if self.wake.is_some_and(|at| at <= self.now().mono) {
                        self.wake = None;
                        self.run(Engine::handle_timeout);
                    }
                }
                event = self.events.recv() => if let Some(event) = event {
                    self.hear(event);
                },
            }
        }
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Saved(id) => self.run(|engine, now| engine.handle_saved(&id, Level::Durable, now)),
            Event::Look(number) => {
                let keys: Vec<String> = with(&self.origin, |origin| origin.store.keys().cloned().collect());
                for key in keys {
                    if !self.run(|engine, _| engine.handle_found(number, &key)) {
                        let text = with(&self.origin, |origin| origin.store.get(&key).cloned());
                        if let Some(text) = text {
                            self.run(|engine, now| engine.handle_restore(number, &key, &text, now));
                        }
                    }
                }
                self.run(|engine, now| engine.handle_looked(number, true, now));
            }
            // One that was given back meanwhile is no longer ours.
            Event::Turn(claim, _) if claim != self.claim => {}
            Event::Turn(_, mine) => self.run(|engine, now| engine.handle_turn(mine, now)),
            Event::Pause(text) => self.run(|engine, now| engine.handle_pause(&text, now)),
            Event::Reply(number, reply) => {
                self.flights.remove(&number);
                self.run(|engine, now| engine.handle_reply(number, &reply, now));
            }
        }
    }

    /// Killed: its connections go with it, and the browser gives its lock to the next.
    pub(crate) fn crash(self) {
        for flight in self.flights.values() {
            flight.abort();
        }
        self.close();
    }

    /// Left as people leave: what is saved goes out once more and outlives the page; nobody hears the answers.
    pub(crate) fn leave(mut self) {
        self.run(Engine::handle_leaving);
        self.close();
    }

    fn close(self) {
        with(&self.origin, |origin| {
            origin.release(self.number);
            origin.tabs.remove(&self.number);
        });
    }

    fn run<T>(&mut self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let now = self.now();
        let result = what(&mut self.engine, now);
        while let Some(output) = self.engine.poll_output() {
            self.act(output);
        }
        result
    }

    fn act(&mut self, output: Output) {
        match output {
            Output::Save { id, text } => {
                self.save(&id, text.into_inner());
                let tell = self.tell.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(SAVING).await;
                    // The page may be gone.
                    let _ = tell.send(Event::Saved(id));
                });
            }
            Output::Delete { id } => with(&self.origin, |origin| drop(origin.store.remove(id.as_str()))),
            Output::Look { number } => drop(self.tell.send(Event::Look(number))),
            Output::Claim { steal } => {
                self.claim += 1;
                with(&self.origin, |origin| origin.claim(self.number, self.claim, steal));
            }
            Output::Release => {
                self.claim += 1;
                with(&self.origin, |origin| origin.release(self.number));
            }
            Output::Pause { text } => with(&self.origin, |origin| {
                for tab in origin.tabs.keys().filter(|tab| **tab != self.number) {
                    origin.tell(*tab, Event::Pause(text.clone()));
                }
                origin.pause = Some(text);
            }),
            Output::Send(request) => self.send(request),
            Output::Abort { number } => {
                if let Some(flight) = self.flights.remove(&number) {
                    flight.abort();
                }
            }
            Output::WakeAt(at) => self.wake = Some(at),
            Output::SetAside { key } => self.is_wrong(format!("{key} was set aside")),
            // That the network fails is no news here.
            Output::Tell(Notice::Failed { reason: "false_ok" | "unreachable" }) => {}
            Output::Tell(
                notice @ (Notice::Rejected { .. } | Notice::Failed { .. } | Notice::Invalid { .. }),
            ) => self.is_wrong(format!("{notice:?}")),
            Output::Tell(_) | Output::KeepJourney { .. } | Output::ForgetJourney => {}
        }
    }

    fn save(&self, id: &Id, text: String) {
        let payload = text.split_once('\n').map_or("", |(_, payload)| payload).to_owned();
        with(&self.origin, |origin| {
            let first = origin.frozen.entry(id.to_string()).or_insert_with(|| payload.clone());
            if *first != payload {
                origin.wrong.push(format!("{id} was saved with other bytes"));
            }
            origin.store.insert(id.to_string(), text);
        });
    }

    fn is_wrong(&self, what: String) {
        with(&self.origin, |origin| origin.wrong.push(what));
    }

    fn send(&mut self, request: Request) {
        let post = self.http.post(&self.url).header("content-type", "text/plain;charset=UTF-8");
        let post = post.header("origin", "https://n.example").body(request.body.into_inner());
        let (number, tell, wall) = (request.number, self.tell.clone(), self.now().wall);
        let flight = tokio::spawn(async move {
            let reply = exchange(post, wall).await.unwrap_or(Reply::Lost);
            // The page may be gone.
            let _ = tell.send(Event::Reply(number, reply));
        });
        self.flights.insert(number, flight.abort_handle());
    }
}

async fn exchange(post: reqwest::RequestBuilder, wall: Millis) -> reqwest::Result<Reply> {
    let answer = post.send().await?;
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let retry_after = retry_after.unwrap_or_default().to_owned();
    Ok(Reply::read(status, &retry_after, &answer.text().await?, wall))
}
