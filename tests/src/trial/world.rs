//! One trial's world: a profile that outlives its browsers, a site, and a collector that fails.

use super::services::Service;
use super::{Behind, Outcome, System};
use crate::browser::Alone;
use crate::faulty::{Faulty, Options, Script};
use crate::front::{Fault, Front};
use crate::site::Setup;
use crate::tools::repository;
use crate::{Browser, Collector, Engine, Site};
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What is special about the world of a trial.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Content-Security-Policy of the pages.
    pub policy: Option<&'static str>,
    /// The collector does not let scripts read `Retry-After`.
    pub hides_retry_after: bool,
    /// The WASM comes that much later.
    pub late_wasm: Option<Duration>,
    /// A path of the site that leads to the collector.
    pub own_path: Option<&'static str>,
}

#[derive(Debug)]
pub struct World {
    pub engine: Engine,
    pub faulty: Faulty,
    pub site: Site,
    /// Where scripts come from, and, for a system with a collector of ours, where everything ends.
    pub store: Collector,
    service: Option<Service>,
    _assets: Option<Front>,
    says_saved: bool,
    patience: Duration,
    behind: Behind,
    profile: TempDir,
    browser: Option<Browser>,
    /// In its place, where it keeps no profile while it is driven.
    alone: Option<Alone>,
    produced: usize,
    healed: Duration,
}

/// How long a page is waited for.
const PATIENCE: Duration = Duration::from_secs(240);

/// Waits again for what was waited for in vain: many browsers share this machine.
async fn patiently(mut wait: impl AsyncFnMut() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let start = Instant::now();
    loop {
        match wait().await {
            Err(_) if start.elapsed() < PATIENCE => {}
            done => return done,
        }
    }
}

impl World {
    pub async fn start(
        engine: Engine,
        system: &System,
        script: Script,
        place: Place,
    ) -> anyhow::Result<Self> {
        let store = Collector::with_forms(&repository().join("tests/fixtures/forms")).await?;
        let service = Service::start(system.behind).await?;
        let options = Options {
            dialect: system.dialect,
            before: match &service {
                Some(service) => Some(service.origin().to_owned()),
                None => (system.behind == Behind::Collector).then(|| store.origin.clone()),
            },
            exposes: !place.hides_retry_after,
            lenient: system.behind != Behind::Collector,
            asks: service.is_some(),
            ..Options::default()
        };
        let faulty = Faulty::with(script, options).await?;
        let assets = match place.late_wasm {
            Some(late) => Some(Front::start(&store.origin, &[(".wasm", Fault::Delay(late))]).await?),
            None => None,
        };
        let scripts = assets.as_ref().map_or(&store.origin, |front| &front.origin).clone();
        let setup = Setup {
            pages: system.pages.clone(),
            files: system.files.clone(),
            edits: vec![("https://assets.example", scripts)],
            policy: place.policy,
            forward: place.own_path,
            ..Setup::default()
        };
        let site = Site::start(&faulty.origin, setup).await?;
        let profile = tempfile::Builder::new().prefix("lw-").tempdir()?;
        let (behind, says_saved) = (system.behind, system.says_saved);
        let world = Self {
            engine,
            faulty,
            site,
            store,
            service,
            _assets: assets,
            says_saved,
            patience: system.patience,
            behind,
            profile,
            browser: None,
            alone: None,
            produced: 0,
            healed: Duration::ZERO,
        };
        Ok(world)
    }

    /// Starts the browser, on what the one before left behind.
    pub async fn launch(&mut self) -> anyhow::Result<()> {
        let browser = match self.engine {
            Engine::WebKit => Browser::open(self.engine, true).await,
            _ => Browser::on(self.engine, self.profile.path()).await,
        };
        self.browser = Some(browser?);
        Ok(())
    }

    pub fn browser(&self) -> anyhow::Result<&Browser> {
        self.browser.as_ref().context("no browser is running")
    }

    /// Opens a page in the tab at work and waits until the system has started.
    pub async fn visit(&self, path: &str) -> anyhow::Result<()> {
        self.browser()?.goto(&self.site.url(path)).await?;
        self.wait_for("window.bench && bench.ready").await
    }

    /// Starts the browser and opens the page.
    pub async fn enter(&mut self) -> anyhow::Result<()> {
        self.launch().await?;
        self.visit("/").await
    }

    /// As [`Self::enter`], in a browser that comes back to its profile after it has ended. It may be none that can be
    /// asked or told anything: `submitting` so many is said to its page by the address.
    pub async fn enter_lasting(&mut self, submitting: usize) -> anyhow::Result<()> {
        if self.engine != Engine::WebKit {
            self.enter().await?;
            return self.submit(submitting, 0).await;
        }
        let first = self.produced + 1;
        self.produced += submitting;
        let visits = self.ready();
        let url = self.site.url(&format!("/#{first}-{}", self.produced));
        self.alone = Some(Alone::open(self.profile.path(), &url).await?);
        patiently(async || {
            crate::until("a page that is ready", async || Ok((self.ready() > visits).then_some(()))).await
        })
        .await
    }

    /// How many pages have said that they are ready.
    fn ready(&self) -> usize {
        self.site.seen("event").iter().filter(|event| event.starts_with("ready")).count()
    }

    /// Waits for a condition in the page.
    pub async fn wait_for(&self, condition: &str) -> anyhow::Result<()> {
        let browser = self.browser()?;
        patiently(async || browser.wait_for(condition).await).await
    }

    /// Submits so many, with that many bytes of filler, and does not wait.
    pub async fn submit(&mut self, count: usize, filler: usize) -> anyhow::Result<()> {
        let first = self.produced + 1;
        self.produced += count;
        let submit = format!(
            "(() => {{ for (let i = {first}; i <= {}; i++) bench.submit('s' + i, 'x'.repeat({filler})); }})()",
            self.produced
        );
        self.browser()?.eval(&submit).await.map(drop)
    }

    /// Counts a submission that a person made by hand, and gives its name.
    pub fn by_hand(&mut self) -> String {
        self.produced += 1;
        format!("s{}", self.produced)
    }

    /// Waits until this page has said that so many are saved.
    pub async fn saved(&self, count: usize) -> anyhow::Result<()> {
        if self.alone.is_some() {
            let told = async || Ok((self.site.seen("saved").len() >= count).then_some(()));
            return patiently(async || crate::until("leads that are saved", told).await).await;
        }
        match self.says_saved {
            true => self.wait_for(&format!("bench.saved.length >= {count}")).await,
            false => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                Ok(())
            }
        }
    }

    /// Ends the browser as a person does: the tab first.
    pub async fn quit(&mut self) -> anyhow::Result<()> {
        if let Some(alone) = self.alone.take() {
            return alone.quit().await;
        }
        self.browser()?.close_tab().await?;
        self.browser.take().context("no browser is running")?.close().await;
        Ok(())
    }

    pub fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(alone) = self.alone.take() {
            alone.kill();
            return Ok(());
        }
        self.browser.take().context("no browser is running")?.kill();
        Ok(())
    }

    /// From now on the collector is well.
    pub async fn heal(&mut self) -> anyhow::Result<()> {
        self.faulty.play(Script::ok());
        self.healed = self.faulty.now();
        self.faulty.settled().await
    }

    /// Another visit, in a fresh tab.
    pub async fn return_later(&self) -> anyhow::Result<()> {
        let browser = self.browser()?;
        browser.open_tab().await?;
        self.visit("/").await
    }

    /// Waits until everything has come, at most so long, and a little for copies. What came then.
    pub async fn settle(&self, patience: Duration) -> anyhow::Result<Outcome> {
        let start = Instant::now();
        let patience = if patience.is_zero() { patience } else { patience.max(self.patience) };
        while start.elapsed() < patience && self.rows()?.len() < self.produced {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let in_time = self.rows()?.len();
        if !self.patience.is_zero() && !patience.is_zero() && in_time < self.produced {
            self.stir().await?;
        }
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let rows = self.rows()?;
        let score = self.faulty.score();
        let names: Vec<String> = (1..=self.produced).map(|i| format!("s{i}")).collect();
        let last =
            self.faulty.accepted().values().filter_map(|copies| copies.first()).map(|copy| copy.at).max();
        Ok(Outcome {
            produced: self.produced,
            stored: names.iter().filter(|name| rows.contains_key(*name)).count(),
            stuck: rows.len().saturating_sub(in_time),
            lost: names.into_iter().filter(|name| !rows.contains_key(name)).collect(),
            twice: rows.values().map(|rows| rows - 1).sum(),
            copies: score.dup_raw,
            changed: score.changed,
            storm: score.storm,
            requests: score.requests,
            late: last.unwrap_or_default().saturating_sub(self.healed).as_secs(),
            story: self.story(),
        })
    }

    /// What may wake up a system that sends nothing by itself: a visit in a fresh tab, and another submission.
    async fn stir(&self) -> anyhow::Result<()> {
        self.return_later().await?;
        tokio::time::sleep(Duration::from_secs(20)).await;
        self.browser()?.eval("bench.submit('stir')").await?;
        tokio::time::sleep(Duration::from_secs(15)).await;
        Ok(())
    }

    /// How many rows each submission has become.
    fn rows(&self) -> anyhow::Result<BTreeMap<String, usize>> {
        if let Some(service) = &self.service {
            return Ok(service.rows());
        }
        let mut rows = BTreeMap::new();
        if self.behind == Behind::Collector {
            for lead in self.store.leads()? {
                *rows.entry(lead.field("bench").to_owned()).or_default() += 1;
            }
        } else {
            for (what, copies) in self.faulty.accepted() {
                let ids: std::collections::BTreeSet<_> = copies.iter().map(|copy| &copy.id).collect();
                rows.insert(what, ids.len());
            }
        }
        rows.remove("stir");
        Ok(rows)
    }

    /// What the pages told, and what came, for messages.
    fn story(&self) -> String {
        let seen = self.faulty.seen();
        let lines = seen.iter().filter(|seen| seen.method != "GET").map(|seen| {
            let what: Vec<_> = seen.items.iter().map(|item| item.what.as_str()).collect();
            let storm = if seen.storm { " in the window" } else { "" };
            format!(
                "\n  {:>6} ms {} {} {} [{}]{storm}",
                seen.at.as_millis(),
                seen.method,
                seen.path,
                seen.behaviour,
                what.join(" ")
            )
        });
        format!("the pages told:{}\nthe collector saw:{}", self.site.story(), lines.collect::<String>())
    }
}
