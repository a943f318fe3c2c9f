//! The dashboard: who gets in, and what strangers' texts become on it.

mod common;

use common::{Answer, Server, TOKEN, id, server};
use serde_json::json;

async fn login(server: &Server, token: &str) -> Answer {
    server.post("/admin/login", "application/x-www-form-urlencoded", format!("token={token}")).await
}

#[tokio::test]
async fn nobody_without_the_token() {
    let server = server().await;
    let one = id();
    server.collect(&[common::lead(&one)]).await;
    for path in ["/admin", &format!("/admin/leads/{one}"), "/admin?token=wrong", "/admin/leads/x"] {
        let answer = server.get(path).await;
        assert_eq!((path, answer.status), (path, 401));
        assert!(answer.text.contains("Admin token") && !answer.text.contains("ana@example.com"));
    }
    for path in ["/api/leads", &format!("/api/leads/{one}"), "/api/leads?token=wrong"] {
        let answer = server.get(path).await;
        assert_eq!((path, answer.status), (path, 401));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for cookie in
        ["leadwell_admin=", "leadwell_admin=wrong", &format!("leadwell_admin={}", TOKEN.replace(' ', "+"))]
    {
        let request = server.http.get(format!("{}/admin", server.url)).header("cookie", cookie);
        assert_eq!(Answer::of(request).await.status, 401, "{cookie}");
    }
    let wrong = login(&server, "wrong").await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""));
}

#[tokio::test]
async fn in_by_form_by_address_and_by_header() {
    let server = server().await;
    let token = TOKEN.replace(' ', "+");
    for answer in [login(&server, &token).await, server.get(&format!("/admin?token={token}&x=1")).await] {
        assert_eq!((answer.status, answer.header("location")), (303, "/admin"));
        let cookie = answer.header("set-cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(
            !cookie.contains(TOKEN) && !cookie.contains(&token),
            "the cookie does not give the token away"
        );
        let pair = cookie.split(';').next().unwrap();
        let request =
            server.http.get(format!("{}/admin", server.url)).header("cookie", format!("a=b; {pair}"));
        assert_eq!(Answer::of(request).await.status, 200);
    }
    assert_eq!(server.admin("/admin").await.status, 200);
    let proxied = server.http.get(format!("{}/admin?token={token}", server.url));
    let proxied = Answer::of(proxied.header("x-forwarded-proto", "https")).await;
    assert!(proxied.header("set-cookie").ends_with("; Secure"));
    let out = server.post("/admin/logout", "text/plain", "").await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn what_strangers_typed_stays_text() {
    let server = server().await;
    let one = id();
    let evil = r#""><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"#;
    let record = json!({"id": one, "kind": "lead", "form": "contact", "site": evil,
        "fields": {"name": evil, "email": "ana@example.com", "message": evil, evil: evil, "consent": "yes"},
        "page": {"url": "javascript:alert(1)", "title": evil},
        "touches": {"first": {"at": 1, "source": evil, "campaign": evil, "landing_url": evil, evil: evil, "click_ids": {evil: evil}}},
        "journey": {"stage": "lead", "history": [{"stage": "lead", "at": u64::MAX, "rule": evil, "evidence": [evil, "e1"]}],
                    "events": [{"id": evil, "type": evil, "path": evil, "at": 0}, {"id": "e1", "type": "page_view", "path": evil, "at": 5}]}});
    assert_eq!(server.collect(&[record]).await.json()["accepted"], json!([one]));
    for path in ["/admin".to_owned(), format!("/admin/leads/{one}")] {
        let page = server.admin(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("&#60;script&#62;alert(2)"), "it is shown, as text");
        for tag in ["<script", "<img", "onerror=alert(1)>", "href=\"javascript:"] {
            assert!(!page.text.contains(tag), "{path}: {tag} in\n{}", page.text);
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
}

#[tokio::test]
async fn one_lead_shows_the_way_here() {
    let server = server().await;
    let one = id();
    let record = json!({"id": one, "kind": "lead", "form": "contact",
        "fields": {"name": "Ana", "email": "ana@example.com", "plan": "pro", "topics": ["a", "b"], "consent": "yes"},
        "touches": {"first": {"at": 1_795_513_000_000_u64, "source": "google", "campaign": "spring", "click_ids": {"gclid": "Cj0"}}},
        "journey": {"stage": "lead",
            "history": [{"stage": "intent", "at": 1_795_513_160_000_u64, "rule": "intent_page", "evidence": ["e1"]},
                        {"stage": "lead", "at": 1_795_513_260_000_u64, "rule": "submit", "evidence": [one]}],
            "events": [{"id": "e1", "type": "page_view", "path": "/pricing", "at": 1_795_513_060_000_u64}]},
        "consent": {"journey": "granted", "source": "visitor"}});
    server.collect(&[record]).await;
    let page = server.admin(&format!("/admin/leads/{one}")).await.text;
    for part in [
        "<dt>Plan</dt><dd>Professional</dd>",
        "<dt>Topics</dt><dd>a, b</dd>",
        "<dt>Source</dt><dd>google</dd>",
        "<dt>Click id gclid</dt><dd>Cj0</dd>",
        "Saw <code>/pricing</code>",
        r##"a page that shows intent</p>"##,
        r##"<a href="#e1">Saw /pricing</a>"##,
        "this lead",
        "1 min 40 s later",
        "granted, says the visitor",
        "<details class=\"card\"><summary>Raw record, as it was sent</summary>",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    assert_eq!(server.admin(&format!("/admin/leads/{}", id())).await.status, 404);
}

#[tokio::test]
async fn without_a_token_it_is_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = leadwell_collector::SqliteStore::open(folder.path().join("l.db")).unwrap();
    let url = common::start(leadwell_collector::Collector::builder(store).build()).await;
    let http = common::client();
    assert_eq!(Answer::of(http.get(format!("{url}/admin?token="))).await.status, 404);
    assert_eq!(Answer::of(http.get(format!("{url}/api/leads")).bearer_auth("")).await.status, 401);
}

#[tokio::test]
async fn what_the_values_mean_stands_beside_them() {
    let server = server().await;
    let one = id();
    let mut record = common::lead(&one);
    record["fields"]["email"] = json!("Info@GMail.com");
    server.collect(&[record]).await;
    let lead = server.admin(&format!("/api/leads/{one}")).await.json();
    assert_eq!(lead["normal"]["email"], "info@gmail.com");
    assert_eq!(lead["flags"]["email"], json!(["free", "role"]));
    assert_eq!(lead["record"]["fields"]["email"], "Info@GMail.com", "as it was typed");
    let page = server.admin(&format!("/admin/leads/{one}")).await.text;
    assert!(page.contains("Info@GMail.com") && page.contains("info@gmail.com · free, role"), "{page}");
}
