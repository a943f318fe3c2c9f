//! The faulty collector itself, by a client that sees every byte.

use leadwell_tests::faulty::{Behaviour, Faulty, Options, Script};
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn body(ids: &[&str]) -> String {
    let records: Vec<String> = ids.iter().map(|id| format!(r#"{{"id":"{id}","fields":{{}}}}"#)).collect();
    format!(r#"{{"v":1,"records":[{}]}}"#, records.join(","))
}

/// What came back: everything until the end, how it ended, and how long that took.
#[derive(Debug)]
struct Got {
    text: String,
    end: Result<(), ErrorKind>,
    took: Duration,
}

async fn raw(origin: &str, request: &str) -> Got {
    let started = Instant::now();
    let mut got = Got { text: String::new(), end: Ok(()), took: Duration::ZERO };
    let stream = TcpStream::connect(origin.trim_start_matches("http://")).await;
    match stream {
        Err(error) => got.end = Err(error.kind()),
        Ok(mut stream) => {
            if let Err(error) = stream.write_all(request.as_bytes()).await {
                got.end = Err(error.kind());
            }
            let mut bytes = Vec::new();
            while got.end.is_ok() {
                match stream.read_buf(&mut bytes).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) => got.end = Err(error.kind()),
                }
            }
            got.text = String::from_utf8(bytes).expect("text");
        }
    }
    got.took = started.elapsed();
    got
}

async fn post(collector: &Faulty, ids: &[&str]) -> Got {
    let body = body(ids);
    let head = "POST /v1/collect HTTP/1.1\r\nhost: x\r\norigin: http://a.example\r\ncontent-type: text/plain";
    raw(&collector.origin, &format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())).await
}

type Row = (Behaviour, usize, &'static [&'static str], Result<(), ErrorKind>, u64);

#[tokio::test]
async fn each_behaviour_reads_stores_and_answers_as_it_says() {
    let drip = Behaviour::Drip { bytes: 10, every: ms(20) };
    let reset = Err(ErrorKind::ConnectionReset);
    // Behaviour, rows, what is in the answer, the end, least time.
    let table: [Row; 12] = [
        (Behaviour::Ok, 2, &["HTTP/1.1 200 ", r#""accepted":["a","b"]"#], Ok(()), 0),
        (Behaviour::status(503), 0, &["HTTP/1.1 503 "], Ok(()), 0),
        (
            Behaviour::retry_after(429, 20),
            0,
            &["HTTP/1.1 429 ", "retry-after: 20", r#""retry_after_s":20"#],
            Ok(()),
            0,
        ),
        (Behaviour::Hang(ms(150)), 0, &[], Ok(()), 150),
        (Behaviour::ReadBodyThenRst, 2, &[], reset, 0),
        (Behaviour::RstBefore, 0, &[], reset, 0),
        (Behaviour::LateOk(ms(150)), 2, &["HTTP/1.1 200 ", r#""accepted":["a","b"]"#], Ok(()), 150),
        (Behaviour::Refuse, 0, &[], Err(ErrorKind::ConnectionRefused), 0),
        (Behaviour::Html200, 0, &["HTTP/1.1 200 ", "text/html", "<!doctype html>"], Ok(()), 0),
        (drip, 2, &["HTTP/1.1 200 ", r#""accepted":["a","b"]"#], Ok(()), 80),
        (Behaviour::Redirect, 0, &["HTTP/1.1 302 ", "location: /faulty-login"], Ok(()), 0),
        (Behaviour::Echo, 0, &["HTTP/1.1 200 ", r#"{"v":1,"records":[{"id":"a","#], Ok(()), 0),
    ];
    for (behaviour, rows, parts, end, least) in table {
        let name = behaviour.name();
        let collector = Faulty::start(Script::always(behaviour)).await.unwrap();
        let got = post(&collector, &["a", "b"]).await;
        assert_eq!(got.end, end, "{name}: {got:?}");
        assert_eq!(got.text.is_empty(), parts.is_empty(), "{name}: {got:?}");
        for part in parts {
            assert!(got.text.contains(part), "{name}: {part} is missing in {got:?}");
        }
        let cors = ["access-control-allow-origin: *", "access-control-expose-headers: retry-after"];
        assert!(got.text.is_empty() || cors.iter().all(|line| got.text.contains(line)), "{name}: {got:?}");
        assert!(got.took >= ms(least) && got.took < ms(least + 3000), "{name}: {:?}", got.took);
        assert_eq!(collector.score().rows, rows, "{name}");
        // The mark is set just after the last byte is gone.
        tokio::time::sleep(ms(20)).await;
        let seen = collector.seen();
        assert_eq!(seen.len(), usize::from(name != "refuse"), "{name}");
        for seen in seen {
            let acknowledged = matches!(name, "ok" | "late_ok" | "drip");
            assert_eq!((seen.whole, seen.bytes), (true, body(&["a", "b"]).len()), "{name}");
            assert_eq!((seen.behaviour, seen.acknowledged), (name, acknowledged), "{name}");
        }
    }
}

#[tokio::test]
async fn scripts_go_by_time_count_and_id_and_are_switched_while_it_runs() {
    let script = Script::ok()
        .requests(2..=2, Behaviour::status(500))
        .id("z", Behaviour::status(502))
        .first_of_each_id(Behaviour::ReadBodyThenRst);
    let collector = Faulty::start(script).await.unwrap();
    let mut got = Vec::new();
    for ids in [&["a"][..], &["a"], &["a"], &["b"], &["a", "b"], &["a", "z"]] {
        got.push(post(&collector, ids).await.text.get(9..12).unwrap_or("rst").to_owned());
    }
    assert_eq!(got, ["rst", "500", "200", "rst", "200", "502"]);

    collector.play(Script::ok().during(0..300, Behaviour::Refuse));
    collector.settled().await.unwrap();
    assert_eq!(post(&collector, &["c"]).await.end, Err(ErrorKind::ConnectionRefused));
    tokio::time::sleep(ms(350)).await;
    collector.settled().await.unwrap();
    assert!(post(&collector, &["c"]).await.text.starts_with("HTTP/1.1 200"), "open again at the same port");

    collector.play(Script::always(Behaviour::Refuse));
    collector.settled().await.unwrap();
    assert_eq!(post(&collector, &["d"]).await.end, Err(ErrorKind::ConnectionRefused));
    collector.play(Script::ok().requests(1..=1, Behaviour::Refuse));
    collector.settled().await.unwrap();
    assert_eq!(post(&collector, &["d"]).await.end, Err(ErrorKind::ConnectionReset), "one request alone");
    assert!(post(&collector, &["d"]).await.text.starts_with("HTTP/1.1 200"));

    let chance = || Script::ok().chance(30, 7, vec![Behaviour::status(500), Behaviour::Echo]);
    let mut runs = Vec::new();
    for _ in 0..2 {
        collector.play(chance());
        let before = collector.seen().len();
        for _ in 0..200 {
            post(&collector, &["e"]).await;
        }
        runs.push(collector.seen()[before..].iter().map(|seen| seen.behaviour).collect::<Vec<_>>());
    }
    assert_eq!(runs[0], runs[1], "the same seed, the same faults");
    let of = |name: &str| runs[0].iter().filter(|n| **n == name).count();
    assert!((40..80).contains(&(of("status") + of("echo"))) && of("status") > 10 && of("echo") > 10);
}

#[tokio::test]
async fn copies_are_told_apart() {
    let collector = Faulty::start(Script::ok()).await.unwrap();
    let send = async |records: &str| {
        let body = format!(r#"{{"records":[{records}]}}"#);
        let head = "POST /v1/collect HTTP/1.1\r\nhost: x";
        raw(&collector.origin, &format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())).await.text
    };
    let record = |id: &str, bench: &str, n: u8| format!(r#"{{{id}"fields":{{"bench":"{bench}"}},"n":{n}}}"#);
    send(&record(r#""id":"1","#, "a", 1)).await;
    let again = send(&record(r#""id":"1","#, "a", 1)).await;
    assert!(again.contains(r#""accepted":[],"duplicate":["1"]"#), "{again}");
    send(&record(r#""id":"1","#, "a", 2)).await;
    send(&record(r#""id":"2","#, "a", 1)).await;
    send(&record("", "a", 1)).await;
    send(&record(r#""id":"3","#, "b", 1)).await;
    let score = collector.score();
    assert_eq!((score.requests, score.rows), (6, 2));
    assert_eq!((score.dup_raw, score.changed, score.dup_hard), (2, 1, 2), "{:?}", collector.accepted());
}

#[tokio::test]
async fn requests_inside_a_retry_after_window_are_a_storm() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + ms(3000));
    for header in ["1".to_owned(), date] {
        let told = Behaviour::Status {
            code: 429,
            headers: vec![("Retry-After".into(), header.clone())],
            body: String::new(),
        };
        let collector = Faulty::start(Script::ok().requests(1..=1, told)).await.unwrap();
        // On the wire already when the answer is given: no storm.
        let mut early = TcpStream::connect(collector.origin.trim_start_matches("http://")).await.unwrap();
        tokio::time::sleep(ms(30)).await;
        assert_eq!(collector.score().storm, 0);
        post(&collector, &["a"]).await;
        early.write_all(b"POST /v1/collect HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
        early.read_to_end(&mut Vec::new()).await.unwrap();
        assert_eq!(collector.score().storm, 0, "{header}");
        // What leaves before the answer can have been read: none either.
        post(&collector, &["a"]).await;
        assert_eq!(collector.score().storm, 0, "{header}");
        tokio::time::sleep(ms(300)).await;
        post(&collector, &["a"]).await;
        assert_eq!(collector.score().storm, 1, "{header}");
        tokio::time::sleep(ms(if header == "1" { 1000 } else { 3000 })).await;
        post(&collector, &["a"]).await;
        assert_eq!(collector.score().storm, 1, "{header}: the window is over");
    }
}

#[tokio::test]
async fn preflights_are_answered_and_the_header_can_be_hidden() {
    let ask = "OPTIONS /v1/collect HTTP/1.1\r\norigin: http://a.example\r\naccess-control-request-method: POST\r\n\r\n";
    let options = Options { exposes: false, ..Options::default() };
    let collector = Faulty::with(Script::always(Behaviour::retry_after(503, 1)), options).await.unwrap();
    let got = raw(&collector.origin, ask).await.text;
    for part in [
        "HTTP/1.1 200 ",
        "access-control-allow-methods: GET,POST",
        "access-control-allow-headers: content-type",
    ] {
        assert!(got.contains(part), "{got}");
    }
    let got = post(&collector, &["a"]).await.text;
    assert!(got.contains("retry-after: 1") && !got.contains("expose"), "{got}");
    assert_eq!(collector.score().requests, 1, "a preflight is no request of a lead's");
    let page = raw(&collector.origin, "GET /faulty-login HTTP/1.1\r\n\r\n").await.text;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("text/html"), "where a redirect leads: {page}");
}

#[tokio::test]
async fn half_a_body_is_seen_and_kept_by_nobody() {
    let collector = Faulty::start(Script::ok()).await.unwrap();
    let mut stream = TcpStream::connect(collector.origin.trim_start_matches("http://")).await.unwrap();
    stream
        .write_all(b"POST /v1/collect HTTP/1.1\r\ncontent-length: 500\r\n\r\n{\"records\":[")
        .await
        .unwrap();
    drop(stream);
    let seen = leadwell_tests::until("the request", async || Ok(collector.seen().pop())).await.unwrap();
    assert_eq!((seen.whole, seen.bytes, seen.acknowledged), (false, 12, false));
    assert_eq!(collector.score().rows, 0);
}

/// A lead that the real collector takes.
fn real(id: &str) -> String {
    let record = format!(r#"{{"id":"{id}","kind":"lead","form":"contact","fields":{{"name":"Ana"}}}}"#);
    format!(r#"{{"v":1,"records":[{record}]}}"#)
}

#[tokio::test]
async fn before_the_real_collector_faults_come_before_or_after_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leadwell.db");
    let form = r#"{"form":"contact","fields":[{"name":"name","required":true}]}"#;
    let collector =
        leadwell_collector::Collector::builder(leadwell_collector::SqliteStore::open(&path).unwrap())
            .forms(leadwell_collector::FormSet::parse([("contact", form)]).unwrap())
            .origins(leadwell_collector::Origins::Any)
            .build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let app = leadwell_collector::app(collector);
    let server = tokio::spawn(leadwell_collector::serve(listener, app, std::future::pending()));
    let rows = || {
        let db = rusqlite::Connection::open(&path).unwrap();
        db.query_row("SELECT count(*) FROM records", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let script = Script::ok()
        .requests(1..=1, Behaviour::RstBefore)
        .requests(2..=2, Behaviour::ReadBodyThenRst)
        .requests(3..=3, Behaviour::Drip { bytes: 5, every: ms(1) });
    let front = Faulty::before(&origin, script).await.unwrap();
    let id = "0199a0b0-0000-7000-8000-000000000001";
    let send = async || {
        let body = real(id);
        let head =
            "POST /v1/collect HTTP/1.1\r\nhost: x\r\norigin: http://a.example\r\ncontent-type: text/plain";
        raw(&front.origin, &format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())).await
    };
    assert_eq!((send().await.end, rows()), (Err(ErrorKind::ConnectionReset), 0), "before the commit");
    assert_eq!((send().await.end, rows()), (Err(ErrorKind::ConnectionReset), 1), "after the commit");
    for _ in 0..2 {
        let got = send().await.text;
        assert!(got.contains(&format!(r#""duplicate":["{id}"]"#)), "the collector's own words: {got}");
        assert!(got.contains("access-control-expose-headers: retry-after"), "and its own headers: {got}");
    }
    let health = raw(&front.origin, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.text;
    assert!(health.ends_with("ok\n"), "what is no lead is passed on: {health}");
    let score = front.score();
    assert_eq!((score.requests, score.rows, score.dup_raw, score.changed), (4, 1, 2, 0));
    server.abort();
    let gone = async || (send().await.end == Err(ErrorKind::ConnectionReset)).then_some(());
    leadwell_tests::until("the dead collector's reset", async || Ok(gone().await)).await.unwrap();
}
