//! Reports of journeys: put together by visitor, shown at the visitor's leads, bounded by consent, forgotten with them.

mod common;

use common::{Answer, Server, TOKEN, id, lead, server};
use serde_json::{Value, json};

const AT: u64 = 1_795_513_000_000;
const TOKEN_OF_VISITOR: &str = "0f8fad5bd9cb469fa16570867728950e";

fn event(id: &str, kind: &str, path: &str) -> Value {
    let number: u64 = id.rsplit_once('.').unwrap_or_default().1.parse().unwrap_or_default();
    json!({"id": id, "type": kind, "path": path, "at": AT + number * 60_000})
}

fn report(visitor: &str, events: &[Value]) -> Value {
    json!({"id": id(), "kind": "journey", "site": "shop", "created_at": AT, "token": TOKEN_OF_VISITOR,
        "journey": {"visitor": visitor, "session": id(), "events": events},
        "consent": {"journey": "granted", "source": "visitor"}})
}

fn lead_of(visitor: &str, events: &[Value]) -> Value {
    let mut record = lead(&id());
    record["created_at"] = json!(AT + 5 * 60_000);
    record["token"] = json!(TOKEN_OF_VISITOR);
    record["journey"] = json!({"visitor": visitor, "events": events});
    record["consent"] = json!({"journey": "granted", "source": "visitor"});
    record
}

async fn accepted(server: &Server, record: &Value) {
    assert_eq!(server.collect(&[record]).await.json()["accepted"], json!([record["id"]]));
}

async fn journey(server: &Server, lead: &Value) -> Value {
    server.admin(&format!("/api/leads/{}", lead["id"].as_str().unwrap_or_default())).await.json()["journey"]
        .clone()
}

fn ids(journey: &Value) -> String {
    let of = |event: &Value| event["id"].as_str().map(str::to_owned);
    journey["events"].as_array().into_iter().flatten().filter_map(of).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn tabs_and_repeats_are_one_journey() {
    let server = server().await;
    let visitor = id();
    let (a1, a2) = (event("a.1", "session_start", "s"), event("a.2", "page_view", "/"));
    let (b3, a3, a9) = (
        event("b.3", "page_view", "/b"),
        event("a.3", "page_view", "/a"),
        event("a.9", "page_view", "/later"),
    );
    let first = report(&visitor, &[a1.clone(), a2.clone()]);
    accepted(&server, &first).await;
    let one = lead_of(&visitor, &[a1, a2.clone(), a3]);
    accepted(&server, &one).await;
    accepted(&server, &report(&visitor, &[b3, a2])).await;
    accepted(&server, &report(&visitor, &[a9])).await;
    accepted(&server, &report(&id(), &[event("z.1", "page_view", "/of-somebody-else")])).await;
    let two = lead_of(&visitor, &[]);
    accepted(&server, &two).await;
    for lead in [&one, &two] {
        let journey = journey(&server, lead).await;
        assert_eq!(ids(&journey), "a.1 a.2 a.3 b.3 a.9");
        let leads: Vec<&Value> =
            journey["leads"].as_array().unwrap().iter().map(|lead| &lead["id"]).collect();
        assert_eq!(leads, [&one["id"], &two["id"]]);
    }
    // No lead, in no list, and no page of its own; the same report again adds nothing.
    assert_eq!(server.admin("/api/leads").await.json()["total"], 2);
    let answer = server.collect(&[&first]).await.json();
    assert_eq!(
        (&answer["duplicate"], server.count("SELECT count(*) FROM conflicts")),
        (&json!([first["id"]]), 0)
    );
    for path in ["api", "admin"] {
        let path = format!("/{path}/leads/{}", first["id"].as_str().unwrap());
        assert_eq!(server.admin(&path).await.status, 404);
    }
    assert_eq!(server.count("SELECT count(*) FROM journey_events"), 6);
}

#[tokio::test]
async fn the_page_of_a_lead_shows_the_whole_journey() {
    let server = server().await;
    let visitor = id();
    let touch = json!({"id": "a.2", "at": AT, "source": "news", "medium": "email", "campaign": "spring"});
    let mut one = lead_of(
        &visitor,
        &[
            event("a.1", "session_start", "s"),
            event("a.2", "touch", "news/email/spring"),
            event("a.3", "page_view", "/pricing"),
            event("a.5", "submit", "contact"),
        ],
    );
    one["touches"] = json!({"first": touch, "last": touch, "last_non_direct": touch});
    accepted(&server, &one).await;
    accepted(
        &server,
        &report(&visitor, &[event("b.90", "session_start", "t"), event("b.91", "page_view", "/after")]),
    )
    .await;
    let mut two = lead_of(&visitor, &[]);
    two["created_at"] = json!(AT + 91 * 60_000);
    accepted(&server, &two).await;

    let page = server.admin(&format!("/admin/leads/{}", one["id"].as_str().unwrap())).await.text;
    let mut rest = page.as_str();
    for part in [
        r#"id="a.1" open><summary>Visit 1 <span class="soft">2026-11-24 · 4 min, 1 page</span>"#,
        r#"Came by <span class="tag">Email</span> <code>news/email/spring</code>"#,
        "Saw <code>/pricing</code>",
        r#"Reached <span class="stage intent">intent</span>"#,
        r##"<a href="#a.3">Saw /pricing</a>"##,
        "2 min later",
        r#"Reached <span class="stage lead">lead</span>"#,
        "This lead was sent",
        r#"id="b.90" open><summary>Visit 2"#,
        "Saw <code>/after</code>",
        &format!(r#"<a href="/admin/leads/{}">Another lead</a>"#, two["id"].as_str().unwrap()),
    ] {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} is not in its place in\n{page}"));
        rest = &rest[at + part.len()..];
    }
    // One that came without events of its own has those of its visitor.
    let page = server.admin(&format!("/admin/leads/{}", two["id"].as_str().unwrap())).await.text;
    assert!(page.contains("Saw <code>/pricing</code>") && page.contains("This lead was sent"), "{page}");
}

#[tokio::test]
async fn without_consent_nothing_is_put_together() {
    let server = server().await;
    let visitor = id();
    let whole = report(&visitor, &[event("a.1", "page_view", "/")]);
    for (change, field) in [
        (json!({"consent": null}), "consent.journey"),
        (json!({"consent": {"journey": "unknown", "source": "default"}}), "consent.journey"),
        (json!({"consent": {"journey": "denied", "source": "gpc"}}), "consent.journey"),
        (json!({"journey": {"visitor": "x"}}), "journey.visitor"),
        (json!({"journey": 5}), "journey.visitor"),
    ] {
        let mut one = whole.clone();
        one["id"] = json!(id());
        for (key, value) in change.as_object().unwrap() {
            one[key] = value.clone();
        }
        let rejected = server.collect(&[one]).await.json()["rejected"].clone();
        assert_eq!(rejected[0]["errors"][0]["field"], field, "{change}: {rejected}");
    }
    let mut refused = lead_of(&visitor, &[event("a.1", "page_view", "/")]);
    refused["consent"]["journey"] = json!("denied");
    accepted(&server, &refused).await;
    assert_eq!(journey(&server, &refused).await, json!(null));
    assert_eq!(server.count("SELECT count(*) FROM journey_events"), 0);
}

#[tokio::test]
async fn events_that_cannot_be_read_cost_themselves_alone() {
    let server = server().await;
    let visitor = id();
    let one = lead_of(&visitor, &[]);
    accepted(&server, &one).await;
    let long = "x".repeat(65);
    let odd = [
        json!(5),
        json!({"id": "a.1"}),
        event(&long, "page_view", "/"),
        event("", "page_view", "/"),
        event("a.2", "page_view", "/"),
    ];
    accepted(&server, &report(&visitor, &odd)).await;
    assert_eq!(ids(&journey(&server, &one).await), "a.2");
}

/// How often the text stands in the database's files.
fn found(server: &Server, text: &str) -> usize {
    let files = ["leadwell.db", "leadwell.db-wal"].map(|name| std::fs::read(server.folder.path().join(name)));
    let bytes: Vec<u8> = files.into_iter().flatten().flatten().collect();
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

#[tokio::test]
async fn a_journey_is_forgotten_with_its_token_and_with_its_lead() {
    let server = server().await;
    for by_token in [true, false] {
        let (visitor, other) = (id(), id());
        let first = report(&visitor, &[event("a.1", "page_view", "/canary-page")]);
        accepted(&server, &first).await;
        let mut one = lead_of(&visitor, &[event("a.2", "page_view", "/canary-form")]);
        let mut others = report(&other, &[event("b.1", "page_view", "/kept-page")]);
        others["token"] = json!("7c9e6679742540de944be07fc1f90ae7");
        accepted(&server, &others).await;
        if !by_token {
            one["token"] = json!(null);
        }
        accepted(&server, &one).await;
        assert!(found(&server, "canary-") > 1, "the search sees what is there");
        if by_token {
            let wish = json!({"v": 1, "token": TOKEN_OF_VISITOR}).to_string();
            let answer = server.post("/v1/forget", "text/plain", wish).await.json();
            assert_eq!(answer, json!({"forgotten": 1}), "one lead");
        } else {
            let url = format!("{}/api/leads/{}", server.url, one["id"].as_str().unwrap());
            assert_eq!(Answer::of(server.http.delete(url).bearer_auth(TOKEN)).await.status, 204);
        }
        assert_eq!((found(&server, "canary-"), found(&server, "kept-page") > 0), (0, true), "{by_token}");
        // What was on its way meanwhile brings nothing back: neither the report that was, nor the next one.
        let late = report(&visitor, &[event("a.3", "page_view", "/canary-late")]);
        let answer = server.collect(&[&first, &late]).await.json();
        assert_eq!(answer["duplicate"], json!([first["id"], late["id"]]), "{answer}");
        assert_eq!(found(&server, "canary-"), 0);
    }
}

#[tokio::test]
async fn a_journey_without_a_lead_is_forgotten_too() {
    let server = server().await;
    accepted(&server, &report(&id(), &[event("a.1", "page_view", "/canary-page")])).await;
    let wish = json!({"v": 1, "token": TOKEN_OF_VISITOR}).to_string();
    assert_eq!(
        server.post("/v1/forget", "text/plain", wish).await.json(),
        json!({"forgotten": 0}),
        "no lead"
    );
    assert_eq!((found(&server, "canary-"), server.rows()), (0, 0));
}
