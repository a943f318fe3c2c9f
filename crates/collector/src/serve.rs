//! The accept loop. Our own and not `axum::serve`, because that one waits for ever for a request's header.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, getrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::turned_away;

/// A header has to be complete within this time; an idle connection is closed after it.
const HEADER_PATIENCE: Duration = Duration::from_secs(10);
/// The same for a connection that is only to be told that there is no place.
const TURN_AWAY_PATIENCE: Duration = Duration::from_secs(2);
/// A client that takes nothing of its answer for this long is cut off.
#[cfg(target_os = "linux")]
const ANSWER_PATIENCE_MS: u32 = 30_000;
/// Requests in flight may take this long once the collector is told to stop.
const FINISH: Duration = Duration::from_secs(20);
/// Connections served at once, where the system allows as many open files.
const CONNECTIONS: usize = 8192;
/// Files that are no connections: the store, its readers, the log, the runtime's own.
const OTHER_FILES: usize = 64;

/// How many connections get what place.
#[derive(Debug)]
struct Places {
    served: Arc<Semaphore>,
    /// Beyond these they wait in the kernel's queue.
    turned_away: Arc<Semaphore>,
}

/// Serves until `stop` is ready, then takes no more connections and finishes the requests in flight.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let places = Places::of_this_process();
    let full = turned_away();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).max_buf_size(64 * 1024);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let (stream, place, served) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or the client has gone: neither is a reason to end.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (service, patience) = match served {
            true => (app.clone(), HEADER_PATIENCE),
            false => (full.clone(), TURN_AWAY_PATIENCE),
        };
        http.header_read_timeout(patience).keep_alive(served);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
    Ok(())
}

impl Places {
    /// As many as the open files allow: out of them, neither a connection nor the store could be opened.
    fn of_this_process() -> Self {
        let files = getrlimit(Resource::Nofile).current.map_or(usize::MAX, |most| most as usize);
        let most = files.saturating_sub(OTHER_FILES).clamp(8, CONNECTIONS + CONNECTIONS / 8);
        let turned_away = most / 9 + 1;
        Self {
            served: Arc::new(Semaphore::new(most - turned_away)),
            turned_away: Arc::new(Semaphore::new(turned_away)),
        }
    }
}

/// The next connection with its place, and whether that is one among those served.
async fn accept(
    listener: &TcpListener,
    places: &Places,
) -> io::Result<(TcpStream, OwnedSemaphorePermit, bool)> {
    let (stream, _) = listener.accept().await?;
    // Answers are small and a person waits for them.
    stream.set_nodelay(true)?;
    // This also ends a peer whose receive window stays shut, which no time-out of the request would.
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_tcp_user_timeout(&stream, ANSWER_PATIENCE_MS)?;
    let (place, served) = tokio::select! {
        biased;
        place = Arc::clone(&places.served).acquire_owned() => (place, true),
        place = Arc::clone(&places.turned_away).acquire_owned() => (place, false),
    };
    Ok((stream, place.map_err(io::Error::other)?, served))
}
