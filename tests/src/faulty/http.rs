//! As much HTTP/1.1 as a collector needs, by hand: a server library would not let a request down.

use std::io;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// More than any client here sends.
const MOST_HEAD: usize = 64 * 1024;
const MOST_BODY: usize = 4 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// What of the body came with the head.
    rest: Vec<u8>,
}

impl Head {
    /// Reads the head; `None` where the client leaves before it is complete.
    pub(crate) async fn read(stream: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut raw = Vec::new();
        loop {
            if let Some(at) = end_of_head(&raw) {
                let rest = raw.split_off(at);
                return Ok(Self::parse(&raw, rest));
            }
            if raw.len() > MOST_HEAD || stream.read_buf(&mut raw).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse(raw: &[u8], rest: Vec<u8>) -> Option<Self> {
        let text = std::str::from_utf8(raw).ok()?;
        let mut lines = text.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { method, target, headers, rest })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// The body as far as it comes, and whether it came whole.
    pub(crate) async fn body(&mut self, stream: &mut TcpStream) -> io::Result<(Vec<u8>, bool)> {
        if self.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let mut body = std::mem::take(&mut self.rest);
        let chunked = self.header("transfer-encoding").is_some();
        let length = self.header("content-length").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        loop {
            let whole = if chunked { body.ends_with(b"0\r\n\r\n") } else { body.len() >= length };
            if whole {
                return Ok((if chunked { dechunked(&body) } else { body }, true));
            }
            if body.len() > MOST_BODY || stream.read_buf(&mut body).await.unwrap_or(0) == 0 {
                return Ok((body, false));
            }
        }
    }
}

fn dechunked(mut raw: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = raw.windows(2).position(|pair| pair == b"\r\n") {
        let size = std::str::from_utf8(&raw[..at]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let Some(chunk) = size.filter(|size| *size > 0).and_then(|size| raw.get(at + 2..at + 2 + size))
        else {
            break;
        };
        body.extend_from_slice(chunk);
        raw = raw.get(at + 4 + chunk.len()..).unwrap_or_default();
    }
    body
}

/// Where the body begins, once the head is complete.
pub(super) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// An answer, framed; it closes its connection.
pub(crate) fn answer(code: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let reason = match code {
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        404 => "Not Found",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Scripted",
    };
    let mut text = format!("HTTP/1.1 {code} {reason}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if code != 204 && code != 304 {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("connection: close\r\n\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// What the collector sends with every answer to a page of another origin; to `page` alone and with cookies where
/// that is given.
pub(super) fn cors(exposes: bool, page: Option<&str>) -> Vec<(&'static str, &str)> {
    let mut headers = vec![("access-control-allow-origin", page.unwrap_or("*")), ("vary", "origin")];
    if page.is_some() {
        headers.push(("access-control-allow-credentials", "true"));
    }
    if exposes {
        headers.push(("access-control-expose-headers", "retry-after"));
    }
    headers
}

/// The answer to a preflight, as the collector gives it.
pub(super) fn preflight() -> Vec<u8> {
    let headers = [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "GET,POST"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-max-age", "3600"),
        ("vary", "origin, access-control-request-method, access-control-request-headers"),
    ];
    answer(200, &headers, "")
}

/// `Wed, 21 Oct 2026 07:28:00 GMT` (RFC 9110, 5.6.7; the form that servers send).
pub(super) fn date(text: &str) -> Option<SystemTime> {
    let mut words = text.split([' ', ':']).skip(1);
    let day = words.next()?.parse::<u64>().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let mut number = || words.next()?.parse::<u64>().ok();
    let (year, hour, minute, second) = (number()?, number()?, number()?, number()?);
    // Days from 1970-01-01, counted in years that begin in March, so that a leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}
