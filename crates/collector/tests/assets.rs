//! The widget's files: which bytes, under which names, for how long.

mod common;

use common::{Answer, server_with};
use leadwell_collector::Assets;

#[tokio::test]
async fn negotiated_cached_and_open_to_every_page() {
    let dist = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("leadwell.js", "plain"),
        ("leadwell.js.br", "brotli"),
        ("leadwell.js.gz", "gzip"),
        ("leadwell-0123456789ab.wasm", "\0asm"),
        ("leadwell-0123456789ab.wasm.br", "asm"),
        ("notes.txt", "private"),
        ("leadwell.map", "private"),
    ] {
        std::fs::write(dist.path().join(name), text).unwrap();
    }
    let assets = Assets::load(dist.path()).unwrap();
    let server = server_with(|builder| builder.assets(assets)).await;
    let get = |path: &str, accept: &str, etag: &str| {
        let request = server.http.get(format!("{}{path}", server.url));
        Answer::of(request.header("accept-encoding", accept).header("if-none-match", etag))
    };
    let (script, wasm) = ("/leadwell.js", "/leadwell-0123456789ab.wasm");
    for (path, accept, encoding, text) in [
        (script, "gzip, deflate, br", "br", "brotli"),
        (script, "gzip", "gzip", "gzip"),
        (script, "identity", "", "plain"),
        (script, "br;q=0", "", "plain"),
        (wasm, "gzip", "", "\0asm"),
        (wasm, "br", "br", "asm"),
    ] {
        let answer = get(path, accept, "\"other\"").await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, encoding), "{path} {accept}");
        assert_eq!(answer.text, text);
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let again = get(path, accept, answer.header("etag")).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        assert_eq!(again.header("etag"), answer.header("etag"));
        assert_eq!(again.header("cache-control"), answer.header("cache-control"));
    }
    let (script, wasm) = (get(script, "br", "").await, get(wasm, "br", "").await);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=300");
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("cache-control"), "public, max-age=31536000, immutable");
    let gzip = get("/leadwell.js", "gzip", "").await;
    assert_ne!(gzip.header("etag"), script.header("etag"), "other bytes, other tag");
    for hidden in ["/notes.txt", "/leadwell.map", "/leadwell.js.br", "/..%2fnotes.txt"] {
        assert_eq!(get(hidden, "br", "").await.status, 404, "{hidden}");
    }
}
