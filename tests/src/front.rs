//! A proxy before the collector that can lose or delay what it is asked for, and that remembers it.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    NotFound,
    /// The same, each such path's first time.
    NotFoundOnce,
    Delay(Duration),
    /// Answers with this JSON instead of asking the collector.
    Json(&'static str),
}

/// What happens to paths that contain this.
pub type Rule = (&'static str, Fault);

#[derive(Debug)]
pub struct Front {
    pub origin: String,
    way: Arc<Way>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Way {
    collector: String,
    rules: Vec<Rule>,
    seen: Mutex<Vec<String>>,
    client: reqwest::Client,
}

impl Front {
    pub async fn start(collector: &str, rules: &[Rule]) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let way = Arc::new(Way {
            collector: collector.to_owned(),
            rules: rules.to_vec(),
            seen: Mutex::default(),
            client,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let app = Router::new().fallback(pass).with_state(Arc::clone(&way));
        let server = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { origin, way, server })
    }

    /// The requests so far, as `METHOD /path`.
    pub fn seen(&self) -> Vec<String> {
        self.way.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let asked = format!("{} {path}", request.method());
    let first = {
        let mut seen = way.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let first = !seen.contains(&asked);
        seen.push(asked);
        first
    };
    for (_, fault) in way.rules.iter().filter(|(part, _)| path.contains(part)) {
        match fault {
            Fault::NotFound => return StatusCode::NOT_FOUND.into_response(),
            Fault::NotFoundOnce if first => return StatusCode::NOT_FOUND.into_response(),
            Fault::NotFoundOnce => {}
            Fault::Json(text) => {
                let headers = [("content-type", "application/json"), ("access-control-allow-origin", "*")];
                return (headers, *text).into_response();
            }
            Fault::Delay(time) => tokio::time::sleep(*time).await,
        }
    }
    let answer = forward(&way, request).await;
    answer.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response())
}

async fn forward(way: &Way, request: Request) -> anyhow::Result<Response> {
    let (head, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, 1 << 20).await?;
    let url = format!("{}{}", way.collector, head.uri);
    let answer = way.client.request(head.method, url).headers(head.headers).body(body).send().await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    // The body is passed on whole, so its framing is made anew.
    response.headers_mut().remove("transfer-encoding");
    *response.body_mut() = Body::from(answer.bytes().await?);
    Ok(response)
}
