mod tls;

use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A name for each case, which answers these, and another list when it is asked a second time.
struct Told {
    first: Vec<IpAddr>,
    then: Vec<IpAddr>,
    asked: AtomicUsize,
}

impl Resolving for Told {
    fn resolve(&self, _: &str) -> Vec<IpAddr> {
        match self.asked.fetch_add(1, Ordering::Relaxed) {
            0 => self.first.clone(),
            _ => self.then.clone(),
        }
    }
}

fn told(first: &[&str], then: &[&str]) -> (Outbound, Arc<Told>) {
    let ips = |list: &[&str]| list.iter().map(|ip| ip.parse().unwrap()).collect();
    let told = Arc::new(Told { first: ips(first), then: ips(then), asked: AtomicUsize::new(0) });
    let outbound = Outbound::new(Names::Told(Arc::<Told>::clone(&told))).unwrap();
    (outbound, told)
}

const PRIVATE: Reach = Reach { private: true, http: false };
const PUBLIC: Reach = Reach { private: false, http: false };
const HTTP: Reach = Reach { private: false, http: true };
const PATIENCE: Duration = Duration::from_secs(20);

fn call(url: &str) -> Call<'_> {
    Call { method: "POST", url, headers: &[], body: Pii::new(Bytes::from_static(b"x=1")) }
}

/// What no public destination may be. Each is refused before anything is connected to.
const REFUSED: &[&str] = &[
    // This machine, in every spelling of its number.
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0X7F.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://%31%32%37.0.0.1/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://127.255.255.254/",
    "https://0/",
    "https://0.0.0.0/",
    "https://0.1.2.3/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://app.localhost/",
    "https://localhost.localdomain/",
    // Private and special networks of IPv4.
    "https://10.0.0.1/",
    "https://10.255.255.255/",
    "https://100.64.0.1/",
    "https://100.127.255.255/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://192.168.0.1/",
    "https://0xc0.0xa8.1/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://198.51.100.7/",
    "https://203.0.113.7/",
    "https://224.0.0.1/",
    "https://231.1.1.1/",
    "https://239.255.255.255/",
    "https://240.0.0.1/",
    "https://250.1.1.1/",
    "https://255.255.255.255/",
    // IPv6.
    "https://[::]/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[febf::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[4000::1]/",
    // Ports and schemes of other services, and addresses that are none.
    "https://example.com:22/",
    "https://example.com:25/",
    "https://example.com:6379/",
    "https://example.com:0/",
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://",
    "https:///",
    "//example.com/",
    "example.com",
    "",
    "https://exa mple.com/",
    "https://[::1",
    "https://1.2.3.4.5.6/",
    "https://256.0.0.1/",
];

#[tokio::test]
async fn no_address_that_is_not_public() {
    let (outbound, told) = told(&["93.184.215.14"], &[]);
    for url in REFUSED {
        let answer = outbound.send(call(url), PUBLIC, PATIENCE).await;
        assert!(matches!(answer, Err(Lost::Blocked(_))), "{url}: {answer:?}");
    }
    assert_eq!(told.asked.load(Ordering::Relaxed), 0, "refused before a name was asked for");
}

#[test]
fn public_addresses_pass() {
    for url in [
        "https://example.com/hook?x=1#y",
        "https://example.com:8443/",
        "https://8.8.8.8/",
        "https://172.32.0.1/",
        "https://100.128.0.1/",
        "https://[2606:4700::1111]/",
        "https://[2001:200::1]/",
        "https://localhost.example.com/",
        "https://münchen.example/",
    ] {
        assert!(Target::parse(url, PUBLIC).is_ok(), "{url}");
    }
    assert!(Target::parse("http://example.com/", HTTP).is_ok());
    assert!(Target::parse("http://127.0.0.1/", HTTP).is_err(), "without TLS does not mean everywhere");
    assert!(Target::parse("http://[::1]:9000/", PRIVATE).is_ok());
}

/// A name is as good as the worst of its addresses.
#[tokio::test]
async fn no_name_that_leads_to_an_address_that_is_not_public() {
    for first in [
        &["127.0.0.1"][..],
        &["10.1.2.3"],
        &["169.254.169.254"],
        &["::1"],
        &["::ffff:192.168.0.1"],
        &["64:ff9b::a00:1"],
        &["93.184.215.14", "127.0.0.1"],
    ] {
        let (outbound, _) = told(first, &[]);
        let answer = outbound.send(call("https://rebind.example/"), PUBLIC, PATIENCE).await;
        assert!(matches!(answer, Err(Lost::Blocked(_))), "{first:?}: {answer:?}");
    }
    let (outbound, _) = told(&[], &[]);
    let answer = outbound.send(call("https://nowhere.example/"), PUBLIC, PATIENCE).await;
    assert_eq!(answer.unwrap_err(), Lost::NoName);
}

/// A server that says these bytes to whoever has asked, and what it was asked.
async fn server(says: impl Fn(usize) -> Vec<u8> + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/hook?a=b", listener.local_addr().unwrap().port());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 4096];
            let mut text = String::new();
            while !text.ends_with("x=1") {
                let n = stream.read(&mut bytes).await.unwrap_or(0);
                text.push_str(&String::from_utf8_lossy(&bytes[..n]));
                if n == 0 {
                    break;
                }
            }
            let round = {
                let mut list = list.lock().unwrap();
                list.push(text);
                list.len()
            };
            // It may be cut off in the middle, and that is the point of some cases.
            stream.write_all(&says(round)).await.ok();
        }
    });
    (url, heard)
}

#[tokio::test]
async fn what_is_allowed_is_sent_and_its_answer_read() {
    let (url, heard) =
        server(|_| b"HTTP/1.1 201 Created\r\nRetry-After: 7\r\ncontent-length: 2\r\n\r\nok".to_vec()).await;
    let (outbound, told) = told(&["127.0.0.1"], &["10.0.0.1"]);
    let headers = [("X-Id".to_owned(), Pii::new("7".to_owned()))];
    let body = Pii::new(Bytes::from_static(b"x=1"));
    let reply = outbound
        .send(Call { method: "PUT", url: &url, headers: &headers, body }, PRIVATE, PATIENCE)
        .await
        .unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (201, &b"ok"[..]));
    assert!(reply.headers.contains(&("retry-after".into(), "7".into())));
    let named = url.replace("127.0.0.1", "a.name.example");
    outbound.send(call(&named), PRIVATE, PATIENCE).await.unwrap();
    assert_eq!(
        told.asked.load(Ordering::Relaxed),
        1,
        "asked once: the second answer would have been another"
    );
    let heard = || heard.lock().unwrap().clone();
    let [first, second] = &heard()[..] else { panic!("two requests") };
    assert!(first.starts_with("PUT /hook?a=b HTTP/1.1\r\n"), "{first}");
    assert!(first.contains("x-id: 7\r\n") && first.ends_with("\r\n\r\nx=1"), "{first}");
    assert!(second.contains("host: a.name.example:"), "{second}");
    // The same request without the owner's word.
    let refused = outbound.send(call(&url), PUBLIC, PATIENCE).await;
    assert!(matches!(refused, Err(Lost::Blocked(_))), "{refused:?}");
    assert_eq!(heard().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let (url, heard) = server(|_| {
        b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n".to_vec()
    })
    .await;
    let (outbound, _) = told(&[], &[]);
    let reply = outbound.send(call(&url), PRIVATE, PATIENCE).await.unwrap();
    assert_eq!(reply.status, 302);
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn of_a_hundred_megabytes_the_beginning_is_read() {
    let (url, _) = server(|_| {
        let mut all = b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n".to_vec();
        all.resize(100_000_000, b'x');
        all
    })
    .await;
    let (outbound, _) = told(&[], &[]);
    let reply = outbound.send(call(&url), PRIVATE, PATIENCE).await.unwrap();
    assert_eq!((reply.status, reply.body.len()), (200, ANSWER_BYTES));
}

#[tokio::test]
async fn nonsense_is_a_broken_answer() {
    for says in [
        &b""[..],
        b"hello\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9\r\n",
    ] {
        let (url, _) = server(move |_| says.to_vec()).await;
        let (outbound, _) = told(&[], &[]);
        let answer = outbound.send(call(&url), PRIVATE, PATIENCE).await;
        assert_eq!(answer.unwrap_err(), Lost::Broken, "{}", String::from_utf8_lossy(says));
    }
    let (url, _) =
        server(|_| format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(200_000)).into_bytes()).await;
    let (outbound, _) = told(&[], &[]);
    assert_eq!(
        outbound.send(call(&url), PRIVATE, PATIENCE).await.unwrap_err(),
        Lost::Broken,
        "a long header"
    );
}

#[tokio::test]
async fn what_hangs_or_drips_is_given_up() {
    let (mut outbound, _) = told(&[], &[]);
    outbound.read = Duration::from_millis(200);
    // Takes the connection and says nothing: to the request, and to a TLS handshake.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let answer = outbound.send(call(&format!("http://127.0.0.1:{port}/")), PRIVATE, PATIENCE).await;
    assert_eq!(answer.unwrap_err(), Lost::Timeout);
    outbound.connect = Duration::from_millis(200);
    let answer = outbound.send(call(&format!("https://127.0.0.1:{port}/")), PRIVATE, PATIENCE).await;
    assert_eq!(answer.unwrap_err(), Lost::Slow);
    // A byte every now and then is always in time, until the whole takes too long.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.unwrap();
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let answer = outbound.send(call(&url), PRIVATE, Duration::from_millis(600)).await;
    assert_eq!(answer.unwrap_err(), Lost::Timeout);
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let (outbound, _) = told(&[], &[]);
    let answer = outbound.send(call(&format!("http://127.0.0.1:{port}/")), PRIVATE, PATIENCE).await;
    assert_eq!(answer.unwrap_err(), Lost::Refused);
}

#[tokio::test]
async fn tls_wants_a_certificate() {
    let (url, _) = server(|_| b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()).await;
    let (outbound, _) = told(&[], &[]);
    let answer = outbound.send(call(&url.replace("http:", "https:")), PRIVATE, Duration::from_secs(2)).await;
    assert!(matches!(answer, Err(Lost::Tls | Lost::Slow | Lost::Timeout)), "{answer:?}");
}

#[test]
fn a_header_of_two_lines_cannot_be_written() {
    let target = Target::parse("https://example.com/", PUBLIC).unwrap();
    let headers = [("x".to_owned(), Pii::new("a\r\nb: c".to_owned()))];
    let call = Call { method: "POST", url: "", headers: &headers, body: Pii::new(Bytes::new()) };
    assert!(exchange::request_of(&target, call).is_err());
}
