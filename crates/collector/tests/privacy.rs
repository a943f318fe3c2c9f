//! Nothing of a person in the logs, at the finest level, whatever happens to the lead.

mod common;

use std::io::Write;
use std::sync::{Arc, Mutex};

use common::{id, server_with};
use serde_json::json;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no writer panics").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_canary_in_the_log() {
    let log = Captured::default();
    let writer = log.clone();
    // For the whole process: the writer's thread logs too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let jobs = r#"{"form":"jobs","fields":[{"name":"cv","kind":"file","accept":".pdf"}]}"#;
    let forms = leadwell_collector::FormSet::parse([("contact", common::CONTACT), ("jobs", jobs)]);
    let server = server_with(|builder| builder.forms(forms.expect("the forms are right"))).await;
    let one = id();
    let mut lead = json!({"id": one, "kind": "lead", "form": "contact", "site": "northlight",
        "fields": {"name": "Canaryname", "email": "canary.mail@example.com", "message": "canary text", "consent": "yes"},
        "page": {"url": "https://site.example/?q=canary-url"}});
    server.collect([&lead]).await;
    lead["fields"]["message"] = json!("another canary");
    server.collect([&lead]).await;
    lead["id"] = json!(id());
    lead["fields"]["email"] = json!("canary@");
    server.collect([&lead]).await;
    lead["form"] = json!("canary-form");
    server.collect(&[lead]).await;
    server.post("/v1/collect", "text/plain", "canary, not JSON").await;
    let form = "application/x-www-form-urlencoded";
    server.post("/f/contact", form, "name=Canaryname&email=canary").await;
    server.post("/f/contact", form, "name=Canaryname&email=canary%40example.com&consent=yes").await;
    server.post("/f/canary", form, "name=Canaryname").await;
    for name in ["canary.pdf", "canary.exe"] {
        let part = reqwest::multipart::Part::bytes(b"canary content".to_vec()).file_name(name);
        let parts = reqwest::multipart::Form::new().text("leadwell_id", id()).part("cv", part);
        let request = server.http.post(format!("{}/f/jobs", server.url)).multipart(parts);
        common::Answer::of(request).await;
    }
    server.admin("/admin").await;
    server.admin(&format!("/admin/leads/{one}")).await;
    server.get("/admin?token=canary-token").await;
    server.admin(&format!("/api/leads?cursor=canary&token={}", common::TOKEN.replace(' ', "+"))).await;
    server.post("/admin/login", form, "token=canary").await;
    server.get("/canary-path").await;

    let bytes = log.0.lock().expect("no writer panics").clone();
    let text = String::from_utf8_lossy(&bytes);
    // Other crates of the test (its client) log as well; the collector's own lines are what counts here.
    let ours: Vec<&str> = text.lines().filter(|line| line.contains("leadwell_collector")).collect();
    assert!(ours.len() >= 10, "the log is really captured:\n{text}");
    assert!(text.contains("other bytes"), "the conflict is told:\n{text}");
    for line in ours {
        for canary in ["canary", "Canary", common::TOKEN, "example.com", one.as_str()] {
            assert!(!line.contains(canary), "{canary} in: {line}");
        }
    }
}
