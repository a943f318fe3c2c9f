//! Paired cold loads of the landing page, with the tag and with the tag removed.

use crate::stats::{median, quantile};
use crate::{Options, PROBE, demo, patiently};
use anyhow::Context as _;
use leadwell_tests::site::Setup;
use leadwell_tests::{Browser, Collector, Engine, Site};
use serde_json::{Value, json};
use std::time::Duration;

/// What a browser does at its own start should be over before the page loads.
const SETTLE: Duration = Duration::from_millis(500);
/// How long a page is watched after its load event, and after the widget is there.
const WATCH: Duration = Duration::from_millis(1500);

/// Times in milliseconds from the start of the navigation.
#[derive(Debug)]
struct Load {
    fcp: f64,
    lcp: f64,
    cls: f64,
    /// What the largest paint was of.
    element: String,
}

#[derive(Debug)]
struct Pair {
    tagged: Load,
    plain: Load,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let html = demo::page()?;
    let collector = Collector::start().await?;
    let serve = |html| Site::start(&collector.origin, Setup { before: PROBE, ..Setup::page(html) });
    let plain = serve(demo::without_tag(&html)?).await?;
    let tagged = serve(html).await?;

    let mut pairs = Vec::new();
    for number in 1..=options.runs {
        let what = format!("pair {number} of {}", options.runs);
        // In turn, so that neither is always the first.
        let pair = patiently(&what, async || {
            Ok(if number % 2 == 1 {
                let tagged = cold(&tagged, true, options).await?;
                Pair { tagged, plain: cold(&plain, false, options).await? }
            } else {
                let plain = cold(&plain, false, options).await?;
                Pair { tagged: cold(&tagged, true, options).await?, plain }
            })
        });
        let pair = pair.await?;
        eprintln!("{what}: LCP {:.0} ms with the tag, {:.0} without", pair.tagged.lcp, pair.plain.lcp);
        pairs.push(pair);
    }
    print(&pairs, options);
    Ok(())
}

/// A load by a browser that was never anywhere.
async fn cold(site: &Site, tagged: bool, options: &Options) -> anyhow::Result<Load> {
    let browser = Browser::open(Engine::Chromium, true).await?;
    let load = watch(&browser, site, tagged, options).await;
    browser.close().await;
    load
}

async fn watch(browser: &Browser, site: &Site, tagged: bool, options: &Options) -> anyhow::Result<Load> {
    browser.goto("about:blank").await?;
    if options.slow_network {
        browser.devtools("Network.enable", json!({})).await?;
        // What Lighthouse calls slow 4G: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
        let slow = json!({
            "offline": false, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750,
        });
        browser.devtools("Network.emulateNetworkConditions", slow).await?;
    }
    tokio::time::sleep(SETTLE).await;
    browser.goto(&site.url("/")).await?;
    browser.wait_for("document.readyState === 'complete'").await?;
    if tagged {
        browser.wait_for("bench().events.ready").await?;
    }
    tokio::time::sleep(WATCH).await;
    let seen = browser.eval("bench()").await?;
    let number = |key: &str| seen[key].as_f64().with_context(|| format!("no {key} in {seen}"));
    let element = seen["element"].as_str().unwrap_or_default().to_owned();
    let load = Load { fcp: number("fcp")?, lcp: number("lcp")?, cls: number("cls")?, element };
    anyhow::ensure!(load.fcp > 0.0 && load.lcp > 0.0, "nothing was painted: {seen}");
    anyhow::ensure!(tagged || seen["events"] == Value::Object(serde_json::Map::new()), "the tag is there");
    Ok(load)
}

fn print(pairs: &[Pair], options: &Options) {
    let network = if options.slow_network { ", slow 4G" } else { "" };
    println!("\n{} pairs of cold loads of {}, Chromium{network}; medians", pairs.len(), demo::NAME);
    println!("{:26}{:>10}{:>10}{:>12}   middle half", "", "tag", "no tag", "difference");
    row("first contentful paint", "ms", pairs, |load| load.fcp);
    row("largest contentful paint", "ms", pairs, |load| load.lcp);
    row("layout shift (CLS)", "", pairs, |load| load.cls);
    let mut elements: Vec<_> =
        pairs.iter().flat_map(|pair| [&pair.tagged.element, &pair.plain.element]).collect();
    elements.sort_unstable();
    elements.dedup();
    println!("largest paint: {elements:?}; difference: with the tag minus without, in each pair");
}

fn row(name: &str, unit: &str, pairs: &[Pair], of: impl Fn(&Load) -> f64) {
    let tagged: Vec<_> = pairs.iter().map(|pair| of(&pair.tagged)).collect();
    let plain: Vec<_> = pairs.iter().map(|pair| of(&pair.plain)).collect();
    let differences: Vec<_> = tagged.iter().zip(&plain).map(|(tagged, plain)| tagged - plain).collect();
    let digits = if unit.is_empty() { 4 } else { 0 };
    let figure = |value: f64| format!("{value:.digits$} {unit}");
    let signed = |value: f64| format!("{:+.digits$} {unit}", value + 0.0);
    println!(
        "{name:26}{:>10}{:>10}{:>12}   {} to {}",
        figure(median(&tagged)),
        figure(median(&plain)),
        signed(median(&differences)),
        signed(quantile(&differences, 0.25)),
        signed(quantile(&differences, 0.75)),
    );
}
