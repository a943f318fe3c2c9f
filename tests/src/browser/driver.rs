//! The WebDriver process of one session, and the display that WebKit draws on.

use super::Engine;
use crate::process::Group;
use crate::tools::find;
use anyhow::Context as _;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

const WEBKIT_BROWSERS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
];

/// The browser's program.
pub(super) fn binary(engine: Engine) -> anyhow::Result<String> {
    let path = match engine {
        Engine::Chromium => find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]),
        Engine::Firefox => find("FIREFOX", &["firefox-esr", "firefox"]),
        Engine::WebKit => find("MINIBROWSER", &WEBKIT_BROWSERS),
    }?;
    Ok(path.to_string_lossy().into_owned())
}

#[derive(Debug)]
pub(super) struct Driver {
    pub url: String,
    /// Ends with the session. It holds the profile too, by way of TMPDIR.
    process: Group,
    _display: Option<Group>,
    _scratch: TempDir,
}

impl Driver {
    pub(super) async fn start(engine: Engine) -> anyhow::Result<Self> {
        let scratch = tempfile::Builder::new().prefix("lw-").tempdir()?;
        let port = free_port().await?;
        let mut screen = None;
        let mut command = match engine {
            Engine::Chromium => {
                let mut command = Command::new(find("CHROMEDRIVER", &["chromedriver"])?);
                command.arg(format!("--port={port}"));
                command
            }
            Engine::Firefox => {
                let mut command =
                    Command::new(find("GECKODRIVER", &["target/tools/bin/geckodriver", "geckodriver"])?);
                // The port of the second protocol is fixed unless told otherwise; sessions would collide.
                command.args(["--port", &port.to_string(), "--websocket-port", "0"]);
                command
            }
            Engine::WebKit => {
                let mut command = Command::new(find("WEBKITWEBDRIVER", &["WebKitWebDriver"])?);
                command.arg(format!("--port={port}"));
                let (server, name) = display().await?;
                screen = Some(server);
                command.env("DISPLAY", name);
                command.env("XDG_DATA_HOME", scratch.path()).env("XDG_CACHE_HOME", scratch.path());
                command
            }
        };
        command.env("TMPDIR", scratch.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = Group::start(&mut command)?;
        let address = format!("127.0.0.1:{port}");
        crate::until(&format!("the WebDriver of {engine}"), async || {
            Ok(TcpStream::connect(&address).await.ok())
        })
        .await?;
        Ok(Self { url: format!("http://{address}"), process, _display: screen, _scratch: scratch })
    }
}

impl Driver {
    /// With all that it started.
    pub(super) fn kill(&self) {
        self.process.kill();
    }
}

/// A port that nothing listens on.
pub async fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

/// WebKit's test browser has no headless mode: a virtual display for each. (`xvfb-run` would sleep three
/// seconds.)
pub(super) async fn display() -> anyhow::Result<(Group, String)> {
    let mut command = Command::new(find("XVFB", &["Xvfb"])?);
    command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Group::start(&mut command)?;
    let number = server.first_line().await.context("Xvfb does not start")?;
    Ok((server, format!(":{number}")))
}
