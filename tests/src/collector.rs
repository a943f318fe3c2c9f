//! The real collector as a process, on a database of its own.

use crate::process::Group;
use crate::tools::{leadwell, repository};
use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::Mutex;

/// What `/admin` asks for.
pub const ADMIN_TOKEN: &str = "a-token-of-the-tests-0123456789";

#[derive(Debug)]
pub struct Collector {
    pub origin: String,
    folder: TempDir,
    process: Mutex<Option<Group>>,
}

/// A stored lead, read from the database file itself.
#[derive(Debug)]
pub struct Lead {
    pub id: String,
    pub form: String,
    pub stage: Option<String>,
    /// The record as the collector keeps it.
    pub raw: Value,
}

impl Lead {
    /// A field's value; nothing where it is missing or no text.
    pub fn field(&self, name: &str) -> &str {
        self.raw["fields"][name].as_str().unwrap_or_default()
    }
}

impl Collector {
    /// Serves the demo's forms.
    pub async fn start() -> anyhow::Result<Self> {
        Self::with_forms(&repository().join("www/demo/forms")).await
    }

    pub async fn with_forms(forms: &Path) -> anyhow::Result<Self> {
        // The files as they were made last, whatever the binary carries.
        let assets = repository().join("www/dist");
        let assets = assets.canonicalize().context("www/dist is missing: run `cargo xtask dist`")?;
        Self::launch(forms, &format!("assets = {assets:?}\n")).await
    }

    /// Without the widget's files, for what needs no browser.
    pub async fn bare(forms: &Path) -> anyhow::Result<Self> {
        Self::launch(forms, "").await
    }

    /// The same with more in its configuration, and files beside that: name and text.
    pub async fn with(forms: &Path, more: &str, files: &[(&str, &str)]) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("lw-").tempdir()?;
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text)?;
        }
        Self::launch_in(folder, forms, more).await
    }

    async fn launch(forms: &Path, more: &str) -> anyhow::Result<Self> {
        Self::launch_in(tempfile::Builder::new().prefix("lw-").tempdir()?, forms, more).await
    }

    async fn launch_in(folder: TempDir, forms: &Path, more: &str) -> anyhow::Result<Self> {
        let forms = forms.canonicalize().with_context(|| format!("no forms at {}", forms.display()))?;
        let config = format!(
            "store = \"sqlite:leadwell.db\"\nadmin_token = \"{ADMIN_TOKEN}\"\norigins = [\"*\"]\n\
             forms = {forms:?}\n{more}",
        );
        std::fs::write(folder.path().join("leadwell.toml"), config)?;
        let (process, origin) = serve(folder.path(), "127.0.0.1:0").await?;
        Ok(Self { origin, folder, process: Mutex::new(Some(process)) })
    }

    /// Pulls the plug: SIGKILL.
    pub async fn kill(&self) -> anyhow::Result<()> {
        let mut process = self.process.lock().await.take().context("it is down already")?;
        process.kill();
        process.child.wait().await?;
        Ok(())
    }

    /// Comes back at the same address, with the same database.
    pub async fn revive(&self) -> anyhow::Result<()> {
        let address = self.origin.trim_start_matches("http://");
        let (process, _) = serve(self.folder.path(), address).await?;
        *self.process.lock().await = Some(process);
        Ok(())
    }

    /// Id and raw record of every lead, the text exactly as it is kept.
    pub fn raw(&self) -> anyhow::Result<Vec<(String, String)>> {
        let db = self.open()?;
        let mut rows = db.prepare("SELECT id, raw FROM records WHERE kind = 'lead'")?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many records it has, of whatever kind.
    pub fn records(&self) -> anyhow::Result<i64> {
        Ok(self.open()?.query_row("SELECT count(*) FROM records", [], |row| row.get(0))?)
    }

    fn open(&self) -> anyhow::Result<Connection> {
        let path = self.folder.path().join("leadwell.db");
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        db.busy_timeout(Duration::from_secs(5))?;
        Ok(db)
    }

    /// All leads, oldest first.
    pub fn leads(&self) -> anyhow::Result<Vec<Lead>> {
        let db = self.open()?;
        let mut rows = db.prepare(
            "SELECT id, form, stage, raw FROM records WHERE kind = 'lead' ORDER BY received_at, id",
        )?;
        let leads = rows.query_map([], |row| {
            let (id, form, stage) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((Lead { id, form, stage, raw: Value::Null }, row.get::<_, String>(3)?))
        })?;
        leads
            .map(|row| {
                let (lead, raw) = row?;
                Ok(Lead { raw: serde_json::from_str(&raw).context("the raw record is no JSON")?, ..lead })
            })
            .collect()
    }

    /// Waits for the lead, then a little for a second one that must not come.
    pub async fn the_only_lead(&self) -> anyhow::Result<Lead> {
        crate::until("a lead in the database", async || Ok(self.leads()?.pop())).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut leads = self.leads()?;
        anyhow::ensure!(leads.len() == 1, "one submission became {} leads: {leads:#?}", leads.len());
        leads.pop().context("it was there a moment ago")
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(log(self.folder.path()))?)
    }

    /// A page of it with the owner's token.
    pub async fn get(&self, path: &str) -> anyhow::Result<String> {
        let request = reqwest::Client::new().get(format!("{}{path}", self.origin));
        let answer = request.header("authorization", format!("Bearer {ADMIN_TOKEN}")).send().await?;
        Ok(answer.error_for_status()?.text().await?)
    }
}

fn log(folder: &Path) -> PathBuf {
    folder.join("log.txt")
}

/// Starts it and returns its origin, which is the first line that it prints.
async fn serve(folder: &Path, listen: &str) -> anyhow::Result<(Group, String)> {
    let stderr = File::options().create(true).append(true).open(log(folder))?;
    let mut command = Command::new(leadwell().await?);
    command.args(["serve", "--config", "leadwell.toml", "--listen", listen]);
    command.current_dir(folder).stdout(Stdio::piped()).stderr(stderr);
    let mut process = Group::start(&mut command)?;
    let line = process.first_line().await?;
    let said = || std::fs::read_to_string(log(folder)).unwrap_or_default();
    anyhow::ensure!(line.starts_with("http://"), "the collector does not start: {line}{}", said());
    Ok((process, line))
}
