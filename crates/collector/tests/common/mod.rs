//! A collector on a real socket, over a store in a folder of its own.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

pub mod delivering;
pub mod mock;
pub mod program;
pub mod smtp;

use std::path::PathBuf;

use leadwell_collector::{Assets, Collector, CollectorBuilder, FormSet, Origins, SqliteStore, app, serve};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub const TOKEN: &str = "the token of the tests";

pub const CONTACT: &str = r#"{"form":"contact","title":"Talk to us","success":"We will write back.","fields":[
  {"name":"name","label":"Your name","required":true,"autocomplete":"name"},
  {"name":"email","kind":"email","label":"E-mail","required":true,"help":"Only to answer you.","autocomplete":"email"},
  {"name":"team","kind":"number","label":"Team size","min":1,"max":500},
  {"name":"plan","kind":"choice","label":"Plan","options":["starter",{"value":"pro","label":"Professional"}]},
  {"name":"topics","kind":"choice","label":"Topics","multiple":true,"options":["a","b"]},
  {"name":"message","label":"Message","rows":4},
  {"name":"consent","kind":"consent","label":"I agree","required":true}]}"#;

pub const ELSEWHERE: &str = r#"{"form":"elsewhere","next":"https://site.example/thanks.html","fields":[
  {"name":"email","kind":"email","required":true}]}"#;

pub struct Server {
    pub url: String,
    pub folder: tempfile::TempDir,
    pub http: reqwest::Client,
}

/// A collector with two forms, open to every origin.
pub async fn server() -> Server {
    server_with(|builder| builder).await
}

pub async fn server_with(change: impl FnOnce(CollectorBuilder) -> CollectorBuilder) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("leadwell.db")).unwrap();
    let forms = FormSet::parse([("contact", CONTACT), ("elsewhere", ELSEWHERE)]).unwrap();
    let builder = Collector::builder(store)
        .forms(forms)
        .origins(Origins::Any)
        .admin_token(TOKEN)
        .assets(Assets::default());
    let url = start(change(builder).build()).await;
    Server { url, folder, http: client() }
}

/// Serves on a free port until the test's runtime ends.
pub async fn start(collector: Collector) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, app(collector), std::future::pending()));
    url
}

/// A client that follows nothing, so that redirects can be seen.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn of(request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("{}{path}", self.url))).await
    }

    pub async fn admin(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("{}{path}", self.url)).bearer_auth(TOKEN)).await
    }

    pub async fn post(&self, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).header(CONTENT_TYPE, content_type);
        Answer::of(request.body(body)).await
    }

    pub async fn collect(&self, records: impl serde::Serialize) -> Answer {
        let body = json!({"v": 1, "sent_at": 1_795_513_267_000_u64, "records": records}).to_string();
        self.post("/v1/collect", "text/plain;charset=UTF-8", body).await
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("leadwell.db")
    }

    /// What a query of one number says, over a connection of its own.
    pub fn count(&self, sql: &str) -> i64 {
        let conn = rusqlite::Connection::open(self.database()).unwrap();
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn rows(&self) -> i64 {
        self.count("SELECT count(*) FROM records")
    }
}

/// A fresh id.
pub fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// The least that a lead needs.
pub fn lead(id: &str) -> Value {
    json!({"id": id, "kind": "lead", "form": "contact",
           "fields": {"name": "Ana", "email": "ana@example.com", "consent": "yes"}})
}
