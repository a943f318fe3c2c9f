//! Texts in the store that are no leads, or not ours (F12 a to c, F19).

use anyhow::ensure;
use leadwell_tests::Engine;
use leadwell_tests::faulty::{Behaviour, Script};
use leadwell_tests::trial::{Outcome, Place, System, World, leadwell};
use serde_json::Value;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

/// Adds texts made by `text` of a good one under `count` keys; and tells the whole store afterwards.
fn store(count: usize, text: &str) -> String {
    format!(
        "(async () => {{
            const done = (request) => new Promise((ok, no) => {{
                request.onsuccess = () => ok(request.result);
                request.onerror = () => no(request.error);
            }});
            const db = await done(indexedDB.open('leadwell', 1));
            const [good] = (await done(db.transaction('outbox').objectStore('outbox').getAll()))
                .filter((text) => String(text).startsWith('leadwell/1'));
            const make = (good) => {text};
            for (let i = 0; i < {count}; i++) {{
                const outbox = db.transaction('outbox', 'readwrite').objectStore('outbox');
                await done(outbox.put(make(good), '01900000-0000-7000-8000-00000000000' + i));
            }}
            const outbox = db.transaction('outbox').objectStore('outbox');
            const all = [await done(outbox.getAllKeys()), await done(outbox.getAll())];
            db.close();
            return all[0].map((key, i) => [key, all[1][i]]);
        }})()"
    )
}

/// Five undelivered, beside a sixth text; five more on the next visit. The store afterwards.
async fn beside(engine: Engine, system: &System, text: &str, why: &str) -> anyhow::Result<(Outcome, Value)> {
    let mut world = World::start(engine, system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.browser()?.eval(&store(1, text)).await?;
    world.browser()?.close_tab().await?;
    world.heal().await?;
    world.visit("/").await?;
    world.submit(5, 0).await?;
    let outcome = world.settle(SOON).await?;
    // By whichever page looked first.
    world.site.await_seen("event", why).await?;
    Ok((outcome, world.browser()?.eval(&store(0, "good")).await?))
}

fn is_aside(store: &Value) -> bool {
    store
        .as_array()
        .is_some_and(|rows| rows.len() == 1 && rows[0][0].as_str().is_some_and(|key| key.starts_with('!')))
}

pub(super) async fn cut_short(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let (outcome, store) = beside(engine, system, "good.slice(0, -20)", "stored_corrupt").await?;
    ensure!(is_aside(&store), "it was not put aside: {store}");
    Ok(outcome)
}

pub(super) async fn no_record(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let (outcome, store) = beside(engine, system, "null", "stored_corrupt").await?;
    ensure!(is_aside(&store), "it was not put aside: {store}");
    Ok(outcome)
}

pub(super) async fn later_version(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let later = "good.replace('leadwell/1', 'leadwell/2')";
    let (outcome, store) = beside(engine, system, later, "stored_version").await?;
    let text = store[0][1].as_str().unwrap_or_default();
    ensure!(
        store.as_array().is_some_and(|rows| rows.len() == 1) && text.starts_with("leadwell/2 "),
        "{store}"
    );
    Ok(outcome)
}

/// A page of a later version: its records are of version 2, and it reads both.
const LATER: &str = "<script nonce='harness'>{
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (text, ...more) {
        return put.call(this, String(text).replace(/^leadwell\\/1 /, 'leadwell/2 '), ...more);
    };
    const result = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result');
    Object.defineProperty(IDBRequest.prototype, 'result', { ...result, get() {
        const found = result.get.call(this);
        return typeof found === 'string' ? found.replace(/^leadwell\\/2 /, 'leadwell/1 ') : found;
    } });
}</script>";

/// This version with five undelivered and a later one side by side, five more each; then the later one alone.
pub(super) async fn two_versions(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut system = system.clone();
    system.pages.push(("/later", leadwell::page_with(LATER)));
    let mut world =
        World::start(engine, &system, Script::always(Behaviour::Refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    let first = world.browser()?.tab().await?;
    let second = world.browser()?.open_tab().await?;
    world.visit("/later").await?;
    world.submit(5, 0).await?;
    world.saved(5).await?;
    world.browser()?.switch_to(&first).await?;
    world.submit(5, 0).await?;
    world.saved(10).await?;
    // This version looks at what the later one has kept, and leaves it alone.
    world.browser()?.eval("dispatchEvent(new Event('online'))").await?;
    world.site.await_seen("event", "stored_version").await?;
    let kept = world.browser()?.eval(&store(0, "good")).await?;
    let of = |version: &str| {
        let rows = kept.as_array().into_iter().flatten();
        rows.filter(|row| row[1].as_str().is_some_and(|text| text.starts_with(version))).count()
    };
    ensure!((of("leadwell/1 "), of("leadwell/2 ")) == (10, 5), "{kept}");
    world.browser()?.leave_tab_for(&second).await?;
    world.browser()?.goto(&world.site.url("/away.html")).await?;
    world.heal().await?;
    world.visit("/later").await?;
    let outcome = world.settle(SOON).await?;
    let aside = world.site.seen("event").iter().filter(|event| event.contains("stored_corrupt")).count();
    ensure!(aside == 0, "{aside} were put aside");
    Ok(outcome)
}
