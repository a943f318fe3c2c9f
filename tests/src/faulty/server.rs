//! The listener that can go away, and what all connections share.

use super::behaviour::Behaviour;
use super::dialect::{Dialect, Item};
use super::http;
use super::ledger::{Copied, Ledger, Score, Seen};
use super::perform;
use super::script::{Asked, Script};
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What is not scripted.
#[derive(Clone, Debug)]
pub struct Options {
    pub dialect: Dialect,
    /// The origin of a real collector, which then stores and answers in place of the one in memory.
    pub before: Option<String>,
    /// Whether `Retry-After` is exposed to scripts of other origins.
    pub exposes: bool,
    /// Lets every page send with cookies and with any header, as the collectors of other SDKs do.
    pub lenient: bool,
    /// Who is behind answers preflights itself.
    pub asks: bool,
    /// 0 takes a free port.
    pub port: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self { dialect: Dialect::LEADWELL, before: None, exposes: true, lenient: false, asks: false, port: 0 }
    }
}

/// A collector that fails as it is told. It ends when dropped.
#[derive(Debug)]
pub struct Faulty {
    pub origin: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: Options,
    started: Instant,
    script: Mutex<(Script, Instant)>,
    /// The origin of the page that asked last.
    page: Mutex<String>,
    ledger: Mutex<Ledger>,
    switched: Notify,
}

impl Faulty {
    /// On its own, on a free port of 127.0.0.1.
    pub async fn start(script: Script) -> anyhow::Result<Self> {
        Self::with(script, Options::default()).await
    }

    /// In front of a real collector.
    pub async fn before(collector: &str, script: Script) -> anyhow::Result<Self> {
        Self::with(script, Options { before: Some(collector.to_owned()), ..Options::default() }).await
    }

    pub async fn with(script: Script, options: Options) -> anyhow::Result<Self> {
        // Bound and never listening: while it lives nobody else is given the port, and connections to it
        // are refused as long as the second socket below does not listen either.
        let reserved = bind(SocketAddr::from(([127, 0, 0, 1], options.port)))?;
        let address = reserved.local_addr()?;
        let now = Instant::now();
        let shared = Arc::new(Shared {
            options,
            started: now,
            script: Mutex::new((script, now)),
            page: Mutex::default(),
            ledger: Mutex::default(),
            switched: Notify::new(),
        });
        let listener = match shared.refuses().0 {
            true => None,
            false => Some(listen(address)?),
        };
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            let _reserved = reserved;
            serve(serving, address, listener).await;
        });
        Ok(Self { origin: format!("http://{address}"), shared, server })
    }

    /// Puts another script on, from now. The ledger goes on.
    pub fn play(&self, script: Script) {
        *lock(&self.shared.script) = (script, Instant::now());
        self.shared.with(|ledger| {
            ledger.number = 0;
            ledger.met.clear();
        });
        self.shared.switched.notify_one();
    }

    /// Waits until the listener is as the script wants it, after [`Self::play`].
    pub async fn settled(&self) -> anyhow::Result<()> {
        let address = self.origin.trim_start_matches("http://");
        crate::until("the listener to open or close", async || {
            let open = tokio::net::TcpStream::connect(address).await.is_ok();
            Ok((open != self.shared.refuses().0).then_some(()))
        })
        .await
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.with(|ledger| ledger.seen.clone())
    }

    /// The accepted copies of each submission.
    pub fn accepted(&self) -> BTreeMap<String, Vec<Copied>> {
        self.shared.with(|ledger| ledger.accepted.clone())
    }

    pub fn score(&self) -> Score {
        self.shared.with(|ledger| ledger.score())
    }

    /// Time since the start: what `at` counts in.
    pub fn now(&self) -> Duration {
        self.shared.now()
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(shared: Arc<Shared>, address: SocketAddr, mut listener: Option<TcpListener>) {
    loop {
        let (refuses, change) = shared.refuses();
        if refuses {
            listener = None;
        } else if listener.is_none() {
            match listen(address) {
                Ok(opened) => listener = Some(opened),
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            }
        }
        let change = async {
            match change {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        let accepted = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = shared.switched.notified() => {}
            () = change => {}
            accepted = accepted => if let Ok((stream, _)) = accepted {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A client that leaves early is what this is for.
                    let _ = perform::connection(&shared, stream).await;
                });
            }
        }
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address).with_context(|| format!("{address} is taken"))?;
    Ok(socket)
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    Ok(bind(address)?.listen(1024)?)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn with<T>(&self, what: impl FnOnce(&mut Ledger) -> T) -> T {
        what(&mut lock(&self.ledger))
    }

    /// Whether nobody listens now, and when to ask again.
    fn refuses(&self) -> (bool, Option<Instant>) {
        let (script, since) = &*lock(&self.script);
        let (refuses, next) = script.refuses(since.elapsed().as_millis() as u64);
        (refuses, next.map(|at| *since + Duration::from_millis(at)))
    }

    /// Whether the script refuses this very request, whose body has not been read.
    pub(super) fn refuses_single(&self) -> bool {
        let refused = self.choose(&[], false) == Behaviour::Refuse;
        if refused {
            self.choose(&[], true);
        }
        refused
    }

    /// What is done to a request with these; `counts` where it is about to be done.
    pub(super) fn choose(&self, items: &[Item], counts: bool) -> Behaviour {
        let (script, since) = &*lock(&self.script);
        let at = since.elapsed().as_millis() as u64;
        self.with(|ledger| {
            let asked = Asked { at, number: ledger.number + 1, items, met: &ledger.met };
            let chosen = script.choose(&asked).clone();
            if counts {
                ledger.number += 1;
                ledger.met.extend(items.iter().map(|item| item.what.clone()));
            }
            chosen
        })
    }

    /// Whether a request that was connected and came at these times was told to wait. What was on the wire when the
    /// answer was given, or left before the page had read it, was not.
    pub(super) fn in_window(&self, connected: Duration, at: Duration) -> bool {
        const READ: Duration = Duration::from_millis(250);
        self.with(|ledger| ledger.window.is_some_and(|(from, to)| connected > from + READ && at < to))
    }

    /// Remembers the window that an answer's `Retry-After` opens now.
    pub(super) fn told_to_wait(&self, answer: &[u8]) {
        let head = String::from_utf8_lossy(answer);
        let value = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("retry-after").then(|| value.trim().to_owned())
        });
        let Some(value) = value else { return };
        let seconds = value.parse::<u64>().ok().map(Duration::from_secs);
        let wait = seconds.or_else(|| http::date(&value)?.duration_since(SystemTime::now()).ok());
        let now = self.now();
        if let Some(wait) = wait {
            self.with(|ledger| ledger.window = Some((now, now + wait)));
        }
    }

    pub(super) fn answer(&self, code: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let page = lock(&self.page);
        let page = if self.options.lenient { Some(page.as_str()) } else { None };
        let all = [&http::cors(self.options.exposes, page), headers].concat();
        http::answer(code, &all, body)
    }

    /// Remembers where a request comes from.
    pub(super) fn comes_from(&self, page: &str) {
        page.clone_into(&mut lock(&self.page));
    }
}
