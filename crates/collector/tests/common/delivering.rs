//! A collector that delivers, by a configuration and over real sockets.

use leadwell_collector::config::{Config, Overrides};
use leadwell_collector::{Assets, Collector, Deliveries, Destinations, FormSet, Origins, SqliteStore};
use serde_json::Value;

use super::mock::{Mock, until};
use super::{Answer, CONTACT, ELSEWHERE, Server, TOKEN, client, start};

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A destination of the configuration that points at the mock.
pub fn to(mock: &Mock, name: &str, more: &str) -> String {
    let url = format!("{}/{name}", mock.url);
    format!(
        "[[destination]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"{url}\"\nallow_private = true\n\
             secret = {{ file = \"secret\" }}\n{more}\n"
    )
}

/// A collector that delivers by this configuration.
pub async fn delivering(destinations: &str) -> (Server, Deliveries) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), SECRET).unwrap();
    let file = folder.path().join("leadwell.toml");
    std::fs::write(&file, destinations).unwrap();
    let config = Config::read(Some(&file), Overrides::default()).unwrap();
    let forms = FormSet::parse([("contact", CONTACT), ("elsewhere", ELSEWHERE)]).unwrap();
    let store = SqliteStore::open(folder.path().join("leadwell.db")).unwrap();
    let collector = Collector::builder(store)
        .destinations(Destinations::new(config.destinations, config.smtp.as_ref(), &forms).unwrap())
        .forms(forms)
        .origins(Origins::Any)
        .admin_token(TOKEN)
        .assets(Assets::default())
        .build();
    let deliveries = Deliveries::start(&collector);
    (Server { url: start(collector).await, folder, http: client() }, deliveries)
}

pub async fn rows(server: &Server, query: &str) -> Vec<Value> {
    let answer = server.admin(&format!("/api/deliveries?limit=200{query}")).await;
    answer.json()["deliveries"].as_array().unwrap().clone()
}

pub async fn post(server: &Server, path: &str, body: &str) -> Answer {
    let request = server.http.post(format!("{}{path}", server.url)).bearer_auth(TOKEN);
    Answer::of(request.body(body.to_owned())).await
}

/// Waits until so many deliveries are in this state.
pub async fn settled(server: &Server, state: &str, count: usize) -> Vec<Value> {
    until(state, async || {
        let rows = rows(server, &format!("&state={state}")).await;
        (rows.len() == count).then_some(rows)
    })
    .await
}
