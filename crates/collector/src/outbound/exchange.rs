//! One request and its answer on a connection of their own.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use super::tls::Stream;
use super::{ANSWER_BYTES, Call, Lost, Reply, Target};

/// For the header of an answer.
const HEADER_BYTES: usize = 64 * 1024;

/// Sends, then reads; whatever is left of the answer goes with the connection.
pub(super) async fn run(
    stream: Stream,
    target: &Target,
    call: Call<'_>,
    read: Duration,
) -> Result<Reply, Lost> {
    let request = request_of(target, call)?;
    let mut http = http1::Builder::new();
    http.max_buf_size(HEADER_BYTES);
    let (mut sender, connection) = http.handshake(TokioIo::new(stream)).await.map_err(|_| Lost::Broken)?;
    // The connection is driven here and not by a task, so that giving up closes it.
    let answer = async {
        let answer = tokio::time::timeout(read, sender.send_request(request))
            .await
            .map_err(|_| Lost::Timeout)?
            .map_err(|_| Lost::Broken)?;
        collect(answer, read).await
    };
    tokio::pin!(connection, answer);
    tokio::select! {
        biased;
        reply = &mut answer => reply,
        _ = &mut connection => answer.await,
    }
}

pub(super) fn request_of(target: &Target, call: Call<'_>) -> Result<Request<Full<Bytes>>, Lost> {
    let mut request = Request::builder().method(call.method).uri(target.path_and_query.as_str());
    for (name, value) in call.headers {
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| Lost::Unwritable)?;
        value.set_sensitive(true);
        request = request.header(name.as_str(), value);
    }
    let mut request = request.body(Full::new(call.body.into_inner())).map_err(|_| Lost::Unwritable)?;
    let host = HeaderValue::from_str(&target.host_header).map_err(|_| Lost::Unwritable)?;
    let headers = request.headers_mut();
    headers.insert(HOST, host);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers
        .entry(USER_AGENT)
        .or_insert(HeaderValue::from_static(concat!("Leadwell/", env!("CARGO_PKG_VERSION"))));
    Ok(request)
}

async fn collect(answer: Response<Incoming>, read: Duration) -> Result<Reply, Lost> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let mut body = answer.into_body();
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_BYTES {
        let frame = tokio::time::timeout(read, body.frame()).await.map_err(|_| Lost::Timeout)?;
        let Some(frame) = frame else { break };
        if let Ok(data) = frame.map_err(|_| Lost::Broken)?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    bytes.truncate(ANSWER_BYTES);
    Ok(Reply { status, headers, body: bytes })
}
