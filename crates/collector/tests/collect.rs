//! `POST /v1/collect` with good input: stored once, as sent, and answered by name.

mod common;

use common::{Answer, id, lead, server, server_with};
use leadwell_collector::Origins;
use serde_json::{Value, json};

#[tokio::test]
async fn a_lead_with_everything_comes_back_byte_for_byte() {
    let server = server().await;
    let id = id();
    // Unusual order, spaces, digits and unknown keys: all of it stays.
    let raw = format!(
        r#"{{ "future":{{"x":1.50}},"id":"{id}","kind":"lead","form":"contact","site":"northlight","created_at":1795513260000,
        "fields":{{"name":"Ana","email":" ana@example.com ","topics":["a","b"],"consent":"yes"}},
        "touches":{{"first":{{"at":1,"source":"google","campaign":"spring"}},"last":{{"at":2,"referrer_host":"news.example"}}}},
        "journey":{{"stage":"intent","history":[],"events":[]}} }}"#
    );
    let body = format!(r#"{{"v":1,"sent_at":1795513267000,"records":[{raw}]}}"#);
    let answer = server.post("/v1/collect", "application/json", body).await;
    assert_eq!(answer.json(), json!({"accepted": [id], "duplicate": [], "rejected": []}));

    let conn = rusqlite::Connection::open(server.database()).unwrap();
    let stored: String =
        conn.query_row("SELECT raw FROM leads WHERE id = ?1", [&id], |row| row.get(0)).unwrap();
    assert_eq!(stored, raw);

    let seen = server.admin(&format!("/api/leads/{id}")).await.json();
    for (key, value) in [
        ("name", json!("Ana")),
        ("email", json!("ana@example.com")),
        ("stage", json!("intent")),
        ("site", json!("northlight")),
        ("mode", json!("script")),
        ("created_at", json!(1_795_513_260_000_u64)),
        ("sent_at", json!(1_795_513_267_000_u64)),
        ("channel", json!("Referral")),
        ("first", json!({"source": "google", "campaign": "spring", "channel": "Organic Search"})),
        ("last", json!({"source": "news.example", "campaign": null, "channel": "Referral"})),
    ] {
        assert_eq!(seen[key], value, "{key}");
    }
    assert_eq!(seen["record"]["future"]["x"], json!(1.5));
}

#[tokio::test]
async fn what_is_not_needed_may_be_wrong() {
    let server = server().await;
    let mut record = lead(&id());
    for key in ["touches", "journey", "page", "consent", "site", "created_at"] {
        record[key] = json!(["not", "this"]);
    }
    record["journey"] = json!({"stage": "customer", "visitor": 7});
    let answer = server.collect([&record]).await.json();
    assert_eq!(answer["accepted"], json!([record["id"]]), "{answer}");
    let path = format!("/leads/{}", record["id"].as_str().unwrap());
    assert_eq!(server.admin(&format!("/api{path}")).await.json()["stage"], "customer");
    let page = server.admin(&format!("/admin{path}")).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn again_is_a_duplicate_and_other_bytes_are_kept_beside() {
    let server = server().await;
    let one = lead(&id());
    let duplicate = json!({"accepted": [], "duplicate": [one["id"]], "rejected": []});
    assert_eq!(server.collect([&one]).await.json()["accepted"], json!([one["id"]]));
    assert_eq!(server.collect([&one]).await.json(), duplicate);
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 0);

    let mut other = one.clone();
    other["fields"]["name"] = json!("Ben");
    for _ in 0..3 {
        assert_eq!(server.collect([&other]).await.json(), duplicate);
    }
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 1);
    assert_eq!(server.count("SELECT times FROM conflicts"), 3);
    assert_eq!(server.count("SELECT count(*) FROM leads WHERE name = 'Ana'"), 1, "the first one is kept");

    let shown = server.admin(&format!("/api/leads/{}", one["id"].as_str().unwrap())).await.json();
    assert_eq!((&shown["record"], &shown["conflicts"][0]["record"]), (&one, &other));
    assert_eq!(shown["conflicts"][0]["times"], 3);
    assert!(server.admin("/api/leads").await.json()["leads"][0].get("conflicts").is_none());

    // Somebody sends rubbish under this id without end: the disk does not fill.
    for n in 0..40 {
        other["fields"]["name"] = json!(format!("Ben {n}"));
        server.collect([&other]).await;
    }
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 16);
    let page = server.admin(&format!("/admin/leads/{}", one["id"].as_str().unwrap())).await;
    for part in ["This id came again with other content (16 kept", ", 3 times</summary>", "Ben 14"] {
        assert!(page.text.contains(part), "{part} is missing in {}", page.text);
    }
    assert!(!page.text.contains("Ben 15"));
}

#[tokio::test]
async fn an_id_in_upper_case_is_the_same_id() {
    let server = server().await;
    let id = id();
    let mut loud = lead(&id);
    loud["id"] = json!(id.to_uppercase());
    server.collect(&[lead(&id)]).await;
    assert_eq!(server.collect(&[loud]).await.json()["duplicate"], json!([id]));
}

#[tokio::test]
async fn twins_in_one_request() {
    let server = server().await;
    let one = lead(&id());
    let answer = server.collect(&[one.clone(), one.clone(), one.clone()]).await.json();
    assert_eq!(answer, json!({"accepted": [one["id"]], "duplicate": [], "rejected": []}));
    assert_eq!(server.rows(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_32_clients_with_one_id_exactly_one_is_accepted() {
    let server = server().await;
    for _ in 0..10 {
        let record = lead(&id());
        let body = json!({"v": 1, "records": [record]}).to_string();
        let clients: Vec<_> = (0..32)
            .map(|_| {
                let request = server.http.post(format!("{}/v1/collect", server.url)).body(body.clone());
                tokio::spawn(Answer::of(request))
            })
            .collect();
        let (mut accepted, mut duplicate) = (0, 0);
        for client in clients {
            let answer = client.await.unwrap().json();
            accepted += answer["accepted"].as_array().unwrap().len();
            duplicate += answer["duplicate"].as_array().unwrap().len();
        }
        assert_eq!((accepted, duplicate), (1, 31));
    }
    assert_eq!(server.rows(), 10);
}

#[tokio::test]
async fn partials_and_journeys_are_stored_and_are_no_leads() {
    let server = server().await;
    let (partial, journey) = (id(), id());
    let answer = server
        .collect(&[
            json!({"id": partial, "kind": "partial", "form": "contact", "fields": {"name": "An"}}),
            json!({"id": journey, "kind": "journey", "journey": {"stage": "engaged", "visitor": id()},
                   "consent": {"journey": "granted", "source": "visitor"}}),
        ])
        .await
        .json();
    assert_eq!(answer["accepted"], json!([partial, journey]), "{answer}");
    assert_eq!(server.admin("/api/leads").await.json()["total"], 0);
    assert_eq!(server.rows(), 2);
}

#[tokio::test]
async fn pages_of_lists_meet_without_gap_or_overlap() {
    let server = server().await;
    let ids: Vec<String> = (0..25).map(|_| id()).collect();
    for chunk in ids.chunks(5) {
        server.collect(&chunk.iter().map(|id| lead(id)).collect::<Vec<_>>()).await;
    }
    let mut seen: Vec<String> = Vec::new();
    let mut path = "/api/leads?limit=7".to_owned();
    loop {
        let page = server.admin(&path).await.json();
        seen.extend(page["leads"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap().to_owned()));
        assert_eq!(page["total"], 25);
        match &page["next"] {
            Value::String(next) => path = format!("/api/leads?limit=7&cursor={next}"),
            _ => break,
        }
    }
    assert_eq!(seen, ids.into_iter().rev().collect::<Vec<_>>(), "newest first");
    for bad in ["cursor=x", "limit=0", "limit=many"] {
        assert_eq!(server.admin(&format!("/api/leads?{bad}")).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn only_listed_origins_may_send() {
    let site = "https://site.example";
    let server = server_with(|builder| builder.origins(Origins::List(vec![site.into()]))).await;
    let own = server.url.clone();
    for (origin, status, allowed) in [
        (Some(site), 200, site),
        (Some("https://evil.example"), 403, ""),
        (Some("null"), 403, ""),
        (Some(&own), 200, ""),
        (None, 200, ""),
    ] {
        let mut request = server.http.post(format!("{}/v1/collect", server.url));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let answer = Answer::of(request.body(json!({"v": 1, "records": [lead(&id())]}).to_string())).await;
        assert_eq!((origin, answer.status), (origin, status), "{}", answer.text);
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(answer.header("vary").contains("origin"), "{:?}", answer.headers);
    }
    let preflight = server.http.request(reqwest::Method::OPTIONS, format!("{}/v1/collect", server.url));
    let answer = Answer::of(
        preflight
            .header("origin", site)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type"),
    )
    .await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, site));
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_at_once_are_one() {
    let server = std::sync::Arc::new(server().await);
    let id = id();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (server, lead) = (std::sync::Arc::clone(&server), lead(&id));
        all.spawn(async move { server.collect([lead]).await });
    }
    let answers = all.join_all().await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.text.contains(&id)));
    let first = answers.iter().filter(|answer| answer.json()["accepted"] == json!([id])).count();
    let again = answers.iter().filter(|answer| answer.json()["duplicate"] == json!([id])).count();
    assert_eq!((first, again, server.rows()), (1, 49, 1));
}

#[tokio::test]
async fn the_definition_is_served_and_revalidated() {
    let server = server().await;
    let first = server.get("/v1/forms/contact").await;
    assert_eq!(first.status, 200);
    assert_eq!(first.json()["fields"][1]["kind"], "email");
    assert_eq!(first.header("access-control-allow-origin"), "*");
    assert!(first.header("cache-control").contains("max-age="));
    leadwell_core::form::parse(&first.text).expect("the page reads it with the same code");
    let again = server.http.get(format!("{}/v1/forms/contact", server.url));
    let again = Answer::of(again.header("if-none-match", first.header("etag"))).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
}

#[tokio::test]
async fn health() {
    let server = server().await;
    assert_eq!(server.get("/healthz").await.text, "ok\n");
}
