//! One submission stays one (F13, F14).

use leadwell_tests::Engine;
use leadwell_tests::browser::ENTER;
use leadwell_tests::faulty::{Behaviour, Script};
use leadwell_tests::trial::{Outcome, Place, System, World, leadwell};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);

pub(super) async fn clicks(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let late = Script::always(Behaviour::LateOk(Duration::from_secs(2)));
    let mut world = World::start(engine, system, late, Place::default()).await?;
    world.enter().await?;
    let name = world.by_hand();
    let browser = world.browser()?;
    browser.fill("bench", &name).await?;
    browser.click_twice("form button").await?;
    browser.eval("document.forms[0].bench.focus()").await?;
    browser.keys(&ENTER.to_string()).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    world.settle(SOON).await
}

pub(super) async fn tags(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let mut system = system.clone();
    system.pages = vec![("/", leadwell::page_with(leadwell::TAG))];
    let mut world = World::start(engine, &system, Script::ok(), Place::default()).await?;
    world.enter().await?;
    world.submit(1, 0).await?;
    world.saved(1).await?;
    world.wait_for("bench.told.includes('delivered')").await?;
    world
        .browser()?
        .eval(
            "(() => {
        const [form] = document.forms;
        for (let i = 0; i < 2; i++) { form.remove(); document.body.append(form); }
    })()",
        )
        .await?;
    world.submit(1, 0).await?;
    world.settle(SOON).await
}
