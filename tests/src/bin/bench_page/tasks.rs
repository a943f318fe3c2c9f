//! Long tasks on a slow phone: from the load over filling in the form until the lead is delivered.

use crate::pressure::Pressure;
use crate::{PROBE, demo, patiently};
use anyhow::bail;
use axum::Router;
use axum::http::header;
use leadwell_tests::site::Setup;
use leadwell_tests::{Engine, Rig};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;

const THROTTLE: u32 = 4;
const REPEATS: usize = 3;
/// Visits at most, where the machine disturbs them.
const PATIENCE: usize = 9;
/// What the browser itself calls long.
const LONG: f64 = 50.0;
/// The share of waiting above which a visit says less about us than about the machine; then more are made.
const BUSY: f64 = 0.4;
const CONTROL: &str = include_str!("control.js");

/// A stretch of the main thread's time, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: f64,
    duration: f64,
}

impl Span {
    fn of(entry: &Value) -> Self {
        let number = |key: &str| entry[key].as_f64().unwrap_or_default();
        Self { start: number("start"), duration: number("duration") }
    }

    /// How long both lasted at once.
    fn common(self, other: Self) -> f64 {
        let end = (self.start + self.duration).min(other.start + other.duration);
        (end - self.start.max(other.start)).max(0.0)
    }
}

/// One run of a script, as the browser attributes it.
#[derive(Debug)]
struct Script {
    span: Span,
    /// The file's name.
    file: String,
    /// What made it run: an event's listener, a promise, the script itself.
    invoker: String,
}

#[derive(Debug)]
struct Visit {
    /// Tasks over 50 ms of the whole page.
    tasks: Vec<Span>,
    /// Our scripts' runs, longest first. The browser names those over 5 ms in frames over 50 ms.
    ours: Vec<Script>,
    /// How much of the time something on this machine waited for a core.
    waited: Option<f64>,
}

impl Visit {
    fn read(seen: &Value, waited: Option<f64>) -> Self {
        let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let scripts = each(&seen["frames"]).into_iter().flat_map(|frame| each(&frame["scripts"]));
        let mut ours: Vec<_> = scripts
            .filter_map(|script| {
                let file = ours(script["url"].as_str()?)?.to_owned();
                let invoker = script["invoker"].as_str().unwrap_or_default();
                // Of an address only its end tells something.
                let invoker = invoker.rsplit('/').next().unwrap_or_default().to_owned();
                Some(Script { span: Span::of(&script), file, invoker })
            })
            .collect();
        ours.sort_by(|a, b| b.span.duration.total_cmp(&a.span.duration));
        Self { tasks: each(&seen["tasks"]).iter().map(Span::of).collect(), ours, waited }
    }

    /// Times are the clock's, so a thread that waits for a core looks slow.
    fn disturbed(&self) -> bool {
        self.waited.is_some_and(|share| share > BUSY)
    }

    /// What our scripts took of each long task that they had a part in.
    fn shares(&self) -> Vec<f64> {
        let share = |task: &Span| self.ours.iter().map(|script| script.span.common(*task)).sum::<f64>();
        self.tasks.iter().map(share).filter(|share| *share > 0.0).collect()
    }

    /// Tasks that would be long by our part alone.
    fn over(&self) -> usize {
        self.shares().iter().filter(|share| **share > LONG).count()
    }
}

/// The file's name if the script or module is one of the widget's.
fn ours(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next()?;
    let (_, file) = path.rsplit_once('/')?;
    (file.starts_with("leadwell") && (file.ends_with(".js") || file.ends_with(".wasm"))).then_some(file)
}

pub(crate) async fn run() -> anyhow::Result<()> {
    let html = demo::page()?;
    let control = patiently("the control", async || control(&html).await).await?;
    if control.over() == 0 {
        bail!("a script of 150 ms was not seen ({control:?}): no judgement of ours is possible");
    }
    let html = demo::staying(&html)?;
    let mut visits = Vec::new();
    while visits.iter().filter(|visit: &&Visit| !visit.disturbed()).count() < REPEATS
        && visits.len() < PATIENCE
    {
        let what = format!("visit {} at {THROTTLE}x CPU throttle", visits.len() + 1);
        eprintln!("{what}");
        visits.push(patiently(&what, async || in_rig(&html, submit).await).await?);
    }
    // What the machine disturbed least.
    visits.sort_by(|a, b| a.waited.unwrap_or_default().total_cmp(&b.waited.unwrap_or_default()));
    visits.truncate(REPEATS);
    print(&visits);
    let slow = visits.iter().filter(|visit| visit.over() > 0).count();
    if slow > 1 {
        let excuse = match visits.iter().any(Visit::disturbed) {
            true => "; the machine was busy, so try again on a quiet one",
            false => "",
        };
        bail!("a task of the widget took over {LONG} ms in {slow} of {REPEATS} visits{excuse}");
    }
    Ok(())
}

fn print(visits: &[Visit]) {
    println!(
        "\nload, form filled in, submitted, delivered; Chromium at {THROTTLE}x CPU throttle; quietest first"
    );
    println!(
        "visit  long tasks  with ours  most ours  over {LONG} ms  waiting   longest run of a script of ours"
    );
    for (number, visit) in (1..).zip(visits) {
        let longest = match visit.ours.first() {
            Some(Script { span, file, invoker }) => format!("{:.0} ms {file} ({invoker})", span.duration),
            None => "none in a long frame".to_owned(),
        };
        let most = visit.shares().into_iter().fold(0.0, f64::max);
        println!(
            "{number:>5}{:>12}{:>11}{:>11}{:>11}{:>9}   {longest}",
            visit.tasks.len(),
            visit.shares().len(),
            format!("{most:.0} ms"),
            visit.over(),
            visit.waited.map_or("?".to_owned(), |share| format!("{:.0} %", share * 100.0)),
        );
    }
    println!(
        "most ours: what our scripts took of one long task; over: tasks where that is over {LONG} ms;\n\
         waiting: the share of the time in which programs of this machine waited for a core, which counts as ours too"
    );
}

/// The landing page with a slow script that is called like ours.
async fn control(html: &str) -> anyhow::Result<Visit> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let src = format!("http://{}/leadwell-control.js", listener.local_addr()?);
    let app = Router::new().fallback(async || ([(header::CONTENT_TYPE, "text/javascript")], CONTROL));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let html = html.replacen("</head>", &format!("<script async src=\"{src}\"></script></head>"), 1);
    let visit = in_rig(&html, async |_| Ok(())).await;
    server.abort();
    visit
}

/// A first visit of a page on a slow machine.
async fn in_rig(html: &str, act: impl AsyncFnOnce(&Rig) -> anyhow::Result<()>) -> anyhow::Result<Visit> {
    let rig = Rig::start(Engine::Chromium, true, true).await?;
    let mut visit = None;
    let outcome = async {
        let site = rig.site(Setup { before: PROBE, ..Setup::page(html) }).await?;
        rig.browser.goto("about:blank").await?;
        rig.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": THROTTLE })).await?;
        let pressure = Pressure::now();
        rig.browser.goto(&site.url("/")).await?;
        rig.browser.wait_for("bench().events.ready").await?;
        act(&rig).await?;
        // Frames are told once they are over.
        tokio::time::sleep(Duration::from_secs(1)).await;
        visit = Some(Visit::read(&rig.browser.eval("bench()").await?, pressure.and_then(Pressure::waited)));
        Ok(())
    };
    let outcome = outcome.await;
    rig.finish(outcome).await?;
    visit.ok_or_else(|| anyhow::anyhow!("nothing was observed"))
}

/// What a visitor does who agrees to be remembered.
async fn submit(rig: &Rig) -> anyhow::Result<()> {
    rig.browser.click(".ask button").await?;
    rig.fill_anything().await?;
    rig.submit().await?;
    rig.browser.wait_for("bench().events.delivered").await?;
    rig.collector.the_only_lead().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_files_are_told_from_others() {
        assert_eq!(ours("http://127.0.0.1:1/leadwell-0123456789ab.js"), Some("leadwell-0123456789ab.js"));
        assert_eq!(ours("https://c.example/leadwell.js?x=/a.js"), Some("leadwell.js"));
        assert_eq!(ours("https://c.example/consent.js"), None);
        assert_eq!(ours("https://leadwell.js"), Some("leadwell.js"));
        assert_eq!(ours("http://127.0.0.1:1/"), None);
    }

    #[test]
    fn a_visit_is_read() {
        let seen = json!({
            "tasks": [{ "start": 100, "duration": 80 }, { "start": 300, "duration": 60 }],
            "frames": [{ "start": 95, "duration": 90, "scripts": [
                { "start": 100, "duration": 12, "url": "http://c/leadwell.js", "invoker": "http://c/leadwell.js" },
                { "start": 112, "duration": 51, "url": "http://c/leadwell-1.js", "invoker": "Response.json.then" },
                { "start": 163, "duration": 17, "url": "http://s/consent.js", "invoker": "BUTTON.onclick" },
            ] }],
        });
        let visit = Visit::read(&seen, None);
        assert_eq!((visit.tasks.len(), visit.over()), (2, 1));
        assert!((visit.shares()[0] - 63.0).abs() < 1e-9 && visit.shares().len() == 1, "{visit:?}");
        assert_eq!(
            (visit.ours[0].file.as_str(), visit.ours[1].invoker.as_str()),
            ("leadwell-1.js", "leadwell.js")
        );
    }
}
