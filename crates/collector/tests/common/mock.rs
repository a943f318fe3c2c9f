//! A destination on a real socket: takes posts, remembers them, answers as it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::Value;
use tokio::net::TcpListener;

#[derive(Clone, Debug)]
pub struct Got {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Answer = dyn Fn(&Got) -> (u16, &'static str) + Send;

#[derive(Clone)]
pub struct Mock {
    pub url: String,
    got: Arc<Mutex<Vec<Got>>>,
    answer: Arc<Mutex<Box<Answer>>>,
}

pub async fn mock() -> Mock {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mock =
        Mock { url, got: Arc::default(), answer: Arc::new(Mutex::new(Box::new(|_: &Got| (200, "{}")))) };
    let own = mock.clone();
    let app = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let got = Got { path: uri.to_string(), headers, body };
        let (status, text) = own.answer.lock().unwrap()(&got);
        own.got.lock().unwrap().push(got);
        (StatusCode::from_u16(status).unwrap(), text)
    });
    tokio::spawn(leadwell_collector::serve(listener, app, std::future::pending()));
    mock
}

impl Mock {
    pub fn answers(&self, answer: impl Fn(&Got) -> (u16, &'static str) + Send + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// Waits for something that is sure to come, and fails where it does not.
pub async fn until<T>(what: &str, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(found) = check().await {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{what} has not come");
}
