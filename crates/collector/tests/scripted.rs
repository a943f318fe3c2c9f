//! `POST /f/{form}` by a script that wants JSON: the shape that Formspree's client knows, by whose rules the answers are read.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Answer, Server, id, server, server_with};
use leadwell_collector::Origins;
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

async fn post(server: &Server, path: &str, content_type: &str, body: &str) -> Answer {
    let request = server.http.post(format!("{}{path}", server.url)).header("accept", JSON);
    Answer::of(request.header("content-type", content_type).body(body.to_owned())).await
}

/// As the client decides, by the body alone: what is wrong, by field, or where to go next.
fn read(body: &Value) -> Result<String, Vec<(String, String)>> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if let Some(error) = body["error"].as_str() {
        assert!(!error.is_empty() && body.get("next").is_none(), "{body}");
        let errors = body["errors"].as_array().unwrap();
        assert!(errors.iter().all(|error| !word(&error["message"]).is_empty()), "{body}");
        return Err(errors.iter().map(|error| (word(&error["field"]), word(&error["code"]))).collect());
    }
    Ok(word(&body["next"]))
}

#[tokio::test]
async fn stored_and_told_where_to_go() {
    let server = server().await;
    let id = id();
    let urlencoded =
        format!("leadwell_id={id}&name=Ana&email=ana%40example.com&consent=yes&topics=a&topics=b");
    let in_json = json!({"leadwell_id": id, "name": "Ana", "email": "ana@example.com", "consent": "yes", "topics": ["a", "b"]});
    for (kind, body) in [(FORM, urlencoded), (JSON, in_json.to_string())] {
        let answer = post(&server, "/f/contact", kind, &body).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, JSON));
        assert_eq!(answer.json(), json!({"next": "/f/contact/thanks", "ok": true, "id": id}));
        assert_eq!(read(&answer.json()), Ok("/f/contact/thanks".into()));
    }
    assert_eq!(server.rows(), 1, "the same id in another body is the same lead");
    let answer = post(&server, "/f/elsewhere", FORM, "email=b%40example.com").await;
    assert_eq!(read(&answer.json()), Ok("https://site.example/thanks.html".into()));
    assert_eq!(answer.json()["id"].as_str().unwrap().len(), 36);
    // A browser that posts by itself names JSON at most beside HTML.
    for accept in ["text/html,application/xhtml+xml,*/*", "text/html,application/json", "*/*"] {
        let request = server.http.post(format!("{}/f/elsewhere", server.url)).header("accept", accept);
        let answer = Answer::of(request.header("content-type", FORM).body("email=c%40example.com")).await;
        assert_eq!(answer.status, 303, "{accept}");
    }
}

#[tokio::test]
async fn what_is_wrong_in_their_words_and_ours() {
    let server = server().await;
    for (path, kind, body, status, expected) in [
        (
            "/f/contact",
            FORM,
            "name=&email=nobody&team=x",
            422,
            &[
                ("name", "REQUIRED_FIELD_EMPTY"),
                ("email", "TYPE_EMAIL"),
                ("team", "TYPE_NUMERIC"),
                ("consent", "REQUIRED_FIELD_MISSING"),
            ][..],
        ),
        (
            "/f/contact",
            FORM,
            "name=A&email=a%40example.com&consent=yes&plan=gold",
            422,
            &[("plan", "TYPE_TEXT")],
        ),
        ("/f/contact", FORM, "", 422, &[("", "EMPTY")]),
        ("/f/contact", JSON, "{}", 422, &[("", "EMPTY")]),
        ("/f/contact", JSON, "[1]", 400, &[("", "UNSPECIFIED")]),
        ("/f/contact", "text/csv", "a,b", 415, &[("", "UNSPECIFIED")]),
        ("/f/nowhere", FORM, "a=b", 404, &[("", "FORM_NOT_FOUND")]),
    ] {
        let answer = post(&server, path, kind, body).await;
        let expected: Vec<_> =
            expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!((answer.status, read(&answer.json())), (status, Err(expected)), "{path} {body}");
    }
    let answer = post(&server, "/f/contact", FORM, "name=A&email=nobody&consent=yes").await.json();
    assert_eq!(answer["errors"][0]["details"], json!({"code": "email"}));
    let busy = server_with(|builder| builder.at_once(0)).await;
    let answer = post(&busy, "/f/elsewhere", FORM, "email=b%40example.com").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{}", answer.text);
    assert_eq!(server.rows() + busy.rows(), 0);
}

/// Whom a browser lets read it, and with which headers.
#[tokio::test]
async fn only_pages_of_the_list_may_read_it() {
    let site = "https://site.example";
    let server = server_with(|builder| builder.origins(Origins::List(vec![site.into()]))).await;
    for (origin, allowed) in [(site, site), ("https://evil.example", "")] {
        let request = server.http.request(reqwest::Method::OPTIONS, format!("{}/f/contact", server.url));
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        let asked = "accept,content-type,formspree-client,formspree-session-data";
        let answer = Answer::of(request.header("access-control-request-headers", asked)).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        assert_eq!(answer.header("access-control-allow-headers"), asked);
        let request = server.http.post(format!("{}/f/elsewhere", server.url)).header("origin", origin);
        let request = request.header("accept", JSON).header("content-type", FORM);
        let answer = Answer::of(request.body("email=a%40example.com")).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}
