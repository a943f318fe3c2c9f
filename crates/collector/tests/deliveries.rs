//! From a lead that is posted to destinations that have it, over real sockets.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::delivering::{delivering, post, rows, settled, to};
use common::mock::{mock, until};
use common::{TOKEN, id, lead};
use serde_json::{Value, json};

#[tokio::test]
async fn a_lead_goes_to_each_of_its_destinations_once() {
    let mock = mock().await;
    let config = to(&mock, "crm", "when = { form = \"contact\" }")
        + &to(&mock, "pro", "when = { field = { plan = \"pro\" } }")
        + &to(&mock, "all", "");
    let (server, _deliveries) = delivering(&config).await;
    let (plain, pro, other) = (id(), id(), id());
    let mut second = lead(&pro);
    second["fields"]["plan"] = "pro".into();
    let third =
        json!({"id": other, "kind": "lead", "form": "elsewhere", "fields": {"email": "b@example.com"}});
    assert_eq!(server.collect([lead(&plain), second, third]).await.status, 200);
    assert_eq!(server.collect([lead(&plain)]).await.json()["duplicate"], json!([plain]));
    let rows = settled(&server, "delivered", 6).await;
    let mut went: Vec<(String, &str)> = rows
        .iter()
        .map(|row| {
            let lead = row["lead"].as_str().unwrap();
            let which =
                ["plain", "pro", "other"][[&plain, &pro, &other].iter().position(|id| *id == lead).unwrap()];
            (row["destination"].as_str().unwrap().to_owned(), which)
        })
        .collect();
    went.sort();
    let expected = [
        ("all", "other"),
        ("all", "plain"),
        ("all", "pro"),
        ("crm", "plain"),
        ("crm", "pro"),
        ("pro", "pro"),
    ];
    assert_eq!(went, expected.map(|(to, which)| (to.to_owned(), which)));
    let got = mock.got();
    assert_eq!(got.len(), 6);
    for got in &got {
        let row = rows.iter().find(|row| row["id"] == got.header("webhook-id")).unwrap();
        assert_eq!(got.path, format!("/{}", row["destination"].as_str().unwrap()));
        assert!(got.header("webhook-signature").starts_with("v1,") && got.body.is_object());
    }
    // What the owner sees of it.
    let page = server.admin("/admin/deliveries?state=delivered&to=crm").await.text;
    assert!(page.contains(&format!("/admin/leads/{plain}")) && !page.contains(&other), "{page}");
    let page = server.admin(&format!("/admin/leads/{pro}")).await.text;
    assert!(page.contains("h-deliveries") && page.contains("Taken"), "{page}");
    assert_eq!(
        server.admin(&format!("/api/leads/{pro}")).await.json()["deliveries"].as_array().unwrap().len(),
        3
    );
}

/// Of a page that may not keep a journey the collector knows the stage by its events.
#[tokio::test]
async fn conditions_ask_for_signs_and_for_stages() {
    let mock = mock().await;
    let config = to(&mock, "all", "")
        + &to(&mock, "people", "when = { suspect = false }")
        + &to(&mock, "programs", "when = { suspect = true }")
        + &to(&mock, "engaged", "when = { stage = \"engaged\" }\nmap = { far = \"journey.stage\" }");
    let (server, _deliveries) = delivering(&config).await;
    let (person, program, events, said) = (id(), id(), id(), id());
    let mut by_program = lead(&program);
    by_program["context"] = json!({"ua": "curl/8.5.0"});
    let now = 1_795_513_000_000_u64;
    let seen = |n: u64, path: &str| json!({"id": format!("k.{n}"), "type": "page_view", "path": path, "at": now + n * 40_000});
    let mut by_events = lead(&events);
    by_events["created_at"] = json!(now + 400_000);
    by_events["journey"] = json!({"events": (1..8).map(|n| seen(n, &format!("/{n}"))).collect::<Vec<_>>()});
    let mut by_word = lead(&said);
    by_word["journey"] = json!({"stage": "engaged"});
    assert_eq!(server.collect([lead(&person), by_program, by_events, by_word]).await.status, 200);
    let rows = settled(&server, "delivered", 10).await;
    let of = |to: &str| -> Vec<&str> {
        let of = |row: &&Value| row["destination"] == to;
        let mut leads: Vec<&str> = rows.iter().filter(of).map(|row| row["lead"].as_str().unwrap()).collect();
        leads.sort_unstable();
        leads
    };
    assert_eq!(of("all"), [&person, &program, &events, &said], "a sign keeps nobody back by itself");
    assert_eq!(of("people"), [&person, &events, &said]);
    assert_eq!(of("programs"), [&program]);
    assert_eq!(of("engaged"), [&events, &said]);
    for got in mock.got().iter().filter(|got| got.path == "/engaged") {
        assert_eq!(got.body["data"]["mapped"]["far"], "engaged", "{:?}", got.body);
        let sent = &got.body["data"]["record"]["journey"]["stage"];
        assert_eq!(sent == "engaged", got.body["data"]["id"] == said, "the record says what the page said");
    }
    // By what the page told of its circumstances, which goes along.
    let got = mock.got().into_iter().find(|got| got.path == "/programs").unwrap();
    assert_eq!(got.body["data"]["record"]["context"], json!({"ua": "curl/8.5.0"}));
}

#[tokio::test]
async fn what_was_refused_stays_with_its_reasons_and_goes_out_at_a_word() {
    let mock = mock().await;
    mock.answers(|_| (422, "no"));
    let (server, _deliveries) = delivering(&to(&mock, "crm", "")).await;
    let ids: Vec<String> = (0..3).map(|_| id()).collect();
    for id in &ids {
        server.collect([lead(id)]).await;
    }
    let rows = settled(&server, "refused", 3).await;
    assert_eq!(rows[0]["status"], 422);
    assert!(!rows[0]["said"].as_str().unwrap().is_empty());
    let page = server.admin("/admin/deliveries?state=refused").await.text;
    assert!(page.contains("Send all 3 again"), "{page}");
    mock.answers(|_| (200, "{}"));
    // One, by its id.
    let one = rows[2]["id"].as_str().unwrap();
    let answer = post(&server, &format!("/api/deliveries/{one}/resend"), "").await;
    assert_eq!((answer.status, answer.json()["again"].as_u64()), (200, Some(1)));
    settled(&server, "delivered", 1).await;
    // All that are left, from the page.
    let form = [("state", "refused"), ("to", "crm")];
    let request = server.http.post(format!("{}/admin/deliveries/resend", server.url)).bearer_auth(TOKEN);
    let answer = common::Answer::of(request.form(&form)).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/deliveries?again=2"));
    settled(&server, "delivered", 3).await;
    let got = mock.got();
    let by_id = |id: &str| got.iter().filter(|got| got.header("webhook-id") == id).count();
    assert!(rows.iter().all(|row| by_id(row["id"].as_str().unwrap()) == 2), "the same id at the second time");
}

#[tokio::test]
async fn who_may_not_and_what_is_not_there() {
    let mock = mock().await;
    let (server, _deliveries) = delivering(&to(&mock, "crm", "")).await;
    for path in ["/api/deliveries/x/resend", "/api/deliveries/resend", "/api/destinations/crm/test"] {
        assert_eq!(server.post(path, "application/json", "{}").await.status, 401, "{path}");
    }
    for path in ["/admin/deliveries/test", "/admin/deliveries/resend", "/admin/deliveries/x/resend"] {
        assert_eq!(
            server.post(path, "application/x-www-form-urlencoded", "to=crm").await.status,
            401,
            "{path}"
        );
    }
    assert_eq!(server.get("/admin/deliveries").await.status, 401);
    for (path, body, status) in [
        ("/api/deliveries/none/resend", "", 404),
        ("/api/destinations/none/test", "", 404),
        ("/api/deliveries/resend", "{}", 400),
        ("/api/deliveries/resend", "x", 400),
        ("/api/deliveries/resend", r#"{"state":"waiting"}"#, 400),
        ("/api/deliveries/resend", r#"{"state":"delivered"}"#, 400),
        ("/api/deliveries/resend", r#"{"state":"dead"}"#, 200),
    ] {
        assert_eq!(post(&server, path, body).await.status, status, "{path} {body}");
    }
    for query in ["state=gone", "cursor=x", "limit=0", "limit=x"] {
        assert_eq!(server.admin(&format!("/api/deliveries?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(server.admin("/admin/deliveries?state=gone").await.status, 400);
    assert!(mock.got().is_empty());
}

#[tokio::test]
async fn a_sample_is_marked_and_stored_nowhere() {
    let mock = mock().await;
    let (server, _deliveries) = delivering(&to(&mock, "crm", "")).await;
    let answer = post(&server, "/api/destinations/crm/test", "").await.json();
    assert_eq!(
        (answer["delivered"].as_bool(), answer["status"].as_u64()),
        (Some(true), Some(200)),
        "{answer}"
    );
    let got = mock.got();
    assert!(got.len() == 1 && got[0].body.to_string().contains("test"), "{got:?}");
    assert_eq!((server.rows(), server.count("SELECT count(*) FROM deliveries")), (0, 0));
    mock.answers(|_| (401, ""));
    let request = server.http.post(format!("{}/admin/deliveries/test", server.url)).bearer_auth(TOKEN);
    let answer = common::Answer::of(request.form(&[("to", "crm")])).await;
    assert!(answer.text.contains("did not arrive at crm") && answer.text.contains("401"), "{}", answer.text);
}

#[tokio::test]
async fn a_lead_that_is_forgotten_is_forgotten_here_too() {
    let mock = mock().await;
    mock.answers(|_| (503, ""));
    let (server, _deliveries) = delivering(&to(&mock, "crm", "")).await;
    let gone = id();
    server.collect([lead(&gone)]).await;
    server.collect([lead(&id())]).await;
    until("a try", async || (!mock.got().is_empty()).then_some(())).await;
    let request = server.http.delete(format!("{}/api/leads/{gone}", server.url)).bearer_auth(TOKEN);
    assert_eq!(common::Answer::of(request).await.status, 204);
    assert_eq!(server.count("SELECT count(*) FROM deliveries"), 1);
    assert_eq!(server.count(&format!("SELECT count(*) FROM deliveries WHERE lead_id = '{gone}'")), 0);
}

#[tokio::test]
async fn submitted_stored_and_delivered_are_counted_side_by_side() {
    let mock = mock().await;
    let (server, _deliveries) = delivering(&to(&mock, "crm", "when = { form = \"contact\" }")).await;
    let (good, wrong) = (id(), id());
    let mut bad = lead(&wrong);
    bad["fields"]["email"] = "nobody".into();
    for _ in 0..2 {
        server.collect([lead(&good), bad.clone()]).await;
    }
    let other =
        json!({"id": id(), "kind": "lead", "form": "elsewhere", "fields": {"email": "b@example.com"}});
    server.collect([other]).await;
    settled(&server, "delivered", 1).await;
    let tally = async || server.admin("/api/deliveries").await.json()["tally"].clone();
    assert_eq!(tally().await, json!({"submitted": 3, "stored": 2, "delivered": 1}));
    let page = server.admin("/admin/deliveries").await.text;
    assert!(page.contains("One was turned away") && page.contains(">Ana<"), "{page}");
    // It comes right in the end, under the id that it had.
    server.collect([lead(&wrong)]).await;
    settled(&server, "delivered", 2).await;
    assert_eq!(tally().await, json!({"submitted": 3, "stored": 3, "delivered": 2}));
}

/// Destinations that mail by this server.
fn by_mail(port: u16) -> String {
    let email = "[[destination]]\nname = \"owner\"\nkind = \"email\"\nto = \"sales@owner.example\"\n\
                 from = \"Leads <leads@owner.example>\"\n";
    format!("{email}[smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n")
}

#[tokio::test]
async fn a_lead_goes_out_by_mail() {
    let (port, heard) = common::smtp::server(&[]).await;
    let (server, _deliveries) = delivering(&by_mail(port)).await;
    server.collect([lead(&id())]).await;
    let rows = settled(&server, "delivered", 1).await;
    assert_eq!(rows[0]["status"], 250);
    let heard = heard.lock().unwrap().clone();
    let has = |wanted: &str| heard.iter().any(|line| line.contains(wanted));
    assert!(
        has("RCPT TO:<sales@owner.example>") && has("ana@example.com") && has("multipart/alternative"),
        "{heard:#?}"
    );
    assert!(
        heard.iter().any(|line| line.starts_with("Reply-To:") && line.contains("ana@example.com")),
        "{heard:#?}"
    );
}

#[tokio::test]
async fn a_mail_server_that_says_no_is_believed() {
    for (answers, state) in [
        (&[("RCPT", "550 no such user")][..], "refused"),
        (&[("DATA", "451 later")][..], "waiting"),
        (&[("MAIL", "530 who are you")][..], "waiting"),
    ] {
        let (port, heard) = common::smtp::server(answers).await;
        let (server, _deliveries) = delivering(&by_mail(port)).await;
        server.collect([lead(&id())]).await;
        until("an attempt", async || {
            let rows = rows(&server, &format!("&state={state}")).await;
            rows.iter().any(|row| row["attempts"] == 1).then_some(())
        })
        .await;
        assert!(heard.lock().unwrap().iter().any(|line| line.starts_with("EHLO")));
    }
}
