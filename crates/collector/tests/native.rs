//! The form that the browser posts by itself.

mod common;

use common::{Answer, id, server};
use reqwest::header::REFERER;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn stored_once_however_often_it_is_sent() {
    let server = server().await;
    let id = id();
    let body = format!(
        "leadwell_id={id}&name=Ana+Maria&email=ana%40example.com&topics=a&topics=b&consent=yes&utm=x"
    );
    for _ in 0..3 {
        let request = server
            .http
            .post(format!("{}/f/contact", server.url))
            .header("content-type", FORM)
            .header(REFERER, "https://site.example/contact");
        let answer = Answer::of(request.body(body.clone())).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/f/contact/thanks"), "{}", answer.text);
    }
    assert_eq!((server.rows(), server.count("SELECT count(*) FROM conflicts")), (1, 0));
    let stored = server.admin(&format!("/api/leads/{id}")).await.json();
    assert_eq!((&stored["name"], &stored["mode"]), (&"Ana Maria".into(), &"native".into()));
    let record = &stored["record"];
    assert_eq!(record["mode"], "native");
    assert_eq!(record["page"]["url"], "https://site.example/contact");
    assert_eq!(record["fields"]["topics"], serde_json::json!(["a", "b"]));
    assert_eq!(record["fields"]["utm"], "x", "what the form does not define is kept");
    assert!(record["fields"].get("leadwell_id").is_none());
    let thanks = server.get("/f/contact/thanks").await;
    assert!(thanks.text.contains("We will write back."), "{}", thanks.text);
}

#[tokio::test]
async fn by_script_and_by_browser_with_one_id_it_is_one_lead() {
    let server = server().await;
    let id = id();
    server.collect(&[common::lead(&id)]).await;
    let body = format!("leadwell_id={id}&name=Ana&email=ana%40example.com&consent=yes");
    assert_eq!(server.post("/f/contact", FORM, body).await.status, 303);
    assert_eq!(server.rows(), 1);
}

#[tokio::test]
async fn without_an_id_it_gets_one() {
    let server = server().await;
    for given in ["", "leadwell_id=&", "leadwell_id=nonsense&"] {
        let body = format!("{given}email=ana%40example.com");
        let answer = server.post("/f/elsewhere", FORM, body).await;
        assert_eq!((answer.status, answer.header("location")), (303, "https://site.example/thanks.html"));
    }
    assert_eq!(server.rows(), 3);
}

#[tokio::test]
async fn multipart() {
    let server = server().await;
    let parts = reqwest::multipart::Form::new()
        .text("name", "Ana")
        .text("email", "ana@example.com")
        .text("message", "first line\r\nsecond & last")
        .text("consent", "yes")
        // What a browser sends for a file input in which nothing was chosen.
        .part("cv", reqwest::multipart::Part::bytes(Vec::new()).file_name(""));
    let answer = Answer::of(server.http.post(format!("{}/f/contact", server.url)).multipart(parts)).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let fields = &server.admin("/api/leads").await.json()["leads"][0]["record"]["fields"];
    assert_eq!(fields["message"], "first line\r\nsecond & last");
    assert!(fields.get("cv").is_none());

    let parts = reqwest::multipart::Form::new()
        .text("name", "Ana")
        .part("cv", reqwest::multipart::Part::bytes(b"%PDF".to_vec()).file_name("cv.pdf"));
    let answer = Answer::of(server.http.post(format!("{}/f/contact", server.url)).multipart(parts)).await;
    assert_eq!(answer.status, 422);
    for said in ["cv: Files cannot be sent with this form.", "Please fill this in.", "Please tick this box"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert_eq!(answer.text.matches("<li>").count(), 3, "all at once: {}", answer.text);
    let broken = server.post("/f/contact", "multipart/form-data; boundary=x", "no parts").await;
    assert_eq!(broken.status, 400, "{}", broken.text);
    assert_eq!(server.rows(), 1);
}

#[tokio::test]
async fn errors_come_with_everything_that_was_typed() {
    let server = server().await;
    let id = id();
    let body = format!(
        "leadwell_id={id}&name=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&email=ana%40&team=many&plan=pro&topics=b\
         &message=%3C%2Ftextarea%3E%3Cb%3E&campaign=kept%22%3E"
    );
    let answer = server.post("/f/contact", FORM, body).await;
    assert_eq!(answer.status, 422);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    for part in [
        &format!(r#"name="leadwell_id" value="{id}""#),
        "Something needs another look.",
        "Please check this e-mail address.",
        "Please enter a number.",
        "Please tick this box to go on.",
        r#"value="ana@""#,
        r#"value="many""#,
        r#"<option value="pro" selected>Professional"#,
        r#"value="b" checked"#,
        r#"name="campaign" value="kept&#34;&#62;""#,
        r#"aria-invalid="true" aria-describedby="field-2-error field-2-help""#,
    ] {
        assert!(answer.text.contains(part), "{part} is missing in\n{}", answer.text);
    }
    for tag in ["<script>alert", "</textarea><b>"] {
        assert!(!answer.text.contains(tag), "{tag} is not escaped");
    }
    assert_eq!(server.rows(), 0);
}

#[tokio::test]
async fn the_hosted_page_works_without_a_script() {
    let server = server().await;
    let page = server.get("/f/contact").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text.contains("<script"));
    for part in [
        r#"<form method="post" action="/f/contact">"#,
        r#"<label for="field-2">E-mail</label>"#,
        r#"<input type="email" id="field-2" name="email" value="" required autocomplete="email" aria-describedby="field-2-help">"#,
        r#"<textarea id="field-6" name="message" rows="4">"#,
        r#"<input type="checkbox" id="field-7" name="consent" value="yes" required>"#,
        "<legend>Topics",
    ] {
        assert!(page.text.contains(part), "{part} is missing in\n{}", page.text);
    }
    // Each page has an id of its own; sent as it stands it is a lead.
    let id = page.text.split(r#"name="leadwell_id" value=""#).nth(1).unwrap().split('"').next().unwrap();
    let body = format!("leadwell_id={id}&name=Ana&email=ana%40example.com&team=&plan=&message=&consent=yes");
    assert_eq!(server.post("/f/contact", FORM, body).await.status, 303);
    assert_eq!(server.admin(&format!("/api/leads/{id}")).await.status, 200);
    assert_eq!(server.get("/f/pages.css").await.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn every_refusal_is_a_page() {
    let server = server().await;
    for (path, content_type, body, status) in [
        ("/f/contcat", FORM, "name=Ana".to_owned(), 404),
        ("/f/contact", "application/json", "{}".to_owned(), 415),
        ("/f/contact", FORM, "x".repeat(70_000), 413),
    ] {
        let answer = server.post(path, content_type, body).await;
        assert_eq!((path, answer.status), (path, status));
        assert!(answer.text.contains("<h1>"), "{}", answer.text);
    }
    assert_eq!(server.get("/f/contcat").await.status, 404);
    assert_eq!(server.get("/f/contcat/thanks").await.status, 404);
}

#[tokio::test]
async fn the_page_speaks_the_visitors_language() {
    let server = server().await;
    for (accepted, lang, words) in [
        ("de-AT,en;q=0.5", r#"<html lang="de" dir="ltr">"#, "Bitte prüfen Sie diese E-Mail-Adresse."),
        ("ar", r#"<html lang="ar" dir="rtl">"#, "يرجى التحقق من عنوان البريد الإلكتروني هذا."),
        ("sv", r#"<html lang="en" dir="ltr">"#, "Please check this e-mail address."),
    ] {
        let request =
            server.http.post(format!("{}/f/contact", server.url)).header("accept-language", accepted);
        let answer = common::Answer::of(request.form(&[("email", "a@")])).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(lang) && answer.text.contains(words), "{accepted}: {}", answer.text);
    }
}
