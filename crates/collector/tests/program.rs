//! The real binary: what it prints, how it ends, and what is left after `kill -9` under load.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::program::{command, folder, load, signal, start, stored};
use common::{Answer, client};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_that_was_answered() {
    let folder = folder();
    let mut acked = Vec::new();
    for round in 0..2 {
        let mut program = start(folder.path());
        let clients = load(&program.url, 16, &Arc::default());
        tokio::time::sleep(Duration::from_millis(400 + 170 * round)).await;
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for client in clients {
            acked.extend(client.await.unwrap());
        }
    }
    // Once more, as an operator would: the log is read back.
    let program = start(folder.path());
    assert_eq!(Answer::of(client().get(format!("{}/healthz", program.url))).await.status, 200);
    let stored: std::collections::HashSet<String> = stored(folder.path()).into_iter().collect();
    let lost: Vec<&String> = acked.iter().filter(|id| !stored.contains(*id)).collect();
    assert!(acked.len() > 100, "only {} were answered: that is no load", acked.len());
    assert!(lost.is_empty(), "{} of {} answered leads are lost", lost.len(), acked.len());
    println!("{} answered, {} stored, 0 lost", acked.len(), stored.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_finishes_what_is_in_flight() {
    for name in ["-TERM", "-INT"] {
        let folder = folder();
        let mut program = start(folder.path());
        let clients = load(&program.url, 8, &Arc::default());
        tokio::time::sleep(Duration::from_millis(300)).await;
        signal(&program.child, name);
        let status = program.child.wait().unwrap();
        assert!(status.success(), "{status}");
        let mut acked = Vec::new();
        for client in clients {
            acked.extend(client.await.unwrap());
        }
        assert!(!acked.is_empty());
        let wal = folder.path().join("leadwell.db-wal");
        assert!(!wal.exists(), "closed properly, the one file holds everything");
        let stored = stored(folder.path());
        assert!(acked.iter().all(|id| stored.contains(id)));
        // Nobody was left without an answer: a client stops only once it can no longer connect.
        assert_eq!(acked.len(), stored.len());
    }
}

#[test]
fn a_token_is_made_where_none_is_configured() {
    let folder = folder();
    std::fs::write(folder.path().join("leadwell.toml"), "").unwrap();
    let mut child = command(folder.path()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    signal(&child, "-TERM");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success());
    let token = said.lines().find_map(|line| line.strip_prefix("admin token: ")).unwrap();
    assert_eq!(token.len(), 64);
    assert!(said.contains("\"origins\" is empty"), "{said}");
}

/// How `leadwell check-config` ends, and what it says.
fn check_config(folder: &std::path::Path) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_leadwell"));
    let output = command.current_dir(folder).arg("check-config").output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn mistakes_in_the_configuration_are_told_all_at_once() {
    let folder = folder();
    std::fs::write(folder.path().join("leadwell.toml"), "lissten = \"x\"\norigins = \"*\"\n").unwrap();
    let output = command(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("unknown key \"lissten\" (did you mean \"listen\"?); allowed: listen, store,"),
        "{said}"
    );
    assert!(said.contains("leadwell.toml:2:11: \"origins\" must be a list of texts"), "{said}");
    assert_eq!(check_config(folder.path()).0, Some(1), "the same without starting");

    std::fs::write(folder.path().join("leadwell.toml"), "").unwrap();
    std::fs::write(folder.path().join("forms/a.json"), r#"{"form":"a","titel":"x","fields":[{"name":"n"}]}"#)
        .unwrap();
    std::fs::write(folder.path().join("forms/b.json"), "{").unwrap();
    std::fs::write(folder.path().join("forms/c.json"), common::CONTACT).unwrap();
    let output = command(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "a.json: unknown key \"titel\" in the form definition; allowed: form, language, title,",
        "b.json: a form definition must be a JSON object",
        "contact.json: a second form with the name \"contact\"",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }

    let (code, checked) = check_config(folder.path());
    assert!(code == Some(1) && checked.contains("contact.json: a second form"), "{checked}");
    for name in ["a", "b", "c"] {
        std::fs::remove_file(folder.path().join(format!("forms/{name}.json"))).unwrap();
    }
    assert_eq!(check_config(folder.path()), (Some(0), "leadwell.toml: all right\n".into()));

    let output = command(folder.path()).args(["--store", "postgres://x"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("SQLite only"));
}

#[tokio::test]
async fn a_client_that_dribbles_its_header_is_cut_off() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let folder = folder();
    let program = start(folder.path());
    let address = program.url.strip_prefix("http://").unwrap();
    let mut slow = tokio::net::TcpStream::connect(address).await.unwrap();
    slow.write_all(b"POST /v1/collect HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let mut body = tokio::net::TcpStream::connect(address).await.unwrap();
    body.write_all(b"POST /v1/collect HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{").await.unwrap();
    let started = Instant::now();
    let (mut header_answer, mut body_answer) = (String::new(), vec![0; 4096]);
    let (_, read) = tokio::join!(slow.read_to_string(&mut header_answer), body.read(&mut body_answer));
    let waited = started.elapsed();
    assert!((8..13).contains(&waited.as_secs()), "{waited:?}");
    let said = String::from_utf8_lossy(&body_answer[..read.unwrap()]).into_owned();
    assert!(said.starts_with("HTTP/1.1 408") && said.contains(r#""error":"timeout""#), "{said}");
}

/// What Netlify would forget is told before the site is deployed.
#[test]
fn the_page_for_netlify_is_written_and_checked() {
    let folder = folder();
    let run = |args: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_leadwell"));
        program.current_dir(folder.path()).args(["netlify", "forms"]).args(args).output().unwrap()
    };
    let written = run(&[]);
    assert_eq!(written.status.code(), Some(0));
    let page = String::from_utf8(written.stdout).unwrap();
    assert!(page.contains("<form name=\"contact\"") && page.contains("data-netlify"), "{page}");
    std::fs::write(folder.path().join("page.html"), &page).unwrap();
    assert_eq!(run(&["--check", "page.html"]).status.code(), Some(0));
    std::fs::write(folder.path().join("page.html"), page.replace("name=\"email\"", "name=\"mail\"")).unwrap();
    let checked = run(&["--check", "page.html"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(said, "page.html: the form \"contact\" has no field \"email\"\n");
}

/// A warning, because a page may have more fields than its definition.
#[test]
fn a_field_that_no_form_has_is_told_and_no_mistake() {
    let folder = folder();
    let more = "[[destination]]\nkind = \"netlify\"\nname = \"n\"\nurl = \"https://a.example\"\nmap.x = \"mesage\"\n";
    let text = format!("forms = \"forms\"\n{more}");
    std::fs::write(folder.path().join("leadwell.toml"), text).unwrap();
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_leadwell"));
    let output = program.current_dir(folder.path()).arg("check-config").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let expected = "leadwell.toml:6:9: no form has a field \"mesage\" (did you mean \"message\"?); it will always be empty\n";
    assert_eq!(said, expected);
}
