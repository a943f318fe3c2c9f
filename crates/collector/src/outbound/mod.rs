//! Requests to addresses that somebody typed into a configuration.
//!
//! An address decides whom this server talks to, and this server may stand in a network that strangers cannot reach.
//! So every name is resolved once, every address that comes back is judged, and the connection goes to one of the
//! addresses that were judged. Nothing else opens a connection: no redirect is followed, no proxy is asked, no
//! connection is kept for another request.

mod address;
mod exchange;
mod names;
mod target;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use leadwell_wire::Pii;

pub(crate) use names::Names;
#[cfg(test)]
pub(crate) use names::Resolving;
pub(crate) use target::Target;

/// The most of an answer that is read; what follows is dropped with its connection.
pub(crate) const ANSWER_BYTES: usize = 64 * 1024;
/// For the name and the connection, TLS included.
const CONNECT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const READ: Duration = Duration::from_secs(15);

/// Where a destination's requests may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// Also to this machine and to private networks, by any port, with or without TLS.
    pub private: bool,
    /// Also without TLS.
    pub http: bool,
}

/// One request.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(String, Pii<String>)],
    pub(crate) body: Pii<Bytes>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// At most [`ANSWER_BYTES`].
    pub(crate) body: Vec<u8>,
}

/// An answer may quote what was sent.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no answer. The words are for the owner; they quote nothing that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Lost {
    /// The address is none, or none that is allowed. Trying again does not help.
    #[error("the address is not allowed: {0}")]
    Blocked(&'static str),
    /// A header or the method cannot be written.
    #[error("the request cannot be written")]
    Unwritable,
    #[error("its name was not found")]
    NoName,
    #[error("it does not take connections")]
    Refused,
    #[error("no TLS connection: its certificate or protocol was not accepted")]
    Tls,
    #[error("it did not take the connection in time")]
    Slow,
    #[error("it did not answer in time")]
    Timeout,
    #[error("the connection broke before the answer was complete")]
    Broken,
}

impl Lost {
    /// Whether the request may have been read and acted upon.
    pub(crate) fn may_have_arrived(self) -> bool {
        matches!(self, Self::Timeout | Self::Broken)
    }
}

/// The client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbound {
    names: Names,
    tls: Arc<tokio_rustls::rustls::ClientConfig>,
    connect: Duration,
    read: Duration,
}

impl Outbound {
    pub(crate) fn new(names: Names) -> Result<Self, tokio_rustls::rustls::Error> {
        Ok(Self { names, tls: tls::config()?, connect: CONNECT, read: READ })
    }

    /// Sends it and reads the answer, in this time altogether.
    pub(crate) async fn send(&self, call: Call<'_>, reach: Reach, total: Duration) -> Result<Reply, Lost> {
        let target = Target::parse(call.url, reach).map_err(Lost::Blocked)?;
        let exchange = async {
            let stream = tokio::time::timeout(self.connect, self.open(&target, reach))
                .await
                .map_err(|_| Lost::Slow)??;
            exchange::run(stream, &target, call, self.read).await
        };
        tokio::time::timeout(total, exchange).await.unwrap_or(Err(Lost::Timeout))
    }

    async fn open(&self, target: &Target, reach: Reach) -> Result<tls::Stream, Lost> {
        let addresses = self.addresses(target, reach).await?;
        let mut lost = Lost::NoName;
        for address in addresses {
            match tls::connect(address, target, &self.tls).await {
                Ok(stream) => return Ok(stream),
                Err(error) => lost = error,
            }
        }
        Err(lost)
    }

    /// All addresses of the target, each of them allowed. One that is not spoils the rest: a name that points at a
    /// private address among public ones is a trick.
    async fn addresses(&self, target: &Target, reach: Reach) -> Result<Vec<std::net::SocketAddr>, Lost> {
        let found = match target.ip {
            Some(ip) => vec![ip],
            None => self.names.resolve(&target.host).await.map_err(|_| Lost::NoName)?,
        };
        if found.is_empty() {
            return Err(Lost::NoName);
        }
        if !reach.private && !found.iter().all(|ip| address::is_public(*ip)) {
            return Err(Lost::Blocked("its name leads to an address that is not public"));
        }
        Ok(found.into_iter().map(|ip| (ip, target.port).into()).collect())
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbound")
    }
}

#[cfg(test)]
mod tests;
