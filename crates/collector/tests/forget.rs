//! Forgetting: by the visitor's token, by the API; nothing is left to be found, and nothing comes back.

mod common;

use common::{Answer, Server, TOKEN, id, lead, server};
use serde_json::{Value, json};

const MINE: &str = "0f8fad5bd9cb469fa16570867728950e";
const OTHERS: &str = "7c9e6679742540de944be07fc1f90ae7";

async fn forget(server: &Server, token: &str) -> Answer {
    server.post("/v1/forget", "text/plain", json!({"v": 1, "token": token}).to_string()).await
}

fn of(token: &str, email: &str) -> Value {
    let mut record = lead(&id());
    record["token"] = json!(token);
    record["fields"]["email"] = json!(email);
    // Long enough for pages of its own.
    record["fields"]["message"] = json!(format!("{email} {}", "word ".repeat(900)));
    record
}

/// How often the text stands in the database's files.
fn found(server: &Server, text: &str) -> usize {
    let files = ["leadwell.db", "leadwell.db-wal"].map(|name| std::fs::read(server.folder.path().join(name)));
    let bytes: Vec<u8> = files.into_iter().flatten().flatten().collect();
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

#[tokio::test]
async fn a_token_takes_everything_back() {
    let server = server().await;
    let mine = [of(MINE, "mine@example.com"), of(MINE, "mine@example.com")];
    let others = of(OTHERS, "others@example.com");
    server.collect(&mine).await;
    server.collect(&[&others]).await;
    let mut twin = mine[0].clone();
    twin["fields"]["name"] = json!("Twin of mine@example.com");
    server.collect(&[twin]).await;
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 1);
    let url = format!("{}/api/leads/{}/corrections", server.url, mine[0]["id"].as_str().unwrap());
    let better = json!({"fields": {"message": "right: mine@example.com"}, "who": "mine@example.com"});
    let answer = Answer::of(server.http.post(url).bearer_auth(TOKEN).body(better.to_string())).await;
    assert_eq!((answer.status, server.count("SELECT count(*) FROM corrections")), (200, 1));
    assert!(found(&server, "mine@example.com") > 4, "the search sees what is there");

    for wrong in ["", "short", "0f8fad5bd9cb469fa16570867728950f", "mine@example.com mine@example.com"] {
        let answer = forget(&server, wrong).await;
        assert_eq!((answer.status, answer.json()), (200, json!({"forgotten": 0})), "{wrong}");
    }
    assert_eq!(server.rows(), 3);
    assert_eq!(forget(&server, MINE).await.json(), json!({"forgotten": 2}));
    assert_eq!((found(&server, "mine@example.com"), found(&server, MINE)), (0, 0));
    assert!(found(&server, "others@example.com") > 0);
    assert_eq!((server.rows(), server.count("SELECT count(*) FROM conflicts")), (1, 0));
    assert_eq!(server.count("SELECT count(*) FROM corrections"), 0);

    let again = server.collect(&mine).await.json();
    assert_eq!(again["duplicate"].as_array().map(Vec::len), Some(2), "so that the page lets go: {again}");
    assert_eq!((server.rows(), found(&server, "mine@example.com")), (1, 0));
    assert_eq!(forget(&server, MINE).await.json(), json!({"forgotten": 0}));
}

#[tokio::test]
async fn one_lead_among_many_by_the_api() {
    let server = server().await;
    let leads: Vec<Value> = (0..40).map(|n| of(OTHERS, &format!("canary{n}@example.com"))).collect();
    for batch in leads.chunks(10) {
        server.collect(batch).await;
    }
    for (n, lead) in leads.iter().enumerate().filter(|(n, _)| n % 3 == 0) {
        let url = format!("{}/api/leads/{}", server.url, lead["id"].as_str().unwrap());
        assert_eq!(Answer::of(server.http.delete(&url)).await.status, 401);
        assert_eq!(Answer::of(server.http.delete(&url).bearer_auth(TOKEN)).await.status, 204);
        assert_eq!(Answer::of(server.http.delete(&url).bearer_auth(TOKEN)).await.status, 404);
        assert_eq!(found(&server, &format!("canary{n}@")), 0, "{n}");
    }
    assert_eq!(server.rows(), 26);
    assert!(found(&server, "canary1@") > 0);
}

#[tokio::test]
async fn what_is_no_wish_is_told() {
    let server = server().await;
    for (body, status) in [
        ("", 400),
        ("{}", 400),
        (r#"{"v":1}"#, 400),
        (r#"{"v":1,"token":5}"#, 400),
        (r#"{"v":2,"token":"x"}"#, 400),
        (r#"{"v":1,"token":"x"}"#, 200),
    ] {
        assert_eq!((body, server.post("/v1/forget", "text/plain", body).await.status), (body, status));
    }
}
