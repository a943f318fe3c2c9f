//! `demo`: a landing page and a collector on this machine, until Ctrl-C.

use crate::pages::{self, Pages};
use crate::{dist, repo, sh};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use serde::Deserialize;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long the collector may take until it says where it listens, or to end.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(crate) struct Options {
    /// Where the collector listens; the next free port is taken when this one is not free
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Where the landing pages are served; likewise
    #[arg(long, default_value = "127.0.0.1:8080")]
    pages: SocketAddr,
}

enum Event {
    /// Ctrl-C, or a request to end.
    Stop,
    /// The collector is gone.
    Ended,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    // Before the build, which takes the longest: a port that cannot be had is told at once.
    let listener = listen(options.pages)?;
    dist::run()?;
    sh::run(sh::cargo().args(["build", "--package", "leadwell-collector"]))?;

    let folder = repo::target().join("demo");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let token = token(&folder)?;
    let (events, inbox) = mpsc::channel();
    let stop = events.clone();
    ctrlc::set_handler(move || drop(stop.send(Event::Stop))).context("cannot wait for Ctrl-C")?;

    let mut collector = Collector(spawn(options.listen, &folder, &token)?);
    let result = announce(&mut collector, listener, &token, events).and_then(|()| wait(&inbox));
    drop(collector);
    result
}

/// Until somebody ends it.
fn wait(inbox: &mpsc::Receiver<Event>) -> Result<()> {
    if matches!(inbox.recv(), Ok(Event::Ended)) {
        // Ctrl-C reaches the collector as well, which may be the faster one to end.
        let stopped = inbox.recv_timeout(Duration::from_millis(300));
        if !matches!(stopped, Ok(Event::Stop)) {
            bail!("the collector has ended by itself");
        }
    }
    Ok(())
}

fn spawn(listen_on: SocketAddr, folder: &Path, token: &str) -> Result<Child> {
    // Bound and let go again, to know a free port; the collector takes it in the next moment.
    let address = listen(listen_on)?.local_addr()?;
    let program = repo::target().join("debug").join(format!("leadwell{}", std::env::consts::EXE_SUFFIX));
    let mut command = sh::command(program);
    command.args(["serve", "--config", "www/demo/leadwell.toml", "--listen", &address.to_string()]);
    command.arg("--store").arg(format!("sqlite:{}", folder.join("leadwell.db").display()));
    command.env("LEADWELL_ADMIN_TOKEN", token).stdout(Stdio::piped());
    if std::env::var_os("LEADWELL_LOG").is_none() {
        // A line for each request would push the addresses out of sight.
        command.env("LEADWELL_LOG", "warn");
    }
    eprintln!("+ {}", sh::display(&command));
    command.spawn().context("cannot start the collector")
}

/// Waits for the collector's first line, which is its address, and says where everything is.
fn announce(
    collector: &mut Collector,
    listener: TcpListener,
    token: &str,
    events: mpsc::Sender<Event>,
) -> Result<()> {
    let stdout = collector.0.stdout.take().context("the collector's stdout")?;
    let origin = first_line(stdout, events)?;
    let pages =
        Pages { root: repo::path("www/demo"), sdk: repo::dist().join("sdk"), collector: origin.clone() };
    let address = pages::serve(listener, pages)?;
    println!("\nlanding page: http://{address}/");
    println!("dashboard: {origin}/admin?token={token}");
    println!("(Ctrl-C ends both; leads are kept in {})", repo::target().join("demo").display());
    Ok(())
}

/// The rest of what the collector says goes where ours goes; its end is an event.
fn first_line(stdout: ChildStdout, events: mpsc::Sender<Event>) -> Result<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Err(mpsc::SendError(line)) = sender.send(line) {
                println!("{line}");
            }
        }
        drop(events.send(Event::Ended));
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(line) if line.starts_with("http://") => Ok(line.trim_end_matches('/').to_owned()),
        Ok(line) => bail!("the collector says `{line}` instead of its address"),
        Err(_) => bail!("the collector did not say where it listens"),
    }
}

/// The port asked for, or the next free one.
fn listen(wanted: SocketAddr) -> Result<TcpListener> {
    for port in wanted.port()..=wanted.port().saturating_add(20) {
        match TcpListener::bind(SocketAddr::new(wanted.ip(), port)) {
            Ok(listener) => {
                if port != wanted.port() {
                    eprintln!("port {} is taken, using {port}", wanted.port());
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("cannot listen on {wanted}")),
        }
    }
    bail!("port {} and the next twenty are taken", wanted.port())
}

#[derive(Deserialize)]
struct Config {
    admin_token: Option<String>,
}

/// The demo's own token if its configuration has one; else one made at the first run and kept.
fn token(folder: &Path) -> Result<String> {
    let config =
        fs::read_to_string(repo::path("www/demo/leadwell.toml")).context("www/demo/leadwell.toml")?;
    let config: Config = toml::from_str(&config).context("www/demo/leadwell.toml")?;
    if let Some(token) = config.admin_token {
        return Ok(token);
    }
    let file = folder.join("token");
    if let Ok(kept) = fs::read_to_string(&file)
        && !kept.is_empty()
    {
        return Ok(kept);
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| anyhow!("no random bytes: {error}"))?;
    let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(&file, &token).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(token)
}

/// Ends with us, whichever way we end.
struct Collector(Child);

impl Drop for Collector {
    fn drop(&mut self) {
        // Politely first, so that it closes its store.
        let _ = Command::new("kill").arg(self.0.id().to_string()).stderr(Stdio::null()).status();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_the_next_one() {
        let holder = TcpListener::bind("127.0.0.1:0").expect("a port");
        let taken = holder.local_addr().expect("an address");
        let other = listen(taken).expect("another port").local_addr().expect("an address");
        assert!(other.port() > taken.port() && other.port() <= taken.port() + 20);
    }

    #[test]
    fn an_address_of_another_machine_is_refused() {
        let error = listen("192.0.2.1:8080".parse().expect("an address")).unwrap_err();
        assert!(error.to_string().contains("cannot listen on 192.0.2.1:8080"), "{error}");
    }

    #[test]
    fn the_collector_has_to_say_where_it_is() {
        let said = |line: &str| {
            let mut echo = Command::new("echo").arg(line).stdout(Stdio::piped()).spawn().expect("echo");
            let answer = first_line(echo.stdout.take().expect("a pipe"), mpsc::channel().0);
            echo.wait().expect("ended");
            answer.map_err(|error| error.to_string())
        };
        assert_eq!(said("http://127.0.0.1:8787/"), Ok("http://127.0.0.1:8787".to_owned()));
        assert!(said("what?").is_err_and(|error| error.contains("what?")));
    }
}
