//! One scenario's world: a browser, a collector, and the sites that it opens.

use crate::collector::Collector;
use crate::front::{Front, Rule};
use crate::site::{Setup, Site};
use crate::tools::repository;
use crate::{Browser, Engine};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The person who fills in forms; nothing of her may stand in a log.
pub const NAME: &str = "Ana Zrinski";
pub const EMAIL: &str = "ana.zrinski@example.org";
pub const MESSAGE: &str = "Sixty seats by spring, please.";

#[derive(Debug)]
pub struct Rig {
    pub browser: Browser,
    pub collector: Collector,
    sites: Mutex<Vec<Site>>,
}

impl Rig {
    /// With the demo's forms (`demo`) or the tests' own.
    pub async fn start(engine: Engine, javascript: bool, demo: bool) -> anyhow::Result<Self> {
        let collector = match demo {
            true => Collector::start().await?,
            false => Collector::with_forms(&repository().join("tests/fixtures/forms")).await?,
        };
        let browser = Browser::open(engine, javascript).await?;
        Ok(Self { browser, collector, sites: Mutex::default() })
    }

    pub async fn site(&self, setup: Setup) -> anyhow::Result<Site> {
        self.site_of(&self.collector.origin, setup).await
    }

    /// A proxy with faults, and a site that knows the collector by its address alone.
    pub async fn site_behind(&self, rules: &[Rule], setup: Setup) -> anyhow::Result<(Front, Site)> {
        let front = Front::start(&self.collector.origin, rules).await?;
        let site = self.site_of(&front.origin, setup).await?;
        Ok((front, site))
    }

    async fn site_of(&self, collector: &str, setup: Setup) -> anyhow::Result<Site> {
        let site = Site::start(collector, setup).await?;
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).push(site.clone());
        Ok(site)
    }

    /// Fills in the form of `pages::contact` as a person does.
    pub async fn fill_contact(&self) -> anyhow::Result<()> {
        self.browser.fill("name", NAME).await?;
        self.browser.fill("email", EMAIL).await?;
        self.browser.fill("team", "60").await?;
        self.browser.choose("topic", "sales").await?;
        self.browser.fill("message", MESSAGE).await?;
        self.browser.click("[name='consent']").await
    }

    /// Fills in whatever controls the page has, by their kind.
    pub async fn fill_anything(&self) -> anyhow::Result<()> {
        let controls = "[...document.querySelectorAll('form [name]:not([type=hidden])')]\
                        .map(c => [c.name, c.inputMode === 'decimal' ? 'number' : c.type, c.value])";
        let controls = self.browser.eval(controls).await?;
        for control in controls.as_array().into_iter().flatten() {
            let text = |i: usize| control[i].as_str().unwrap_or_default();
            match (text(0), text(1)) {
                (name, "email") => self.browser.fill(name, EMAIL).await?,
                (name, "text") => self.browser.fill(name, NAME).await?,
                (name, "textarea") => self.browser.fill(name, MESSAGE).await?,
                (name, "number") => self.browser.fill(name, "60").await?,
                (name, "tel") => self.browser.fill(name, "+385 1 4872 100").await?,
                (name, "checkbox" | "radio") => {
                    self.browser.click(&format!("[name='{name}'][value='{}']", text(2))).await?;
                }
                (name, "select-one" | "select-multiple") => {
                    self.browser.click(&format!("[name='{name}'] option:last-child")).await?;
                }
                (name, kind) => anyhow::bail!("do not know how to fill in {name}, a {kind}"),
            }
        }
        Ok(())
    }

    pub async fn submit(&self) -> anyhow::Result<()> {
        self.browser.click("form button:not([type='button'])").await
    }

    /// The id that the script put into the form: what a native post would carry too.
    pub async fn hidden_id(&self) -> anyhow::Result<String> {
        let css = "form input[type='hidden'][name='leadwell_id']";
        let id = self.browser.find(css).await?.prop("value").await?;
        Ok(id.unwrap_or_default())
    }

    /// The lead, which must be the only one and have all that `fill_contact` typed.
    pub async fn captured(&self) -> anyhow::Result<crate::collector::Lead> {
        let lead = self.collector.the_only_lead().await?;
        let typed = [
            ("name", NAME),
            ("email", EMAIL),
            ("team", "60"),
            ("topic", "sales"),
            ("message", MESSAGE),
            ("consent", "yes"),
        ];
        for (name, value) in typed {
            anyhow::ensure!(lead.field(name) == value, "{name} is {:?}: {lead:#?}", lead.field(name));
        }
        Ok(lead)
    }

    /// What holds after every scenario, however it went: the host page saw no error of ours, and the
    /// collector's log names nobody.
    pub async fn finish(self, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
        // Beacons may still be on their way.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let sites = self.sites.into_inner().unwrap_or_else(PoisonError::into_inner);
        let story: String = sites.iter().map(Site::story).collect();
        let log = self.collector.log()?;
        self.browser.close().await;
        outcome
            .map_err(|error| error.context(format!("the pages told:{story}\nthe collector told:\n{log}")))?;
        for site in &sites {
            for kind in ["uncaught", "rejected"] {
                let errors = site.seen(kind);
                anyhow::ensure!(errors.is_empty(), "the host page saw {kind} errors: {errors:?}");
            }
        }
        for personal in [NAME, EMAIL, MESSAGE] {
            anyhow::ensure!(!log.contains(personal), "the collector's log names a person:\n{log}");
        }
        Ok(())
    }
}
