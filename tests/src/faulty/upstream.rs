//! The real collector behind: asked over a connection of its own, its answer taken as bytes.

use super::http::{Head, end_of_head};
use anyhow::Context as _;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// As long as any client would wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: Vec<u8>,
    pub(super) body: Vec<u8>,
}

/// Passes a request on; an error where the collector is away or dies over it.
pub(super) async fn ask(origin: &str, head: &Head, body: &[u8]) -> anyhow::Result<Answer> {
    tokio::time::timeout(PATIENCE, exchange(origin, head, body)).await.context("no answer")?
}

async fn exchange(origin: &str, head: &Head, body: &[u8]) -> anyhow::Result<Answer> {
    let address = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    // While nobody listens, the system may give a connection the very port that it is to reach.
    anyhow::ensure!(stream.local_addr()? != stream.peer_addr()?, "connected to itself");
    let mut request = format!("{} {} HTTP/1.1\r\n", head.method, head.target).into_bytes();
    for (name, value) in &head.headers {
        // Framed anew; the rest as it came, the host too: the collector knows its own pages by it.
        if !matches!(name.as_str(), "connection" | "content-length" | "transfer-encoding" | "expect") {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
    }
    request
        .extend_from_slice(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).as_bytes());
    request.extend_from_slice(body);
    stream.write_all(&request).await?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await?;
    let at = end_of_head(&raw).context("it left before its answer")?;
    let body = raw.split_off(at);
    let text = std::str::from_utf8(&raw)?;
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status")?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    anyhow::ensure!(length.is_none_or(|length| length == body.len()), "it left in the middle of its answer");
    Ok(Answer { status, head: raw, body })
}
