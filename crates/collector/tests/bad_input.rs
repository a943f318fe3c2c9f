//! Every kind of body that must be refused: the status, the code, the shape; and nothing is stored.

mod common;

use common::{Answer, id, lead, server, server_with};
use serde_json::{Value, json};

fn has_error_shape(answer: &Answer, code: &str) {
    let body = answer.json();
    assert_eq!(body["error"], code, "{body}");
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
    assert!(body["errors"].is_array(), "{body}");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "the page must be able to read it");
}

fn envelope(records: &Value) -> String {
    json!({"v": 1, "records": records}).to_string()
}

#[tokio::test]
async fn refused_as_a_whole() {
    let server = server().await;
    let many: Vec<Value> = (0..51).map(|_| lead(&id())).collect();
    let mut unknown_form = lead(&id());
    unknown_form["form"] = json!("contcat");
    let nameless = json!({"kind": "lead", "form": "contact", "fields": {"name": "Ana"}});
    let bad_utf8 =
        [br#"{"v":1,"records":[{"id":""#.as_slice(), &[0xff, 0xfe], br#""}]}"#.as_slice()].concat();
    let json_type = "application/json";
    let rows: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("empty", json_type, b"".to_vec(), 400, "not_json"),
        ("a form's body", "text/plain", b"name=Ana&email=ana%40example.com".to_vec(), 400, "not_json"),
        ("cut off", json_type, br#"{"v":1,"records":[{"id":"#.to_vec(), 400, "not_json"),
        ("not UTF-8", json_type, bad_utf8, 400, "not_json"),
        (
            "lists without end",
            json_type,
            [b"[".repeat(5000), b"]".repeat(5000)].concat(),
            400,
            "invalid_envelope",
        ),
        ("a list of the values", json_type, br#"[1,0,[{}]]"#.to_vec(), 400, "invalid_envelope"),
        ("not an object", json_type, b"7".to_vec(), 400, "invalid_envelope"),
        ("no version", json_type, br#"{"records":[]}"#.to_vec(), 400, "invalid_envelope"),
        ("version 2", json_type, br#"{"v":2,"records":{"other":"shape"}}"#.to_vec(), 400, "unknown_version"),
        ("version 2, known shape", json_type, br#"{"v":2,"records":[{}]}"#.to_vec(), 400, "unknown_version"),
        ("version as text", json_type, br#"{"v":"1","records":[{}]}"#.to_vec(), 400, "unknown_version"),
        ("no records", json_type, br#"{"v":1}"#.to_vec(), 400, "invalid_envelope"),
        ("empty records", json_type, br#"{"v":1,"records":[]}"#.to_vec(), 400, "no_records"),
        ("51 records", json_type, envelope(&json!(many)).into_bytes(), 400, "too_many_records"),
        ("too large", json_type, vec![b' '; 65_537], 413, "too_large"),
        ("far too large", json_type, vec![b' '; 900_000], 413, "too_large"),
        ("a form post", "application/x-www-form-urlencoded", b"{}".to_vec(), 415, "unsupported_type"),
        ("unknown form", json_type, envelope(&json!([unknown_form])).into_bytes(), 422, "unknown_form"),
        ("no id at all", json_type, envelope(&json!([nameless])).into_bytes(), 422, "invalid_records"),
        (
            "records that are none",
            json_type,
            envelope(&json!([7, ["x"], null])).into_bytes(),
            422,
            "invalid_records",
        ),
    ];
    for (name, content_type, body, status, code) in rows {
        let answer = server.post("/v1/collect", content_type, body).await;
        assert_eq!((name, answer.status), (name, status), "{}", answer.text);
        has_error_shape(&answer, code);
    }
    assert_eq!(server.rows(), 0);
}

#[tokio::test]
async fn a_key_that_is_there_twice() {
    let server = server().await;
    for (twice, taken) in [
        (r#""page":{"title":"First"},"page":{"title":"Second"}"#, true),
        (r#""form":"contact""#, false),
        (r#""fields":{"name":"Bo","email":"bo@example.com","consent":"yes"}"#, false),
    ] {
        let one = id();
        let record = lead(&one).to_string();
        let record = format!("{},{twice}}}", record.strip_suffix('}').unwrap());
        let body = format!(r#"{{"v":1,"records":[{record},{}]}}"#, lead(&id()));
        let answer = server.post("/v1/collect", "application/json", body).await.json();
        assert_eq!(
            answer["accepted"].as_array().map(Vec::len),
            Some(1 + usize::from(taken)),
            "{twice}: {answer}"
        );
        if taken {
            let page = server.admin(&format!("/admin/leads/{one}")).await.text;
            assert!(page.contains("<dd>First</dd>") && page.contains("ana@example.com"), "{page}");
        }
    }
}

#[tokio::test]
async fn a_body_of_the_full_size_is_taken() {
    let server = server().await;
    let mut one = lead(&id());
    one["padding"] = json!("");
    let short = envelope(&json!([one])).len();
    one["padding"] = json!("x".repeat(65_536 - short));
    let answer = server.post("/v1/collect", "application/json", envelope(&json!([one]))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(server.rows(), 1);
}

#[tokio::test]
async fn the_refusal_names_what_it_is_about() {
    let server = server().await;
    let mut record = lead(&id());
    record["form"] = json!("contcat");
    let answer = server.collect(&[record]).await.json();
    assert_eq!(answer["errors"][0]["field"], "records[0].form", "{answer}");
    assert_eq!(answer["errors"][0]["code"], "unknown_form");
}

/// One record: what is wrong with it, and the fields and codes that say so.
#[tokio::test]
async fn one_record_rejected_among_others() {
    let server = server().await;
    let change = |key: &str, value: Value| {
        let mut record = lead(&id());
        record[key] = value;
        record
    };
    let remove = |key: &str| {
        let mut record = lead(&id());
        record.as_object_mut().unwrap().remove(key);
        record
    };
    let rows = [
        (
            "an id of another version",
            change("id", json!("0b6ba1d1-6a4e-4a57-9d8a-0ad5b6a6a8a1")),
            "id invalid_id",
        ),
        ("an id with a tag", change("id", json!("<b>")), "id invalid_id"),
        ("no kind", remove("kind"), "kind unknown_kind"),
        ("another kind", change("kind", json!("order")), "kind unknown_kind"),
        ("no form", remove("form"), "form required"),
        ("another form", change("form", json!("contcat")), "form unknown_form"),
        ("no fields", remove("fields"), "fields invalid"),
        ("fields as a list", change("fields", json!([1])), "fields invalid"),
        ("a field as an object", change("fields", json!({"name": {"first": "Ana"}})), "fields invalid"),
        (
            "every field wrong",
            change(
                "fields",
                json!({"email": "ana@", "team": "many", "plan": "gold", "topics": ["a", "z"], "consent": "no"}),
            ),
            "name required, email email, team number, plan choice, topics choice, consent consent",
        ),
        (
            "everything wrong at once",
            json!({"id": "x", "kind": "order", "fields": 1}),
            "id invalid_id, kind unknown_kind, form required, fields invalid",
        ),
    ];
    for (count, (name, record, expected)) in (1..).zip(rows) {
        let good = lead(&id());
        let answer = server.collect(&[record.clone(), good.clone()]).await;
        assert_eq!((name, answer.status), (name, 200), "{}", answer.text);
        let body = answer.json();
        assert_eq!(body["accepted"], json!([good["id"]]), "{name}: {body}");
        assert_eq!(body["rejected"][0]["id"], record["id"], "{name}: {body}");
        let errors = body["rejected"][0]["errors"].as_array().unwrap();
        let said: Vec<String> = errors
            .iter()
            .map(|error| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        assert_eq!(said.join(", "), expected, "{name}");
        assert!(errors.iter().all(|error| !error["message"].as_str().unwrap().is_empty()), "{name}");
        assert_eq!(server.rows(), count, "{name}: the others are stored, this one is not");
    }
}

#[tokio::test]
async fn other_addresses_and_methods() {
    let server = server().await;
    for (path, status, code) in [
        ("/v1/forms/contcat", 404, "not_found"),
        ("/v1/collect", 405, "method_not_allowed"),
        ("/nothing/here", 404, "not_found"),
        ("/etc%2fpasswd", 404, "not_found"),
        ("/leadwell.js", 503, "no_widget"),
        ("/api/leads", 401, "unauthorized"),
    ] {
        let answer = server.get(path).await;
        assert_eq!((path, answer.status), (path, status), "{}", answer.text);
        assert_eq!(answer.json()["error"], code);
    }
}

#[tokio::test]
async fn too_much_at_once_says_when_to_come_back() {
    let server = server_with(|builder| builder.at_once(0)).await;
    let request =
        server.http.post(format!("{}/v1/collect", server.url)).header("origin", "https://a.example");
    let answer = Answer::of(request.body("{}")).await;
    assert_eq!(answer.status, 503);
    let form = "name=Ana&email=ana%40example.com&consent=yes&message=long+text";
    let page = server.post("/f/contact", "application/x-www-form-urlencoded", form).await;
    assert_eq!(page.status, 503);
    assert!(page.text.contains("long text"), "what was typed is still there: {}", page.text);
    has_error_shape(&answer, "busy");
    assert_eq!(answer.header("retry-after"), answer.json()["retry_after_s"].to_string());
    assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
    assert_eq!(server.get("/healthz").await.status, 200, "being busy is not being ill");
}
