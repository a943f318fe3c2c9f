//! The real binary as a process, and clients that keep it busy.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::{client, id, lead};

/// The program with its address. Killed when dropped, so that a failed test leaves nothing behind.
pub struct Program {
    pub child: Child,
    pub url: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn command(folder: &Path) -> Command {
    command_at(folder, "127.0.0.1:0")
}

pub fn command_at(folder: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadwell"));
    command.current_dir(folder).args(["serve", "--listen", listen]);
    command.env_remove("LEADWELL_ADMIN_TOKEN").env("LEADWELL_LOG", "info");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn start(folder: &Path) -> Program {
    start_by(command(folder).stderr(Stdio::null()))
}

pub fn start_by(command: &mut Command) -> Program {
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.strip_suffix('\n').unwrap().to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    Program { child, url }
}

pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("forms")).unwrap();
    std::fs::write(folder.path().join("forms/contact.json"), super::CONTACT).unwrap();
    std::fs::write(folder.path().join("leadwell.toml"), "origins = [\"*\"]\nadmin_token = \"t\"\n").unwrap();
    folder
}

pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

pub fn stored(folder: &Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(folder.join("leadwell.db")).unwrap();
    let whole: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let mut statement = conn.prepare("SELECT id FROM leads").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Clients that send one lead after the other until the server is gone; the ids that were answered.
pub fn load(url: &str, clients: usize, stop: &Arc<AtomicBool>) -> Vec<tokio::task::JoinHandle<Vec<String>>> {
    let one = |url: String, stop: Arc<AtomicBool>| async move {
        let http = client();
        let mut acked = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let id = id();
            let body = json!({"v": 1, "records": [lead(&id)]}).to_string();
            let Ok(response) = http.post(format!("{url}/v1/collect")).body(body).send().await else { break };
            // The answer counts only if it has arrived whole.
            let Ok(text) = response.text().await else { break };
            if text.contains(&format!(r#""accepted":["{id}"]"#)) {
                acked.push(id);
            }
        }
        acked
    };
    (0..clients).map(|_| tokio::spawn(one(url.to_owned(), Arc::clone(stop)))).collect()
}
