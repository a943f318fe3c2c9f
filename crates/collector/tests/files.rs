//! Files that come with a native post: taken, refused, kept, and given out again.

mod common;

use std::sync::Arc;

use common::{Answer, Server, TOKEN, id, server_with};
use leadwell_collector::FormSet;
use serde_json::json;
use tokio::sync::Barrier;

const BOUNDARY: &str = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

const JOBS: &str = r#"{"form":"jobs","fields":[
  {"name":"name","required":true},
  {"name":"cv","label":"Your CV","kind":"file","accept":".pdf,image/*","max_bytes":1000,"required":true},
  {"name":"more","kind":"file","multiple":true},
  {"name":"country","kind":"country"},
  {"name":"branch","kind":"country","options":["DE",{"value":"FR","label":"France"}]},
  {"name":"stars","kind":"rating"},
  {"name":"again","kind":"nps","required":true},
  {"name":"start","kind":"date","min":"2026-01-01"},
  {"name":"site","kind":"url"},
  {"name":"pay","kind":"number"},
  {"name":"firm","kind":"company"}]}"#;

/// One part of a body: the name of its input, the name of the file and its type, what is in it.
type Part<'a> = (&'a str, Option<(&'a str, &'a str)>, &'a [u8]);

async fn server(memory: usize) -> Server {
    let forms = FormSet::parse([("jobs", JOBS), ("contact", common::CONTACT)]).expect("the forms are right");
    server_with(|builder| builder.forms(forms).file_memory(memory)).await
}

/// A body as browsers write it.
fn body(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let mut head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"");
        if let Some((name, media_type)) = file {
            let name = name.replace('"', "%22").replace('\n', "%0A");
            head += &format!("; filename=\"{name}\"\r\nContent-Type: {media_type}");
        }
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn post(server: &Server, form: &str, parts: &[Part<'_>]) -> Answer {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    server.post(&format!("/f/{form}"), &content_type, body(parts)).await
}

fn pdf(content: &[u8]) -> Part<'_> {
    ("cv", Some(("cv.pdf", "application/pdf")), content)
}

const NAME: Part<'_> = ("name", None, b"Ana");
const AGAIN: Part<'_> = ("again", None, b"10");

#[tokio::test]
async fn what_is_taken_and_what_is_said() {
    let server = server(1 << 28).await;
    let more: Part<'_> = ("more", Some(("a.txt", "text/plain")), b"x");
    let big = vec![b'x'; 5_000_001];
    let large = |bytes: usize| ("more", Some(("a.bin", "application/octet-stream")), &big[..bytes]);
    let long = "x".repeat(256);
    let text = vec![b'x'; 70_000];
    let cases: &[(&str, Vec<Part<'_>>, u16, &str)] = &[
        ("one", vec![pdf(b"%PDF")], 303, ""),
        ("by the sort of its type", vec![("cv", Some(("photo", "image/heic")), b"x")], 303, ""),
        ("empty", vec![pdf(b"")], 303, ""),
        ("as large as may be", vec![pdf(&big[..1000])], 303, ""),
        ("a byte more", vec![pdf(&big[..1001])], 422, "Allowed: up to 1 kB."),
        (
            "wrong type",
            vec![("cv", Some(("cv.exe", "application/x-msdownload")), b"MZ")],
            422,
            "Allowed: .pdf,image/*",
        ),
        (
            "not chosen",
            vec![("cv", Some(("", "application/octet-stream")), b"")],
            422,
            "Please fill this in.",
        ),
        ("two where one is asked", vec![pdf(b"1"), pdf(b"2")], 422, "Please choose one"),
        ("our bound", vec![pdf(b"1"), large(5_000_000)], 303, ""),
        ("beyond our bound", vec![pdf(b"1"), large(5_000_001)], 422, "Allowed: up to 5 MB."),
        ("ten", [vec![pdf(b"1")], vec![more; 9]].concat(), 303, ""),
        ("eleven", [vec![pdf(b"1")], vec![more; 10]].concat(), 413, "at most 10 files"),
        (
            "all of it too large",
            vec![pdf(b"1"), large(5_000_000), large(5_000_000), large(2_000_000)],
            413,
            "at most 12000000 bytes",
        ),
        (
            "not a field for files",
            vec![pdf(b"1"), ("name", Some(("a.txt", "text/plain")), b"x")],
            422,
            "Files cannot be sent with this form.",
        ),
        (
            "no field at all",
            vec![pdf(b"1"), ("other", Some(("a.txt", "text/plain")), b"x")],
            422,
            "other: Files cannot be sent",
        ),
        (
            "a name like a novel",
            vec![pdf(b"1"), ("more", Some((&long, "text/plain")), b"x")],
            422,
            "at most 255",
        ),
        ("texts as large as files", vec![pdf(b"1"), ("firm", None, &text)], 413, "at most 65536 bytes"),
    ];
    let mut taken = 0;
    for (case, parts, status, said) in cases {
        let answer = post(&server, "jobs", &[vec![NAME, AGAIN], parts.clone()].concat()).await;
        assert_eq!(answer.status, *status, "{case}: {}", answer.text);
        assert!(answer.text.contains(said), "{case}: {}", answer.text);
        assert!(*status == 303 || answer.text.contains("<h1>"), "{case}: a page");
        taken += i64::from(*status == 303);
        assert_eq!(server.rows(), taken, "{case}");
    }
    let plain = post(&server, "contact", &[("message", None, &text)]).await;
    assert_eq!(plain.status, 413, "a form without files is bounded as ever");
    assert!(plain.text.contains("at most 65536 bytes"));
    assert_eq!(server.count("SELECT count(*) FROM files WHERE lead_id NOT IN (SELECT id FROM leads)"), 0);
    let broken = body(&[NAME, pdf(b"%PDF")]);
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = server.post("/f/jobs", &content_type, broken[..broken.len() - 30].to_vec()).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
}

#[tokio::test]
async fn kept_once_and_given_out_for_saving_only() {
    let server = server(1 << 28).await;
    let id = id();
    let html = b"<script>alert(1)</script>\0\xff\r\n--".as_slice();
    let parts = [
        ("leadwell_id", None, id.as_bytes()),
        NAME,
        AGAIN,
        pdf(b"%PDF-1.7"),
        ("more", Some(("../<b>J\u{fc}r\"gen.html", "text/html; charset=utf-8")), html),
    ];
    for _ in 0..2 {
        assert_eq!(post(&server, "jobs", &parts).await.status, 303);
    }
    assert_eq!((server.rows(), server.count("SELECT count(*) FROM files")), (1, 2));
    assert_eq!(server.count("SELECT count(*) FROM conflicts"), 0);
    let one = format!("/api/leads/{id}");
    let lead = server.admin(&one).await.json();
    let files = json!([
        {"field": "cv", "name": "cv.pdf", "type": "application/pdf", "size": 8, "url": format!("{one}/files/1")},
        {"field": "more", "name": "../<b>J\u{fc}r%22gen.html", "type": "text/html", "size": html.len(),
         "url": format!("{one}/files/2")},
    ]);
    assert_eq!(lead["files"], files);
    assert_eq!(lead["record"]["fields"]["cv"], "cv.pdf/8/application/pdf");
    assert_eq!(lead["record"]["fields"]["more"], format!("<b>J\u{fc}r%22gen.html/{}/text/html", html.len()));

    let page = server.admin(&format!("/admin/leads/{id}")).await.text;
    let link = format!(
        r#"<dt>Your CV</dt><dd><a href="/admin/leads/{id}/files/1" download>cv.pdf</a> <span class="soft">8 B</span>"#
    );
    assert!(page.contains(&link) && page.contains("../&#60;b&#62;J") && !page.contains("<b>J"), "{page}");

    for root in ["/api", "/admin"] {
        let url = format!("{}{root}/leads/{id}/files/2", server.url);
        let stranger = Answer::of(server.http.get(&url)).await;
        assert_eq!(stranger.status, 401, "{root}");
        assert!(!stranger.text.contains("alert"));
        let answer = server.http.get(&url).bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        for (name, value) in [
            (
                "content-disposition",
                "attachment; filename=\"_b_J_r_22gen.html\"; filename*=UTF-8''%3Cb%3EJ%C3%BCr%2522gen.html",
            ),
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.headers()[name], value, "{root} {name}");
        }
        assert_eq!(answer.bytes().await.unwrap(), html, "byte for byte");
        for n in ["0", "3", "-1", "x", "99999999999"] {
            assert_eq!(server.admin(&format!("{root}/leads/{id}/files/{n}")).await.status, 404, "{n}");
        }
    }
}

#[tokio::test]
async fn memory_is_bounded_and_comes_back() {
    // Room for one such post at a time.
    let server = Arc::new(server(4_000_000).await);
    let content = vec![b'x'; 1_000_000];
    let parts = |content: &[u8]| {
        body(&[NAME, AGAIN, pdf(b"1"), ("more", Some(("a.bin", "application/octet-stream")), content)])
    };
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let small = server.post("/f/jobs", &content_type, parts(&content)).await;
    assert_eq!(small.status, 303, "{}", small.text);
    let large = server.post("/f/jobs", &content_type, parts(&[b'x'; 2_000_000])).await;
    assert_eq!((large.status, large.header("retry-after")), (503, "1"), "{}", large.text);
    let start = Arc::new(Barrier::new(8));
    let posts: Vec<_> = (0..8)
        .map(|_| {
            let (server, start) = (Arc::clone(&server), Arc::clone(&start));
            let (content_type, body) = (content_type.clone(), parts(&content));
            tokio::spawn(async move {
                start.wait().await;
                server.post("/f/jobs", &content_type, body).await.status
            })
        })
        .collect();
    let mut stored = 1;
    for post in posts {
        let status = post.await.unwrap();
        assert!(matches!(status, 303 | 503), "{status}");
        stored += i64::from(status == 303);
    }
    assert_eq!(server.rows(), stored, "what was turned away is not stored");
    assert_eq!(server.post("/f/jobs", &content_type, parts(&content)).await.status, 303, "room again");
}

#[tokio::test]
async fn the_hosted_page_has_a_control_for_each_kind() {
    let server = server(1 << 28).await;
    let page = server.get("/f/jobs").await.text;
    for part in [
        r#"<form method="post" action="/f/jobs" enctype="multipart/form-data" novalidate>"#,
        r#"<input type="file" id="field-2" name="cv" accept=".pdf,image/*" required>"#,
        r#"<input type="file" id="field-3" name="more" multiple>"#,
        r#"<select id="field-4" name="country" autocomplete="country">"#,
        r#"<option value="ZW">ZW</option>"#,
        r#"<option value="FR">France</option>"#,
        r#"<input type="radio" name="stars" value="5"> 5"#,
        r#"<input type="radio" name="again" value="10" required> 10"#,
        r#"<input type="date" id="field-8" name="start" value="" min="2026-01-01">"#,
        r#"<input type="url" id="field-9" name="site" value="" autocomplete="url">"#,
        r#"<input type="text" id="field-10" name="pay" value="" inputmode="decimal">"#,
        r#"<input type="text" id="field-11" name="firm" value="" autocomplete="organization">"#,
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    for (control, count) in
        [(r#"type="radio" name="stars""#, 5), (r#"type="radio" name="again""#, 11), ("<option", 249 + 2 + 2)]
    {
        assert_eq!(page.matches(control).count(), count, "{control}");
    }
    let parts = [
        ("country", None, b"fr".as_slice()),
        ("stars", None, b"4"),
        ("start", None, b"2026-02-31"),
        ("site", None, b"site.example"),
        pdf(b"%PDF"),
    ];
    let again = post(&server, "jobs", &parts).await;
    assert_eq!(again.status, 422);
    for part in [
        r#"<option value="FR" selected>FR"#,
        r#"value="4" checked"#,
        r#"<input type="text" id="field-8" name="start" value="2026-02-31""#,
        r#"<input type="url" id="field-9" name="site" value="site.example""#,
    ] {
        assert!(again.text.contains(part), "{part} is missing in\n{}", again.text);
    }
    let definition = server.get("/v1/forms/jobs").await.json();
    assert_eq!(definition["fields"][2]["max_bytes"], 5_000_000, "the page judges by our bound too");
}
