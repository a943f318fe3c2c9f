//! Secrets stand in the environment and in files, and nowhere else: not in what the program prints, not in its log at the
//! finest level, not in the dashboard, not in the store; also where a destination repeats in an error what it was sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use common::mock::until;
use common::program::{command, folder, signal, start_by};
use common::{Answer, client, id, lead};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Each secret has it, and nothing else does. It is base64, too.
const CANARY: &str = "CanaryCanaryCanaryCanaryCanaryCanary";
const ADMIN: &str = "CanaryCanaryAdmin";

/// A server that repeats what it was sent, in all shapes in which services tell of an error.
async fn echo() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let list = Arc::clone(&list);
            tokio::spawn(async move {
                let mut bytes = vec![0; 64 * 1024];
                let Ok(length @ 1..) = stream.read(&mut bytes).await else { return };
                let said = String::from_utf8_lossy(&bytes[..length]).into_owned();
                list.lock().unwrap().push(said.clone());
                let error = json!({"message": said, "errorType": "NEW", "code": "NEW"});
                let body = json!({
                    "success": false, "error": said, "errorMessage": said, "code": "NEW", "message": said,
                    "status": "aborted", "errors": [error],
                });
                let body = body.to_string();
                let head = format!("HTTP/1.1 400 No\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(head.as_bytes()).await.ok();
            });
        }
    });
    (origin, heard)
}

/// A mail server that says the password aloud.
async fn loud_smtp() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                stream.write_all(b"220 loud ESMTP\r\n").await.ok();
                let mut bytes = vec![0; 4096];
                while let Ok(length @ 1..) = stream.read(&mut bytes).await {
                    let said = match bytes[..length].starts_with(b"EHLO") {
                        true => "250-loud\r\n250 AUTH PLAIN LOGIN\r\n".to_owned(),
                        false => format!("535 {CANARY}Password is wrong\r\n"),
                    };
                    stream.write_all(said.as_bytes()).await.ok();
                }
            });
        }
    });
    port
}

/// What is secret, by the name of a variable or a file; `HOST` is the echo's or nobody's.
const SECRETS: &[(&str, &str)] = &[
    ("ADMIN", ADMIN),
    ("HOOK", "HOST/hooks/CanaryCanaryCanaryCanaryCanaryCanary"),
    ("HEADER", "Bearer CanaryCanaryCanaryCanaryCanaryCanary"),
    ("TOKEN", CANARY),
    ("SIGN", "whsec_CanaryCanaryCanaryCanaryCanaryCanary"),
    ("PASSWORD", "CanaryCanaryCanaryCanaryCanaryCanaryPassword"),
    ("MAILCHIMP", "HOST/subscribe/post?u=CanaryCanary&id=b"),
];

/// A destination of each kind, with each setting that is or can be a secret.
const KINDS: &[(&str, &str)] = &[
    (
        "webhook",
        "url = { env = \"HOOK\" }\nsecret = { file = \"SIGN\" }\nheader.authorization = { env = \"HEADER\" }",
    ),
    ("hubspot", "host = \"HOST\"\nportal = \"1\"\nform = \"a\"\ntoken = { env = \"TOKEN\" }"),
    ("salesforce", "host = { env = \"HOOK\" }\noid = \"00D000000000062\""),
    ("mautic", "url = { env = \"HOOK\" }\nform = \"7\""),
    ("formspree", "host = \"HOST\"\nform = { env = \"TOKEN\" }"),
    ("netlify", "url = { env = \"HOOK\" }"),
    ("cf7", "url = { env = \"HOOK\" }\nform = \"12\""),
    ("pipedrive", "host = \"HOST\"\ntoken = { file = \"TOKEN\" }"),
    ("mailchimp", "url = { env = \"MAILCHIMP\" }"),
    ("slack", "url = { env = \"HOOK\" }"),
    ("leadwell", "url = { env = \"HOOK\" }"),
    ("email", "to = \"a@owner.example\"\nfrom = \"a@owner.example\""),
    ("confirmation", "from = \"a@owner.example\""),
];

/// Kinds that mail, and go nowhere by themselves.
const MAILS: [&str; 2] = ["email", "confirmation"];

fn configuration(port: u16, origin: &str) -> String {
    let mut text = format!(
        "origins = [\"*\"]\nadmin_token = {{ env = \"ADMIN\" }}\nforms = \"forms\"\n[smtp]\nhost = \"127.0.0.1\"\n\
         port = {port}\nsecurity = \"none\"\nuser = \"me\"\npassword = {{ env = \"PASSWORD\" }}\n"
    );
    for (kind, settings) in KINDS {
        for (name, host, mark) in [("echo", origin, ""), ("nobody", "http://127.0.0.1:1", "_2")] {
            let settings = settings.replace("HOST", host);
            let settings = settings.replace("\"HOOK\"", &format!("\"HOOK{mark}\""));
            let settings = settings.replace("\"MAILCHIMP\"", &format!("\"MAILCHIMP{mark}\""));
            text += &format!(
                "[[destination]]\nkind = \"{kind}\"\nname = \"{kind}-{name}\"\nallow_private = true\n{settings}\n"
            );
        }
    }
    text
}

/// The variables and files of all secrets.
fn hand_over(program: &mut Command, folder: &Path, origin: &str) {
    for (name, secret) in SECRETS {
        program.env(name, secret.replace("HOST", origin));
        program.env(format!("{name}_2"), secret.replace("HOST", "http://127.0.0.1:1"));
        std::fs::write(folder.join(name), secret).unwrap();
    }
}

fn check_config(folder: &Path, origin: &str) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_leadwell"));
    program.current_dir(folder).arg("check-config").env("LEADWELL_LOG", "trace");
    hand_over(&mut program, folder, origin);
    let output = program.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The canary is short enough to be found in parts of it as well.
fn assert_quiet(what: &str, text: &str) {
    assert!(!text.contains("CanaryCanary"), "a secret is in {what}:\n{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_anywhere_whatever_fails() {
    let (origin, heard) = echo().await;
    let folder = folder();
    std::fs::write(folder.path().join("leadwell.toml"), configuration(loud_smtp().await, &origin)).unwrap();
    let (right, said) = check_config(folder.path(), &origin);
    assert!(right, "{said}");
    assert_quiet("check-config", &said);

    let log = folder.path().join("log");
    let mut program = command(folder.path());
    program.env("LEADWELL_LOG", "trace").stderr(Stdio::from(File::create(&log).unwrap()));
    hand_over(&mut program, folder.path(), &origin);
    // Whoever sets a proxy for other programs would read along here.
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        program.env(name, format!("http://{}", proxy.local_addr().unwrap()));
    }
    let mut program = start_by(&mut program);
    let http = client();
    let get =
        async |path: &str| Answer::of(http.get(format!("{}{path}", program.url)).bearer_auth(ADMIN)).await;
    let post = async |path: &str, body: &str| {
        let request = http.post(format!("{}{path}", program.url)).bearer_auth(ADMIN);
        Answer::of(request.body(body.to_owned())).await
    };
    let lead_id = id();
    let body = json!({"v": 1, "records": [lead(&lead_id)]}).to_string();
    assert_eq!(post("/v1/collect", &body).await.status, 200);
    let rows = until("an attempt at each", async || {
        let rows = get("/api/deliveries?limit=200").await.json()["deliveries"].as_array().unwrap().clone();
        let tried = rows.iter().filter(|row| row["attempts"] != 0).count();
        (tried == 2 * KINDS.len()).then_some(rows)
    })
    .await;
    let mut shown = Vec::new();
    for path in ["/admin", "/admin/deliveries", "/api/deliveries", "/api/leads", "/healthz"] {
        shown.push((path.to_owned(), get(path).await.text));
    }
    for path in [format!("/admin/leads/{lead_id}"), format!("/api/leads/{lead_id}")] {
        let answer = get(&path).await;
        assert_eq!(answer.status, 200);
        shown.push((path, answer.text));
    }
    for (kind, _) in KINDS {
        let path = format!("/api/destinations/{kind}-echo/test");
        shown.push((path.clone(), post(&path, "").await.text));
        let request = http.post(format!("{}/admin/deliveries/test", program.url)).bearer_auth(ADMIN);
        let form = [("to", format!("{kind}-nobody"))];
        shown.push((format!("the page of a test of {kind}"), Answer::of(request.form(&form)).await.text));
    }
    signal(&program.child, "-TERM");
    assert!(program.child.wait().unwrap().success());
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.display().to_string().contains("leadwell.db") {
            let bytes = std::fs::read(&path).unwrap();
            shown.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    let log = std::fs::read_to_string(log).unwrap();
    for value in ["ana@example.com", "Ana", &lead_id] {
        assert!(!log.contains(value), "{value} is in the log:\n{log}");
    }
    assert!(
        log.contains("DEBUG") && log.contains("a delivery was tried"),
        "the log is really captured:\n{log}"
    );
    shown.push(("the log".to_owned(), log));
    for (what, text) in &shown {
        assert_quiet(what, text);
    }

    assert!(proxy.accept().is_err(), "a proxy of the environment was asked");

    // Not for want of secrets: each kind that has one did say it, and was told it again.
    let heard = heard.lock().unwrap().join("\n");
    assert!(heard.matches("CanaryCanary").count() > KINDS.len() - MAILS.len(), "{heard}");
    let said = |name: &str| {
        let row = rows.iter().find(|row: &&Value| row["destination"] == name).unwrap();
        row["said"].as_str().unwrap().to_owned()
    };
    for name in ["hubspot-echo", "slack-echo", "pipedrive-echo", "email-echo"] {
        assert!(said(name).contains("[secret]"), "{name}: {}", said(name));
    }
}

/// Each of these is wrong, in what it holds or in how it is written.
const WRONG: &[&str] = &[
    "url = \"https://a.example\"\nsecret = \"whsec_CanaryCanary\"",
    "url = \"https://a.example\"\nsecret = [\"whsec_CanaryCanary\"]",
    "url = \"https://a.example\"\nsecret = { text = \"whsec_CanaryCanary\" }",
    "url = \"https://a.example\"\nsecret = { env = \"SHORT\" }",
    "url = \"https://a.example\"\nsecret = { env = \"TOKEN\" }",
    "url = \"https://a.example\"\nsecret = { file = \"SHORT\" }\nunsigned = true",
    "url = { env = \"TOKEN\" }\nunsigned = true",
    "url = { env = \"BREAK\" }\nunsigned = true",
    "url = { env = \"LOGIN\" }\nunsigned = true",
    "url = \"https://a.example\"\nunsigned = true\nheader.authorization = \"Bearer CanaryCanary\"",
    "url = \"https://a.example\"\nunsigned = true\nheader.authorization = { env = \"BREAK\" }",
    "url = \"https://a.example\"\nunsigned = true\nmap.x = { env = \"KNOWN\" }",
    "url = \"https://a.example\"\nsecret = \"whsec_CanaryCanary",
];

#[test]
fn what_is_wrong_is_told_without_the_secret() {
    let folder = folder();
    let mut whole = String::new();
    for (number, wrong) in WRONG.iter().enumerate() {
        let text = format!("[[destination]]\nkind = \"webhook\"\nname = \"n{number}\"\n{wrong}\n");
        std::fs::write(folder.path().join("SHORT"), "whsec_CanaryCanary=").unwrap();
        std::fs::write(folder.path().join("leadwell.toml"), &text).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_leadwell"));
        program.current_dir(folder.path()).arg("check-config");
        for (name, value) in [
            ("SHORT", "whsec_CanaryCanary="),
            ("TOKEN", CANARY),
            ("BREAK", "https://a.example/CanaryCanary\r\nx: y"),
            ("LOGIN", "https://me:CanaryCanary@a.example/"),
            ("KNOWN", "person.CanaryCanary"),
        ] {
            program.env(name, value);
        }
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.starts_with("leadwell.toml:"), "{wrong}\n{said}");
        assert_quiet(wrong, &said);
        whole += &said;
    }
    assert!(whole.contains("must be { env = ") && whole.lines().count() >= WRONG.len(), "{whole}");
}
