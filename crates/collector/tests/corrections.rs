//! A lead that a destination refuses: corrected, and sent again.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::delivering::{delivering, post, settled, to};
use common::mock::{Mock, mock};
use common::{Answer, Server, TOKEN, id, lead, server};
use serde_json::{Value, json};

/// A destination that takes no address of example.com.
async fn picky() -> Mock {
    let mock = mock().await;
    mock.answers(|got| match got.body["data"]["person"]["email"].as_str() {
        Some(email) if email.ends_with("@example.com") => (422, r#"{"error":"no such domain"}"#),
        _ => (200, "{}"),
    });
    mock
}

async fn page(server: &Server, lead: &str, form: &[(&str, &str)]) -> Answer {
    let url = format!("{}/admin/leads/{lead}/correct", server.url);
    Answer::of(server.http.post(url).bearer_auth(TOKEN).form(form)).await
}

async fn corrections(server: &Server, lead: &str, body: Value) -> Answer {
    post(server, &format!("/api/leads/{lead}/corrections"), &body.to_string()).await
}

fn all(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

#[tokio::test]
async fn what_was_refused_is_corrected_and_taken() {
    let (mock, plain) = (picky().await, common::mock::mock().await);
    let (server, _deliveries) = delivering(&(to(&mock, "crm", "") + &to(&plain, "log", ""))).await;
    let one = id();
    let mut record = lead(&one);
    record["fields"]["topics"] = json!(["a", "b"]);
    server.collect([&record]).await;
    settled(&server, "refused", 1).await;
    settled(&server, "delivered", 1).await;
    let at = format!("/admin/leads/{one}");
    let shown = server.admin(&at).await.text;
    all(
        &shown,
        &[
            "Answered 422: no such domain",
            r#"name="resend" value="crm" checked"#,
            r#"name="resend" value="log""#,
        ],
    );
    assert!(
        !shown.contains(r#"value="log" checked"#) && !shown.contains(r#"name="field.consent""#),
        "{shown}"
    );

    // From what was refused a link leads to the open form.
    let link = format!("{at}?correct");
    for place in [at.as_str(), "/admin/deliveries"] {
        all(&server.admin(place).await.text, &[&format!(r#"<a href="{link}#fields">Correct</a>"#)]);
    }
    let open = r#"<details class="correct" open>"#;
    assert!(server.admin(&link).await.text.contains(open) && !shown.contains(open));

    // What is wrong is said where it is, and what was typed stays.
    let wrong = [
        ("field.email", "ana@berg"),
        ("field.team", "<many>"),
        ("field.name", "Ana Berg"),
        ("resend", "crm"),
    ];
    let answer = page(&server, &one, &wrong).await;
    assert_eq!(answer.status, 422);
    all(
        &answer.text,
        &[
            r#"<details class="correct" open>"#,
            r#"value="ana@berg" aria-invalid="true""#,
            "&#60;many&#62;",
            r#"value="Ana Berg""#,
            r#"value="crm" checked"#,
            "Team size: ",
        ],
    );
    assert_eq!((server.count("SELECT count(*) FROM corrections"), mock.got().len()), (0, 1));

    let right = [
        ("field.email", "ana@berg.example"),
        ("field.name", "Ana"),
        ("field.topics", ""),
        ("field.topics", "b"),
        ("field.message", ""),
        ("who", "Kim"),
        ("resend", "crm"),
    ];
    let answer = page(&server, &one, &right).await;
    assert_eq!((answer.status, answer.header("location")), (303, format!("{at}#fields").as_str()));
    settled(&server, "delivered", 2).await;
    let got = mock.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    let data = &got[1].body["data"];
    assert_eq!(data["person"]["email"], "ana@berg.example");
    assert_eq!(data["record"]["fields"]["topics"], "b");
    assert_eq!(data["record"]["fields"]["consent"], "yes");
    assert_eq!(plain.got().len(), 1, "whom nobody named is told nothing");

    // What was sent stands beside it, for people and programs.
    let shown = server.admin(&at).await.text;
    all(
        &shown,
        &[
            "ana@berg.example",
            "<del>ana@example.com</del>",
            "<del>a, b</del>",
            "by Kim",
            "there it is as it was",
        ],
    );
    assert!(server.admin("/admin").await.text.contains("ana@berg.example"));
    let told = server.admin(&format!("/api/leads/{one}")).await.json();
    assert_eq!(told["record"], record);
    assert_eq!(told["corrections"][0]["fields"], json!({"email": "ana@berg.example", "topics": "b"}));
    assert_eq!((&told["corrections"][0]["who"], &told["email"]), (&json!("Kim"), &json!("ana@berg.example")));
    // The same bytes once more are still the same lead.
    assert_eq!(server.collect([&record]).await.json()["duplicate"], json!([one]));
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 0);
}

#[tokio::test]
async fn by_programs() {
    let mock = picky().await;
    let (server, _deliveries) = delivering(&to(&mock, "crm", "")).await;
    let one = id();
    server.collect([lead(&one)]).await;
    settled(&server, "refused", 1).await;
    let url = format!("{}/api/leads/{one}/corrections", server.url);
    assert_eq!(Answer::of(server.http.post(url).body("{}")).await.status, 401);
    let new = json!({"email": "ana@berg.example", "lastname": "Berg"});
    for (body, status, expected) in [
        (json!([]), 400, json!({"error": "bad_member"})),
        (json!({"fields": {}, "resend": ["mail"]}), 400, json!({"error": "bad_member"})),
        (json!({"fields": {}, "who": "x".repeat(101)}), 400, json!({"error": "bad_member"})),
        (json!({"fields": {"email": "x", "consent": ""}}), 422, json!({"error": "invalid_fields"})),
        (json!({"fields": {"name": "Ana"}}), 200, json!({"corrected": [], "again": 0})),
        (json!({"fields": new}), 200, json!({"corrected": ["email", "lastname"], "again": 0})),
        (json!({"resend": ["crm"]}), 200, json!({"corrected": [], "again": 1})),
    ] {
        let answer = corrections(&server, &one, body.clone()).await;
        let told = answer.json();
        assert_eq!(answer.status, status, "{body}: {told}");
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&told[key], value, "{body}");
        }
        if status == 422 {
            let errors: Vec<&str> = told["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|error| error["code"].as_str().unwrap())
                .collect();
            assert_eq!(errors, ["email", "fixed"]);
        }
    }
    assert_eq!(corrections(&server, &id(), json!({"fields": {}})).await.status, 404);
    settled(&server, "delivered", 1).await;
    assert_eq!(mock.got()[1].body["data"]["record"]["fields"]["lastname"], "Berg");
    assert_eq!(server.count("SELECT count(*) FROM corrections"), 1);
}

#[tokio::test]
async fn a_lead_without_destinations_is_corrected_all_the_same() {
    let server = server().await;
    let one = id();
    server.collect([lead(&one)]).await;
    assert_eq!(page(&server, &one, &[("field.team", "12"), ("field.plan", "pro")]).await.status, 303);
    let shown = server.admin(&format!("/admin/leads/{one}")).await.text;
    all(&shown, &["<dd>12<br>", "not sent", r#"<option value="pro" selected>Professional"#]);
    assert_eq!(page(&server, &id(), &[]).await.status, 404);
}
