//! A landing page's own server: another origin than the collector's, as in life.
//!
//! It serves the demo and pages that a test writes, with `https://collector.example` replaced by the
//! collector at hand, and puts a recorder before everything else in each page's head.

use crate::tools::repository;
use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The nonce under which a strict policy may let the recorder in: `'nonce-harness'`.
const RECORDER: &str = include_str!("recorder.js");

/// What is special about a site.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// JavaScript that runs before everything else but the recorder.
    pub before: &'static str,
    /// Content-Security-Policy of the pages; `https://collector.example` is replaced here too.
    pub policy: Option<&'static str>,
    /// The host that it listens on, for sites that link to others; 127.0.0.1 unless set.
    pub host: Option<&'static str>,
    /// Pages by path; other paths are files of the demo.
    pub pages: Vec<(&'static str, String)>,
    /// Other files: path, type, content.
    pub files: Vec<(&'static str, &'static str, Vec<u8>)>,
    /// Texts to replace in pages and files.
    pub edits: Vec<(&'static str, String)>,
    /// What is posted below this path is passed on to the collector.
    pub forward: Option<&'static str>,
}

impl Setup {
    /// A site of one page.
    pub fn page(html: impl Into<String>) -> Self {
        Self { pages: vec![("/", html.into())], ..Self::default() }
    }

    /// For the browser without a switch for JavaScript: the policy forbids all scripts.
    pub fn without_javascript(self) -> Self {
        Self { policy: Some("script-src 'none'"), ..self }
    }
}

/// Something that a page did: `log`, `info`, `warn`, `error` (console), `uncaught`, `rejected`,
/// `violation` (of the policy), `event` (a `leadwell:*` event with its detail).
#[derive(Clone, Debug)]
pub struct Seen {
    pub kind: String,
    pub text: String,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.text)
    }
}

#[derive(Clone, Debug)]
pub struct Site {
    pub origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _server: Arc<Server>,
}

#[derive(Debug)]
struct Server(JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug)]
struct Content {
    setup: Setup,
    collector: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Site {
    pub async fn start(collector: &str, setup: Setup) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((setup.host.unwrap_or("127.0.0.1"), 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let seen = Arc::new(Mutex::default());
        let content = Content { setup, collector: collector.to_owned(), seen: Arc::clone(&seen) };
        let app = Router::new().fallback(answer).with_state(Arc::new(content));
        let server = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { origin, seen, _server: Arc::new(Server(server)) })
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// What the pages told so far.
    pub fn seen(&self, kind: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter(|s| s.kind == kind).map(|s| s.text.clone()).collect()
    }

    /// Waits for something of that kind whose text contains `part`.
    pub async fn await_seen(&self, kind: &str, part: &str) -> anyhow::Result<String> {
        let what = format!("{kind} with {part}");
        let found =
            crate::until(&what, async || Ok(self.seen(kind).into_iter().find(|text| text.contains(part))));
        found.await.with_context(|| format!("the pages told {}", self.story()))
    }

    /// The events that a listener at the window would miss; there must be none.
    pub fn unbubbling(&self) -> Vec<String> {
        self.seen("event").into_iter().filter(|text| text.ends_with("(does not bubble)")).collect()
    }

    /// Everything that the pages told, for messages.
    pub fn story(&self) -> String {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().map(|s| format!("\n  {s}")).collect()
    }
}

async fn answer(State(content): State<Arc<Content>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if request.method() == Method::POST && path == "/__seen" {
        return note(&content, request).await;
    }
    if request.method() == Method::POST
        && let Some(rest) = content.setup.forward.and_then(|prefix| path.strip_prefix(prefix))
    {
        return pass_on(&format!("{}{rest}", content.collector), request).await;
    }
    let file = content.setup.files.iter().find(|(at, ..)| *at == path);
    if let Some((_, kind, bytes)) = file {
        return ([(header::CONTENT_TYPE, *kind)], bytes.clone()).into_response();
    }
    let written = content.setup.pages.iter().find(|(at, _)| *at == path).map(|(_, html)| html.clone());
    let found = match written {
        Some(html) => Some(("text/html; charset=utf-8", html.into_bytes())),
        None => demo_file(&path),
    };
    let Some((kind, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(text) = String::from_utf8(bytes.clone()) else {
        return ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    };
    let mut text = text;
    for (from, to) in &content.setup.edits {
        text = text.replace(from, to);
    }
    text = text.replace("https://collector.example", &content.collector);
    if kind.starts_with("text/html") {
        text = with_recorder(&text, content.setup.before);
    }
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    let mut response = (headers, text).into_response();
    if let Some(policy) = content.setup.policy {
        let edits = content.setup.edits.iter();
        let policy = edits.fold(policy.to_owned(), |policy, (from, to)| policy.replace(from, to));
        let policy = policy.replace("https://collector.example", &content.collector);
        if let Ok(value) = policy.parse() {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
        }
    }
    response
}

/// As a site's own server does that stands before the collector.
async fn pass_on(url: &str, request: Request) -> Response {
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
    let Ok(answer) = reqwest::Client::new().post(url).body(body).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let body = answer.bytes().await.unwrap_or_default();
    let mut response = (status, body).into_response();
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

async fn note(content: &Content, request: Request) -> Response {
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
    let Ok(Value::Array(pair)) = serde_json::from_slice(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let text = |i: usize| pair.get(i).and_then(Value::as_str).unwrap_or_default().to_owned();
    let seen = Seen { kind: text(0), text: text(1) };
    content.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    StatusCode::NO_CONTENT.into_response()
}

fn demo_file(path: &str) -> Option<(&'static str, Vec<u8>)> {
    let (folder, path) = match path.strip_prefix("/sdk/") {
        // The npm package, as a site would copy it from node_modules.
        Some(rest) => ("www/dist/sdk", rest),
        None => ("www/demo", path),
    };
    let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let path = path.trim_start_matches('/');
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    let kind = match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css",
        "js" | "mjs" => "text/javascript",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "bin" => "application/octet-stream",
        _ => return None,
    };
    Some((kind, std::fs::read(repository().join(folder).join(path)).ok()?))
}

fn with_recorder(html: &str, before: &str) -> String {
    let scripts =
        format!("<script nonce=\"harness\">{RECORDER}</script><script nonce=\"harness\">{before}</script>");
    match html.split_once("<head>") {
        Some((start, rest)) => format!("{start}<head>{scripts}{rest}"),
        None => format!("{scripts}{html}"),
    }
}
