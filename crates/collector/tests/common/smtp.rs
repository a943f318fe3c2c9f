//! A small mail server on a socket.
#![allow(dead_code, unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// What is answered to commands that begin so, in place of the usual.
pub type Answers = &'static [(&'static str, &'static str)];

/// Its port, and the lines that it was told.
pub async fn server(answers: Answers) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 mail.example ESMTP\r\n").await.ok();
            let mut in_mail = false;
            while let Ok(Some(line)) = lines.next_line().await {
                list.lock().unwrap().push(line.clone());
                if in_mail && line != "." {
                    continue;
                }
                let usual = match line.split([' ', ':']).next().unwrap_or_default() {
                    "EHLO" => "250-mail.example\r\n250 AUTH PLAIN LOGIN",
                    "AUTH" => "235 ok",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    "." => "250 queued as 7F3",
                    _ => "250 ok",
                };
                in_mail = line == "DATA";
                let told = answers.iter().find(|(command, _)| line.starts_with(command));
                let answer = told.map_or(usual, |(_, answer)| answer);
                in_mail &= answer.starts_with("354");
                write.write_all(format!("{answer}\r\n").as_bytes()).await.ok();
            }
        }
    });
    (port, heard)
}
