//! A collector that refuses: the leads stay, can be listed, and are sent again when somebody says so.

use anyhow::ensure;
use leadwell_tests::Engine;
use leadwell_tests::faulty::{Behaviour, Script};
use leadwell_tests::trial::{Outcome, Place, System, World};
use std::time::Duration;

const REFUSAL: &str =
    r#"{"error":"invalid","message":"no","errors":[{"field":"bench","code":"pattern","message":"no"}]}"#;

pub(super) async fn again(engine: Engine, system: &System) -> anyhow::Result<Outcome> {
    let refuse = Behaviour::Status { code: 422, headers: Vec::new(), body: REFUSAL.into() };
    let mut world = World::start(engine, system, Script::always(refuse), Place::default()).await?;
    world.enter().await?;
    world.submit(3, 0).await?;
    world.saved(3).await?;
    let listed = "(leadwell('parked', (list) => { window.list = list; }), window.list.length === 3)";
    world.wait_for(listed).await?;
    world.heal().await?;
    // A page later they are still there, and nothing has sent them by itself.
    world.return_later().await?;
    world.wait_for(listed).await?;
    ensure!(world.settle(Duration::from_secs(2)).await?.stored == 0, "a refused lead was sent by itself");
    let names = world.browser()?.eval("list.map((lead) => lead.fields.bench).sort().join()").await?;
    ensure!(names == "s1,s2,s3", "{names}");
    world.browser()?.eval("list.forEach((lead) => leadwell('resend', lead.id))").await?;
    world.settle(Duration::from_secs(15)).await
}
