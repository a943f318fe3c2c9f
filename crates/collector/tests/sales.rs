//! Stages that sales sets.

mod common;

use common::{Answer, Server, TOKEN, id, lead, server};
use serde_json::{Value, json};

async fn set(server: &Server, lead: &str, body: Value) -> Answer {
    let url = format!("{}/api/leads/{lead}/stage", server.url);
    Answer::of(server.http.post(url).bearer_auth(TOKEN).body(body.to_string())).await
}

#[tokio::test]
async fn sales_says_how_far_a_lead_is() {
    let server = server().await;
    let one = id();
    let mut record = lead(&one);
    record["journey"] = json!({"stage": "lead"});
    server.collect(&[record]).await;
    let url = format!("{}/api/leads/{one}/stage", server.url);
    assert_eq!(Answer::of(server.http.post(url).body(r#"{"stage":"lost"}"#)).await.status, 401);
    for (body, status, code) in [
        (json!({"stage": "accepted", "who": "Kim", "note": "<b>called</b>"}), 200, ""),
        (json!({"stage": "qualified"}), 409, "stage_back"),
        (json!({"stage": "lead"}), 400, "bad_member"),
        (json!([]), 400, "bad_member"),
        (json!({"stage": "customer", "note": "x".repeat(2001)}), 400, "bad_member"),
        (json!({"stage": "qualified", "reason": "a mistake"}), 200, ""),
        (json!({"stage": "customer"}), 200, ""),
    ] {
        let answer = set(&server, &one, body.clone()).await;
        assert_eq!((answer.status, answer.json()["error"].as_str().unwrap_or("")), (status, code), "{body}");
    }
    assert_eq!(set(&server, &id(), json!({"stage": "lost"})).await.status, 404);
    let lead = server.admin(&format!("/api/leads/{one}")).await.json();
    assert_eq!((&lead["stage"], &lead["sales_stage"]), (&json!("lead"), &json!("customer")));
    let steps: Vec<&str> =
        lead["steps"].as_array().unwrap().iter().map(|step| step["stage"].as_str().unwrap()).collect();
    assert_eq!(steps, ["accepted", "qualified", "customer"]);
    assert!(lead["steps"][0]["at"].as_i64() > Some(1_700_000_000_000));
    let page = server.admin(&format!("/admin/leads/{one}")).await.text;
    for part in
        ["accepted</span> by Kim", "&#60;b&#62;called", "Why back: a mistake", "customer</span> by sales"]
    {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    assert!(server.admin("/admin").await.text.contains(r#"<span class="stage lead">customer</span>"#));
}
