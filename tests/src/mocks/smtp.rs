//! A mail server that takes everything, or says what it is told to (RFC 5321, as much as a sender needs).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// It ends when dropped.
#[derive(Debug)]
pub struct Smtp {
    pub port: u16,
    shared: Arc<Mutex<Shared>>,
    server: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    mails: Vec<String>,
    answers: VecDeque<String>,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Smtp {
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                tokio::spawn(async move {
                    // A client that leaves early is no failure of the mock.
                    let _ = connection(&shared, stream).await;
                });
            }
        });
        Ok(Self { port, shared, server })
    }

    /// What is said to the next mails once they have come whole, as `451 4.7.1 Later`. One that begins with 2 keeps it.
    pub fn play<T: Into<String>>(&self, answers: impl IntoIterator<Item = T>) {
        lock(&self.shared).answers.extend(answers.into_iter().map(Into::into));
    }

    /// Those that were taken: the envelope's lines, then the message.
    pub fn mails(&self) -> Vec<String> {
        lock(&self.shared).mails.clone()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn connection(shared: &Mutex<Shared>, stream: TcpStream) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = String::new();
    write.write_all(b"220 mock ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let said: String = match verb.as_str() {
            "EHLO" => "250-mock\r\n250-8BITMIME\r\n250 SMTPUTF8".into(),
            "MAIL" | "RCPT" => {
                mail.push_str(&line);
                mail.push('\n');
                "250 2.1.0 OK".into()
            }
            "DATA" => {
                write.write_all(b"354 Go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push('\n');
                }
                let mut shared = lock(shared);
                let said = shared.answers.pop_front().unwrap_or_else(|| "250 2.0.0 Taken".into());
                let whole = std::mem::take(&mut mail);
                if said.starts_with('2') {
                    shared.mails.push(whole);
                }
                said
            }
            "RSET" => {
                mail.clear();
                "250 2.0.0 OK".into()
            }
            "QUIT" => {
                write.write_all(b"221 2.0.0 Bye\r\n").await?;
                return Ok(());
            }
            "NOOP" => "250 2.0.0 OK".into(),
            _ => "502 5.5.1 Unknown".into(),
        };
        write.write_all(format!("{said}\r\n").as_bytes()).await?;
    }
    Ok(())
}
