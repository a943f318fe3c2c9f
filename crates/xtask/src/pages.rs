//! A small static server for the demo's landing pages. They name their collector `https://collector.example`;
//! the real one's origin is put in its place as they are served, so the files read as on a real site.

use anyhow::{Context, Result};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What the pages write for the collector's origin.
const PLACEHOLDER: &str = "https://collector.example";

pub(crate) struct Pages {
    /// The folder at `/`.
    pub(crate) root: PathBuf,
    /// The folder at `/sdk/`: the npm package, as a site would copy it from node_modules.
    pub(crate) sdk: PathBuf,
    /// Stands in for the placeholder.
    pub(crate) collector: String,
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

/// Serves on `listener` from a thread of its own until the process ends.
pub(crate) fn serve(listener: TcpListener, pages: Pages) -> Result<SocketAddr> {
    let address = listener.local_addr().context("the landing pages' address")?;
    let pages = Arc::new(pages);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let pages = Arc::clone(&pages);
            // A visitor who goes away in the middle is nothing to report.
            thread::spawn(move || drop(answer(&stream, &pages)));
        }
    });
    Ok(address)
}

fn answer(mut stream: &TcpStream, pages: &Pages) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // Enough for any browser's headers.
    let mut request = BufReader::new(stream.take(64 * 1024));
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut line = String::new();
    while request.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_whitespace();
    let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = pages.get(method, url);
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

impl Pages {
    fn get(&self, method: &str, url: &str) -> Answer {
        if method != "GET" && method != "HEAD" {
            return Answer::message("405 Method Not Allowed", "only GET and HEAD\n");
        }
        let Some(mut file) = self.file(url) else {
            return Answer::message("404 Not Found", "no such page\n");
        };
        if file.is_dir() {
            file.push("index.html");
        }
        match fs::read(&file) {
            Ok(body) => self.found(&file, body),
            Err(_) => Answer::message("404 Not Found", "no such page\n"),
        }
    }

    fn found(&self, file: &Path, body: Vec<u8>) -> Answer {
        let kind = content_type(file);
        let has_placeholder = kind.starts_with("text/html") || kind.starts_with("text/javascript");
        let body = match String::from_utf8(body) {
            Ok(text) if has_placeholder => text.replace(PLACEHOLDER, &self.collector).into_bytes(),
            Ok(text) => text.into_bytes(),
            Err(other) => other.into_bytes(),
        };
        Answer { status: "200 OK", kind, body }
    }

    /// The file that a URL names, if it lies in one of our folders.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
        let (folder, path) = match path.strip_prefix("sdk/") {
            Some(rest) => (&self.sdk, rest),
            None => (&self.root, path),
        };
        let path = Path::new(path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        // Nothing is decoded, so `%2e%2e` is only a strange name of a file that does not exist.
        plain.then(|| folder.join(path))
    }
}

impl Answer {
    fn message(status: &'static str, text: &str) -> Answer {
        Answer { status, kind: "text/plain; charset=utf-8", body: text.as_bytes().to_vec() }
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(request: &str) -> String {
        let dir = tempfile::tempdir().expect("a folder");
        let (root, sdk) = (dir.path().join("demo"), dir.path().join("sdk"));
        fs::create_dir_all(root.join("pricing")).expect("a folder");
        fs::create_dir(&sdk).expect("a folder");
        let write = |path: PathBuf, text: &str| fs::write(path, text).expect("written");
        write(root.join("index.html"), "<script src=\"https://collector.example/leadwell.js\"></script>");
        write(root.join("pricing/index.html"), "prices");
        write(root.join("style.css"), "/* https://collector.example */");
        write(sdk.join("index.js"), "export {};");
        write(dir.path().join("secret.txt"), "secret");

        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let pages = Pages { root, sdk, collector: "http://127.0.0.1:9".into() };
        let address = serve(listener, pages).expect("served");
        let mut stream = TcpStream::connect(address).expect("connected");
        stream.write_all(format!("{request}\r\nHost: x\r\n\r\n").as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    }

    #[test]
    fn a_page_names_the_real_collector() {
        let answer = ask("GET /?utm_source=x HTTP/1.1");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"), "{answer}");
        assert!(answer.ends_with("<script src=\"http://127.0.0.1:9/leadwell.js\"></script>"), "{answer}");
        assert!(answer.contains("Cache-Control: no-store"));
    }

    #[test]
    fn folders_sdk_and_other_files_are_found() {
        assert!(ask("GET /pricing/ HTTP/1.1").ends_with("\r\n\r\nprices"));
        assert!(ask("GET /sdk/index.js HTTP/1.1").ends_with("\r\n\r\nexport {};"));
        assert!(ask("GET /style.css HTTP/1.1").ends_with("/* https://collector.example */"));
    }

    #[test]
    fn head_has_no_body_and_post_is_refused() {
        let head = ask("HEAD /style.css HTTP/1.1");
        assert!(head.contains("Content-Length: 31\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask("POST / HTTP/1.1").starts_with("HTTP/1.1 405"));
    }

    #[test]
    fn nothing_outside_the_folders_is_served() {
        for path in [
            "/../secret.txt",
            "/sdk/../secret.txt",
            "/%2e%2e/secret.txt",
            "//etc/passwd",
            "secret.txt",
            "/none",
        ] {
            let answer = ask(&format!("GET {path} HTTP/1.1"));
            assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        }
    }
}
