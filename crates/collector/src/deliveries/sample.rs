//! A marked sample, sent at the owner's word.

use leadwell_wire::Pii;

use std::sync::atomic::Ordering;

use super::courier::{Outcome, World, attempt};
use crate::clock;
use crate::state::Collector;
use crate::store::{Delivery, DeliveryState, Due};

/// What came of a sample.
pub(crate) struct Tried {
    pub(crate) delivered: bool,
    pub(crate) status: Option<u16>,
    pub(crate) said: String,
}

/// Sends a lead that nobody has sent to this destination, past the outbox. Nothing if there is no such destination.
pub(crate) async fn try_out(collector: &Collector, name: &str) -> Option<Tried> {
    let route = collector.destinations().get(name)?;
    let (lead, now) = (new_id(), clock::now());
    let form = collector.forms().names().find(|form| route.takes(form)).unwrap_or_default().to_owned();
    let delivery = Delivery {
        id: new_id(),
        seq: 0,
        lead,
        who: None,
        destination: name.to_owned(),
        state: DeliveryState::Waiting,
        attempts: 0,
        since: now,
        next_at: now,
        last_at: None,
        status: None,
        said: String::new(),
        remote_id: None,
    };
    let memo = String::new();
    let mut due = Due {
        delivery,
        form,
        received_at: now,
        memo,
        sample: true,
        corrections: Vec::new(),
        assessment: None,
        raw: Pii::default(),
    };
    let world = World { store: collector.store(), carry: route.carry.as_ref(), clock: &clock::now };
    // The owner waits for the answer, and one more is within what destinations bear.
    let attempted = attempt(route.speak.as_ref(), &world, &mut due, &mut 0, &mut |_| true).await;
    let (status, outcome) = match attempted {
        Ok(came_to) => came_to.unwrap_or((None, Outcome::Refused(String::new()))),
        Err(error) => (None, Outcome::Refused(error.to_string())),
    };
    let (delivered, said) = match outcome {
        Outcome::Delivered { said, .. } => {
            // It is there again, whatever the couriers believe.
            route.try_now.store(true, Ordering::Relaxed);
            route.wake.notify_one();
            (true, said)
        }
        Outcome::Refused(said) | Outcome::Unconfirmed { said, .. } | Outcome::Failed { said, .. } => {
            (false, said)
        }
    };
    Some(Tried { delivered, status, said })
}

fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
