//! The real binary where the disk is full, the store is locked, or there are more clients than places.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use common::program::{Program, command, folder, start, start_by, stored};
use common::{Answer, client, id, lead};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A small disk, gone when dropped. `None` where this process may not mount one.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(size: &str) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Disk(folder))
    }

    /// Takes up what room is left, in ever smaller pieces.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.0.path().join("filler")).unwrap();
        for size in [65536, 4096, 512, 1] {
            while std::io::Write::write_all(&mut filler, &vec![0; size]).is_ok() {}
        }
    }

    fn remount(&self, options: &str) {
        let remounted =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(self.0.path()).status();
        assert!(remounted.unwrap().success(), "{options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a child that is still dying must not keep it.
        Command::new("umount").arg("-l").arg(self.0.path()).status().ok();
    }
}

async fn send(url: &str, id: &str, message: &str) -> Answer {
    let mut lead = lead(id);
    lead["fields"]["message"] = json!(message);
    let body = json!({"v": 1, "records": [lead]}).to_string();
    Answer::of(client().post(format!("{url}/v1/collect")).header("origin", "https://a.example").body(body))
        .await
}

/// 503, and everything that a page needs to come back.
fn come_back(answer: &Answer, code: &str) {
    assert_eq!((answer.status, answer.json()["error"].as_str()), (503, Some(code)), "{}", answer.text);
    assert_eq!(answer.header("retry-after"), answer.json()["retry_after_s"].to_string());
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_and_it_goes_on_by_itself() {
    let Some(disk) = Disk::mount("3m") else {
        // What the writer does then is also tested beside it, with a bound on the file's pages.
        eprintln!("skipped: this process may not mount a small disk");
        return;
    };
    let folder = folder();
    let store = format!("sqlite:{}", disk.0.path().join("leadwell.db").display());
    let run = || start_by(command(folder.path()).args(["--store", &store]).stderr(Stdio::null()));
    let mut program = run();
    let filling = "a long message ".repeat(300);

    // Clients fill it and go on trying, each lead until it is named.
    let (stop, refused) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (url, stop, refused, filling) =
                (program.url.clone(), Arc::clone(&stop), Arc::clone(&refused), filling.clone());
            tokio::spawn(async move {
                let mut acked = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let id = id();
                    loop {
                        let answer = send(&url, &id, &filling).await;
                        if answer.status == 200 {
                            assert_eq!(answer.json()["rejected"], json!([]));
                            acked.push(id);
                            break;
                        }
                        come_back(&answer, "unavailable");
                        refused.store(true, Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
                acked
            })
        })
        .collect();
    until(|| refused.load(Ordering::Relaxed)).await;
    // The rest of it too, so that not even a small record fits.
    disk.fill();
    let started = Instant::now();
    while healthz(&program.url).await != 503 {
        assert!(started.elapsed() < Duration::from_secs(20), "a full disk is not well");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // A checkpoint leaves room in the log that the file system cannot take back: it may hold some small ones yet.
    let mut small = Vec::new();
    loop {
        let id = id();
        let answer = send(&program.url, &id, "").await;
        if answer.status != 200 {
            come_back(&answer, "unavailable");
            break;
        }
        small.push(id);
        assert!(started.elapsed() < Duration::from_secs(20), "a full disk takes {} leads", small.len());
    }
    // What is stored can be read all the while.
    let page = Answer::of(client().get(format!("{}/api/leads", program.url)).bearer_auth("t")).await;
    assert!(page.json()["total"].as_u64().unwrap() > 20, "{}", page.text);

    disk.remount("size=64m");
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(healthz(&program.url).await, 200);
    stop.store(true, Ordering::Relaxed);
    let mut acked: HashSet<String> = small.into_iter().collect();
    for client in clients {
        acked.extend(client.await.unwrap());
    }
    // Pulled while the log is still beside the file.
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    let program = run();
    assert_eq!(healthz(&program.url).await, 200);
    let kept = stored(disk.0.path());
    assert_eq!(kept.len(), acked.len(), "each was sent until it was named, so the rows are exactly those");
    assert!(kept.iter().all(|id| acked.contains(id)));
    println!("{} leads acknowledged around a full disk, {} stored", acked.len(), kept.len());
    drop(program);

    // A disk that may only be read is said at start, in a line.
    disk.remount("ro");
    let mut child = command(folder.path()).args(["--store", &store]).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    child.kill().ok();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the file may only be read"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_another_program_holds_is_told_and_waited_out() {
    let folder = folder();
    let program = start(folder.path());
    let other = rusqlite::Connection::open(folder.path().join("leadwell.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ids: Vec<String> = (0..40).map(|_| id()).collect();
    let started = Instant::now();
    let mut sent = Vec::new();
    for id in &ids {
        let (url, id) = (program.url.clone(), id.clone());
        sent.push(tokio::spawn(async move { send(&url, &id, "").await }));
    }
    for answer in sent {
        come_back(&answer.await.unwrap(), "unavailable");
    }
    assert!(
        started.elapsed() < Duration::from_secs(8),
        "{:?}: long before a client gives up",
        started.elapsed()
    );
    other.execute_batch("ROLLBACK").unwrap();
    for id in &ids {
        assert_eq!(send(&program.url, id, "").await.json()["accepted"], json!([id]));
    }
    // A lock that goes in time is not even noticed.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (url, last) = (program.url.clone(), id());
    let waiting = tokio::spawn(async move { send(&url, &last, "").await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(waiting.await.unwrap().status, 200);
    assert_eq!(stored(folder.path()).len(), ids.len() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_trickle_take_no_place_from_those_that_are_ready() {
    let server = common::server_with(|builder| builder.at_once(1)).await;
    let address = server.url.trim_start_matches("http://");
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"POST /v1/collect HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{")
            .await
            .unwrap();
        slow.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.collect([lead(&id())]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_connections_are_told_to_come_back_and_the_store_still_opens() {
    let folder = folder();
    // 128 open files: 56 connections served, 8 turned away.
    let program = limited(folder.path(), 128);
    let address = program.url.trim_start_matches("http://").to_owned();
    let mut idle = Vec::new();
    for _ in 0..56 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"POST /v1/collect HTTP/1.1\r\nhost: x\r\n").await.unwrap();
        idle.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    for _ in 0..10 {
        come_back(&send(&program.url, &id(), "").await, "busy");
    }
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    // One goes, one place is free.
    drop(idle.pop());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(send(&program.url, &id(), "").await.status, 200);
    // The others are cut off, having said nothing.
    let mut said = String::new();
    idle.pop().unwrap().read_to_string(&mut said).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(14), "{:?}", started.elapsed());
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..20 {
        assert_eq!(send(&program.url, &id(), "").await.status, 200);
    }
    assert_eq!(stored(folder.path()).len(), 21);
}

fn limited(folder: &Path, files: u32) -> Program {
    let mut command = Command::new("sh");
    command.current_dir(folder).arg("-c");
    command.arg(format!(
        "ulimit -n {files}; exec {} serve --listen 127.0.0.1:0",
        env!("CARGO_BIN_EXE_leadwell")
    ));
    start_by(command.stdout(Stdio::piped()).stderr(Stdio::null()))
}

async fn healthz(url: &str) -> u16 {
    Answer::of(client().get(format!("{url}/healthz"))).await.status
}

async fn until(ready: impl Fn() -> bool) {
    let started = Instant::now();
    while !ready() {
        assert!(started.elapsed() < Duration::from_secs(20), "waited in vain");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
