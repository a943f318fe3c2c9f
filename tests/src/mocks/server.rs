//! The listener of a mock, and what can go wrong before a service answers.

use super::request::pairs;
use super::{Asked, Ledger, Said, Seen, Service};
use crate::faulty::http::{self, Head};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What is done to one request in place of a plain answer.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The connection breaks and nothing was looked at.
    Drop,
    /// It is served and kept, and the connection breaks before the answer.
    Lose,
    /// This in place of the service.
    Say(Said),
    /// Nothing for so long, then the answer.
    Hang(Duration),
    /// An answer without end: so many bytes.
    Flood(usize),
    /// Served as if nothing were.
    None,
}

/// A service on a free port of 127.0.0.1. It ends when dropped.
#[derive(Debug)]
pub struct Mock<S> {
    pub origin: String,
    inner: Arc<Inner<S>>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner<S> {
    started: Instant,
    state: Mutex<State<S>>,
}

#[derive(Debug)]
struct State<S> {
    service: S,
    ledger: Ledger,
    troubles: VecDeque<Trouble>,
}

impl<S: Service> Mock<S> {
    pub async fn start(service: S) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let state = State { service, ledger: Ledger::default(), troubles: VecDeque::new() };
        let inner = Arc::new(Inner { started: Instant::now(), state: Mutex::new(state) });
        let serving = Arc::clone(&inner);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inner = Arc::clone(&serving);
                tokio::spawn(async move {
                    // A client that leaves early is no failure of the mock.
                    let _ = connection(&inner, stream).await;
                });
            }
        });
        Ok(Self { origin, inner, server })
    }

    /// What is done to the next requests, one by one.
    pub fn play(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.inner.lock().troubles.extend(troubles);
    }

    /// Changes the service while it runs.
    pub fn change(&self, how: impl FnOnce(&mut S)) {
        how(&mut self.inner.lock().service);
    }

    pub fn ledger(&self) -> Ledger {
        self.inner.lock().ledger.clone()
    }
}

impl<S> Drop for Mock<S> {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl<S> Inner<S> {
    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connection<S: Service>(inner: &Inner<S>, mut stream: TcpStream) -> std::io::Result<()> {
    let Some(mut head) = Head::read(&mut stream).await? else { return Ok(()) };
    let (body, whole) = head.body(&mut stream).await?;
    if !whole {
        return Ok(());
    }
    let query = head.target.split_once('?').map_or("", |(_, query)| query);
    let asked = Asked {
        method: head.method.clone(),
        path: head.path().to_owned(),
        query: pairs(query.as_bytes()),
        headers: head.headers.clone(),
        body,
    };
    if asked.method == "OPTIONS" {
        let headers = inner.lock().service.cors(None);
        return write(&mut stream, &Said { status: 204, headers, body: String::new() }).await;
    }
    let (trouble, said) = inner.take(&asked);
    match trouble {
        Trouble::Drop | Trouble::Lose => return Ok(()),
        Trouble::Hang(span) => tokio::time::sleep(span).await,
        Trouble::Flood(bytes) => return flood(&mut stream, bytes).await,
        Trouble::Say(_) | Trouble::None => {}
    }
    write(&mut stream, &said).await
}

impl<S: Service> Inner<S> {
    /// Serves a request, unless something is done to it before, and notes it.
    fn take(&self, asked: &Asked) -> (Trouble, Said) {
        let now = self.started.elapsed();
        let state = &mut *self.lock();
        let trouble = state.troubles.pop_front().unwrap_or(Trouble::None);
        state.ledger.now = now;
        let mut said = match &trouble {
            Trouble::Say(said) => said.clone(),
            Trouble::Drop | Trouble::Flood(_) => Said::text(0, ""),
            Trouble::Lose | Trouble::Hang(_) | Trouble::None => state.service.serve(asked, &mut state.ledger),
        };
        said.headers.extend(state.service.cors(Some(asked)));
        let lost = matches!(trouble, Trouble::Drop | Trouble::Lose);
        state.ledger.seen.push(Seen {
            at: now,
            method: asked.method.clone(),
            path: asked.path.clone(),
            status: if lost { 0 } else { said.status },
            body: asked.text(),
        });
        (trouble, said)
    }
}

async fn write(stream: &mut TcpStream, said: &Said) -> std::io::Result<()> {
    let headers: Vec<(&str, &str)> =
        said.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    stream.write_all(&http::answer(said.status, &headers, &said.body)).await?;
    stream.shutdown().await
}

async fn flood(stream: &mut TcpStream, bytes: usize) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let block = [b' '; 64 * 1024];
    for _ in 0..bytes.div_ceil(block.len()) {
        stream.write_all(&block).await?;
    }
    stream.shutdown().await
}
