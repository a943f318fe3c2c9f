//! Destinations that are none, on real sockets: one that answers nonsense, redirects, hangs, drips or sends 100 MB costs no
//! other destination anything.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::delivering::{delivering, rows, to};
use common::mock::{mock, until};
use common::{id, lead};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done to whoever has sent something.
#[derive(Clone)]
enum Manner {
    /// Says this and closes.
    Says(Vec<u8>),
    /// Says this, then nothing for ever.
    Hangs(&'static [u8]),
    /// Says this, then a byte now and then, for ever.
    Drips(&'static [u8]),
    /// Says this, and so many bytes more.
    Floods(&'static [u8], usize),
}

/// Its address, and how many have come.
async fn stranger(manner: Manner) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let came = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(behave(stream, manner.clone()));
        }
    });
    (url, came)
}

/// Until the other side has had enough.
async fn behave(mut stream: TcpStream, manner: Manner) {
    let mut bytes = vec![0; 64 * 1024];
    let Ok(1..) = stream.read(&mut bytes).await else { return };
    match manner {
        Manner::Says(said) => drop(stream.write_all(&said).await),
        Manner::Hangs(said) => {
            stream.write_all(said).await.ok();
            std::future::pending::<()>().await;
        }
        Manner::Drips(said) => {
            stream.write_all(said).await.ok();
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::Floods(said, bytes) => {
            stream.write_all(said).await.ok();
            let block = [b'x'; 64 * 1024];
            for _ in 0..bytes / block.len() {
                if stream.write_all(&block).await.is_err() {
                    return;
                }
            }
        }
    }
}

const HUGE: usize = 100 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_holds_no_other_up() {
    let mock = mock().await;
    let elsewhere =
        format!("HTTP/1.1 307 Go\r\nlocation: {}/elsewhere\r\ncontent-length: 0\r\n\r\n", mock.url);
    let tls = b"\x16\x03\x01 hello\r\n\r\n".to_vec();
    // The manner, and what is said of the first attempt; nothing of one that is still under way.
    let strangers = [
        ("hangs", Manner::Hangs(b""), None),
        ("hangs-later", Manner::Hangs(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"), None),
        ("drips", Manner::Drips(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n"), None),
        ("drips-a-header", Manner::Drips(b"HTTP/1.1 200 OK\r\nx: "), None),
        ("redirects", Manner::Says(elsewhere.into_bytes()), Some("points elsewhere")),
        ("nonsense", Manner::Says(tls), Some("The connection broke")),
        ("silence", Manner::Says(Vec::new()), Some("The connection broke")),
        (
            "half",
            Manner::Says(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc".to_vec()),
            Some("The connection broke"),
        ),
        (
            "huge-refusal",
            Manner::Floods(b"HTTP/1.1 500 No\r\ncontent-length: 104857600\r\n\r\n", HUGE),
            Some("Answered 500"),
        ),
        ("huge-header", Manner::Floods(b"HTTP/1.1 200 OK\r\nx: ", HUGE), Some("The connection broke")),
    ];
    let table = |name: &str, url: &str, private: bool| {
        format!(
            "[[destination]]\nname = \"{name}\"\nkind = \"webhook\"\nurl = \"{url}\"\nunsigned = true\n\
             allow_private = {private}\n"
        )
    };
    let mut config = to(&mock, "good", "");
    let mut came = Vec::new();
    for (name, manner, _) in &strangers {
        let (url, count) = stranger(manner.clone()).await;
        config += &table(name, &url, true);
        came.push((*name, count));
    }
    let (huge, _) =
        stranger(Manner::Floods(b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n", HUGE)).await;
    config += &table("huge", &huge, true);
    config += &table("nobody", "http://127.0.0.1:1/", true);
    config += &table("blocked", &mock.url.replace("http:", "https:"), false);
    let (server, deliveries) = delivering(&config).await;

    assert_eq!(server.collect([lead(&id())]).await.status, 200);
    until("each stranger to be called", async || {
        came.iter().all(|(_, count)| count.load(Ordering::Relaxed) > 0).then_some(())
    })
    .await;
    // While they hold on to the first lead, others come and go.
    for _ in 0..19 {
        assert_eq!(server.collect([lead(&id())]).await.status, 200);
    }
    let good = async |state: &str| rows(&server, &format!("&state={state}&destination=good")).await;
    until("the good one to have all", async || (good("delivered").await.len() == 20).then_some(())).await;
    for (name, ..) in strangers.iter().filter(|(_, _, said)| said.is_none()) {
        let held = rows(&server, &format!("&state=waiting&destination={name}")).await;
        let attempts: Vec<u64> = held.iter().map(|row| row["attempts"].as_u64().unwrap()).collect();
        assert_eq!(attempts, [0; 20], "{name} still has the first one in hand");
        let count = came.iter().find(|(own, _)| own == name).unwrap().1.load(Ordering::Relaxed);
        assert_eq!(count, 1, "{name} holds one connection and no more");
    }

    let expected = strangers.iter().filter_map(|(name, _, said)| Some((*name, (*said)?)));
    for (name, wanted) in
        expected.chain([("nobody", "It does not take connections"), ("blocked", "not allowed")])
    {
        let said = until(name, async || {
            let rows = rows(&server, &format!("&state=waiting&destination={name}")).await;
            let tried = rows.into_iter().find(|row| row["attempts"] != 0)?;
            Some(tried["said"].as_str().unwrap().to_owned())
        })
        .await;
        assert!(said.contains(wanted), "{name}: {said}");
    }
    // One that says yes and then 100 MB has said yes.
    until("the huge one", async || {
        let rows = rows(&server, "&state=delivered&destination=huge").await;
        (rows.len() == 20).then_some(())
    })
    .await;
    assert_eq!(mock.got().len(), 20, "what is blocked or pointed at was not called");
    drop(deliveries);
}
