//! Couriers as tasks.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::courier::{Courier, Turn, World};
use super::route::Route;
use crate::clock;
use crate::state::Collector;

/// A clock that was set is noticed after this time, and what another program wrote into the store.
const NAP: Duration = Duration::from_secs(60);
/// A store that cannot be written to is tried again after this.
const STORE_AWAY: Duration = Duration::from_secs(2);
/// A request in flight may end within this time once the collector is told to stop. What is cut off is sent again
/// after the next start.
const FINISH: Duration = Duration::from_secs(10);

/// The couriers of a collector.
#[derive(Debug)]
pub struct Deliveries {
    stop: watch::Sender<bool>,
    couriers: JoinSet<()>,
}

impl Deliveries {
    /// Starts a courier for each destination.
    pub fn start(collector: &Collector) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut couriers = JoinSet::new();
        for index in 0..collector.destinations().routes().len() {
            let (collector, stopped) = (collector.clone(), stopped.clone());
            couriers.spawn(async move {
                if let Some(route) = collector.destinations().routes().get(index) {
                    run(&collector, route, stopped).await;
                }
            });
        }
        Self { stop, couriers }
    }

    /// Takes up no more leads and lets what is in flight end.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.couriers.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH, all).await.is_err() {
            tracing::warn!("some deliveries were cut off; they are sent again after the next start");
        }
    }
}

async fn run(collector: &Collector, route: &Route, mut stop: watch::Receiver<bool>) {
    let clock = clock::now;
    let world = World { store: collector.store(), carry: route.carry.as_ref(), clock: &clock };
    let mut courier = loop {
        let new = Courier::new(route.name.clone(), route.speak.clone(), world.store, clock()).await;
        match new {
            Ok(courier) => break courier,
            Err(_) if stopped(&mut stop, STORE_AWAY, route).await => return,
            Err(_) => {}
        }
    };
    while !*stop.borrow() {
        if route.try_now.swap(false, Ordering::Relaxed) {
            courier.try_now();
        }
        let nap = match courier.turn(&world).await {
            Ok(Turn::Again) => continue,
            Ok(Turn::Idle) => NAP,
            Ok(Turn::At(at)) => NAP.min(Duration::from_millis(at.saturating_sub(clock()).max(0) as u64)),
            Err(error) => {
                tracing::warn!(destination = %route.name, %error, "the outbox has to wait");
                STORE_AWAY
            }
        };
        if stopped(&mut stop, nap, route).await {
            return;
        }
    }
}

/// Waits for a time, a lead, or the end; whether it was the end.
async fn stopped(stop: &mut watch::Receiver<bool>, nap: Duration, route: &Route) -> bool {
    tokio::select! {
        // Whoever could have said so is gone, which says the same.
        changed = stop.wait_for(|stop| *stop) => changed.map_or(true, |stop| *stop),
        () = route.wake.notified() => false,
        () = tokio::time::sleep(nap) => false,
    }
}
