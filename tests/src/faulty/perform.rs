//! One connection, from its head to whatever end is scripted.

use super::behaviour::Behaviour;
use super::http::{self, Head};
use super::ledger::Seen;
use super::server::Shared;
use super::upstream;
use std::io;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const PAGE: &str = "<!doctype html><title>Welcome</title><p>Please accept our terms.</p>";
const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");
const JSON: (&str, &str) = ("content-type", "application/json");
/// Where a redirect leads.
const LOGIN: &str = "/faulty-login";

pub(super) async fn connection(shared: &Shared, mut stream: TcpStream) -> io::Result<()> {
    let connected = shared.now();
    stream.set_nodelay(true)?;
    let Some(mut head) = Head::read(&mut stream).await? else { return Ok(()) };
    let at = shared.now();
    shared.comes_from(head.header("origin").unwrap_or_default());
    let scripted = head.method == "POST" && head.path() == shared.options.dialect.path;
    if head.method == "OPTIONS" || !scripted {
        return unscripted(shared, &mut stream, &mut head, at).await;
    }
    if shared.refuses_single() {
        shared.note(at, &head, Vec::new(), (0, false), Behaviour::Refuse.name(), false);
        return reset(stream);
    }
    let (body, whole) = head.body(&mut stream).await?;
    let items = if whole { (shared.options.dialect.read)(&body) } else { Vec::new() };
    let behaviour = shared.choose(&items, true);
    let storm = shared.in_window(connected, at);
    let number = shared.note(at, &head, items.clone(), (body.len(), whole), behaviour.name(), storm);
    if !whole {
        return Ok(());
    }
    // What is to be answered where the behaviour lets it: the store's words or those of the collector behind.
    let (head_bytes, ack, names) = match (&shared.options.before, behaviour.stores()) {
        (Some(origin), true) => match upstream::ask(origin, &head, &body).await {
            Ok(answer) => {
                let named = (shared.options.dialect.named)(&answer.body, &items);
                let kept: Vec<_> = items
                    .into_iter()
                    .filter(|i| i.id.as_ref().is_some_and(|id| named.contains(id)))
                    .collect();
                shared.with(|ledger| drop(ledger.accept(&kept, at)));
                if matches!(answer.status, 429 | 503) {
                    shared.told_to_wait(&answer.head);
                }
                (answer.head, answer.body, !named.is_empty())
            }
            // A dead collector's connections are reset.
            Err(_) => return reset(stream),
        },
        (None, true) => {
            let ack = shared.with(|ledger| {
                let (new, old) = ledger.accept(&items, at);
                (shared.options.dialect.acknowledge)(&new, &old)
            });
            let answer = shared.answer(200, &[JSON], &ack);
            let head = answer[..answer.len() - ack.len()].to_vec();
            (head, ack.into_bytes(), true)
        }
        (_, false) => (Vec::new(), Vec::new(), false),
    };
    let written = perform(shared, stream, &behaviour, &head_bytes, &ack, &body).await;
    if written.is_ok() && names && !matches!(behaviour, Behaviour::ReadBodyThenRst) {
        shared.acknowledged(number);
    }
    written
}

async fn perform(
    shared: &Shared,
    mut stream: TcpStream,
    behaviour: &Behaviour,
    head: &[u8],
    ack: &[u8],
    body: &[u8],
) -> io::Result<()> {
    let answer = match behaviour {
        Behaviour::Ok => [head, ack].concat(),
        Behaviour::LateOk(time) => {
            tokio::time::sleep(*time).await;
            [head, ack].concat()
        }
        Behaviour::ReadBodyThenRst | Behaviour::RstBefore | Behaviour::Refuse => return reset(stream),
        Behaviour::Hang(time) => {
            tokio::time::sleep(*time).await;
            return Ok(());
        }
        Behaviour::Drip { bytes, every } => {
            stream.write_all(head).await?;
            for part in ack.chunks((*bytes).max(1)) {
                tokio::time::sleep(*every).await;
                stream.write_all(part).await?;
            }
            return stream.shutdown().await;
        }
        Behaviour::Status { code, headers, body } => {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = shared.answer(*code, &headers, body);
            if matches!(code, 429 | 503) {
                shared.told_to_wait(&answer);
            }
            answer
        }
        Behaviour::Html200 => shared.answer(200, &[HTML], PAGE),
        Behaviour::Redirect => shared.answer(302, &[("location", LOGIN)], ""),
        Behaviour::Echo => shared.answer(200, &[JSON], &String::from_utf8_lossy(body)),
    };
    stream.write_all(&answer).await?;
    stream.shutdown().await
}

/// Preflights, and whatever is no lead.
async fn unscripted(
    shared: &Shared,
    stream: &mut TcpStream,
    head: &mut Head,
    at: Duration,
) -> io::Result<()> {
    let (body, whole) = head.body(stream).await?;
    shared.note(at, head, Vec::new(), (body.len(), whole), "-", false);
    let behind = shared.options.before.as_ref();
    let answer = if head.method == "OPTIONS" && (behind.is_none() || !shared.options.asks) {
        match head.header("access-control-request-headers").filter(|_| shared.options.lenient) {
            Some(asked) => shared.answer(204, &[("access-control-allow-headers", asked)], ""),
            None => http::preflight(),
        }
    } else if head.path() == LOGIN {
        shared.answer(200, &[HTML], PAGE)
    } else if let Some(origin) = behind {
        match upstream::ask(origin, head, &body).await {
            Ok(answer) => [answer.head, answer.body].concat(),
            Err(_) => return stream.set_zero_linger(),
        }
    } else {
        shared.answer(404, &[], "")
    };
    stream.write_all(&answer).await?;
    stream.shutdown().await
}

/// Closed with what it still had to say thrown away: RST instead of FIN.
fn reset(stream: TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}

impl Shared {
    fn note(
        &self,
        at: Duration,
        head: &Head,
        items: Vec<super::Item>,
        (bytes, whole): (usize, bool),
        behaviour: &'static str,
        storm: bool,
    ) -> u32 {
        self.with(|ledger| {
            let number = ledger.seen.len() as u32 + 1;
            let (method, path) = (head.method.clone(), head.path().to_owned());
            let acknowledged = false;
            ledger.seen.push(Seen {
                number,
                at,
                method,
                path,
                bytes,
                whole,
                items,
                behaviour,
                acknowledged,
                storm,
            });
            number
        })
    }

    fn acknowledged(&self, number: u32) {
        self.with(|ledger| {
            if let Some(seen) = ledger.seen.get_mut(number as usize - 1) {
                seen.acknowledged = true;
            }
        });
    }
}
