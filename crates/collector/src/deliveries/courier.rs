//! Who brings leads to one destination, one after the other in their order.
//!
//! It holds no time of its own and keeps nothing that would be missed: what was settled is in the store, what was not is
//! sent again, and the id says that it is a repeat.

use std::sync::Arc;

use leadwell_core::destination::{Verdict, schedule};
use leadwell_wire::FieldError;

use super::outage::{Failure, Outage, patience};
use super::pace::Pace;
use super::speak::{Carry, Speak};
use crate::outbound::{Lost, Reply};
use crate::store::{DeliveryState, Due, Next, Settled, Store, StoreError, WITHOUT};

/// Requests that one attempt may take: HubSpot's with four rounds of leaving fields out is the longest.
const STEPS: u32 = 6;
/// Of the words of an answer.
const SAID: usize = 500;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Take another turn.
    Again,
    /// Take one at this time, or when a lead comes.
    At(i64),
    /// Wait for a lead.
    Idle,
}

/// What a courier works with.
pub(super) struct World<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) carry: &'a dyn Carry,
    pub(super) clock: &'a (dyn Fn() -> i64 + Sync),
}

pub(super) struct Courier {
    name: Arc<str>,
    speak: Arc<dyn Speak>,
    pace: Pace,
    outage: Outage,
    /// What the last attempt came to, until the store has it.
    unsettled: Option<Settled>,
    /// An attempt that wants another request than there is room for now: its delivery, and how many it has made.
    under_way: Option<(String, u32)>,
}

/// What one attempt came to.
pub(super) enum Outcome {
    Delivered {
        remote_id: Option<String>,
        said: String,
    },
    Refused(String),
    /// Without a failure where the destination never says more.
    Unconfirmed {
        failure: Option<Failure>,
        said: String,
    },
    Failed {
        failure: Failure,
        asked: Option<i64>,
        said: String,
    },
}

impl Outcome {
    /// With other words.
    fn map(self, to: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Delivered { remote_id, said } => {
                Self::Delivered { remote_id: remote_id.map(|id| to(&id)), said: to(&said) }
            }
            Self::Refused(said) => Self::Refused(to(&said)),
            Self::Unconfirmed { failure, said } => Self::Unconfirmed { failure, said: to(&said) },
            Self::Failed { failure, asked, said } => Self::Failed { failure, asked, said: to(&said) },
        }
    }

    /// Whether the destination counts a lead, as far as anybody can know.
    fn may_be_there(&self) -> bool {
        matches!(self, Self::Delivered { .. } | Self::Unconfirmed { .. })
    }
}

impl Courier {
    /// Goes on where an earlier process stopped.
    pub(super) async fn new(
        name: Arc<str>,
        speak: Arc<dyn Speak>,
        store: &dyn Store,
        now: i64,
    ) -> Result<Self, StoreError> {
        let (windows, daily) = (speak.windows(), speak.daily());
        let calls = store.calls_since(name.to_string(), now - Pace::memory(&windows, daily)).await?;
        let pace = Pace::new(windows, daily, &calls);
        Ok(Self { name, speak, pace, outage: Outage::default(), unsettled: None, under_way: None })
    }

    /// Somebody says that the destination is there again.
    pub(super) fn try_now(&mut self) {
        self.outage = Outage::default();
    }

    /// Sends at most one lead.
    pub(super) async fn turn(&mut self, world: &World<'_>) -> Result<Turn, StoreError> {
        self.write_down(world).await?;
        let now = (world.clock)();
        let ready = self.pace.ready_at(now).max(self.outage.until);
        let another = self.outage.asks_another();
        let mut due = match world.store.next_delivery(self.name.to_string(), now, another).await? {
            Next::Nothing => return Ok(Turn::Idle),
            Next::At(at) => return Ok(Turn::At(at.max(ready))),
            Next::Due(_) if ready > now => return Ok(Turn::At(ready)),
            Next::Due(due) => due,
        };
        let (speak, pace) = (Arc::clone(&self.speak), &mut self.pace);
        let mut may_call = |at| {
            let ready = pace.ready_at(at) <= at;
            if ready {
                pace.called(at);
            }
            ready
        };
        let mut steps = match self.under_way.take() {
            Some((delivery, steps)) if delivery == due.delivery.id => steps,
            _ => 0,
        };
        let Some((status, outcome)) =
            attempt(speak.as_ref(), world, &mut due, &mut steps, &mut may_call).await?
        else {
            self.under_way = Some((due.delivery.id.clone(), steps));
            return Ok(Turn::Again);
        };
        if outcome.may_be_there() {
            self.pace.took((world.clock)());
        }
        let settled = self.settle(&due, status, outcome, (world.clock)());
        tracing::info!(
            destination = %self.name, state = settled.state.as_str(), status, "a delivery was tried"
        );
        self.unsettled = Some(settled);
        self.write_down(world).await?;
        Ok(Turn::Again)
    }

    /// What was sent and is not written down would be sent again with every turn of a store that is away.
    async fn write_down(&mut self, world: &World<'_>) -> Result<(), StoreError> {
        if let Some(settled) = self.unsettled.clone() {
            world.store.settle(settled).await?;
            self.unsettled = None;
        }
        Ok(())
    }

    fn settle(&mut self, due: &Due, status: Option<u16>, outcome: Outcome, now: i64) -> Settled {
        let delivery = &due.delivery;
        let mut settled = Settled {
            id: delivery.id.clone(),
            at: now,
            state: DeliveryState::Waiting,
            next_at: now,
            status,
            said: String::new(),
            remote_id: None,
            wake_others: false,
            bury_before: None,
        };
        match outcome {
            Outcome::Delivered { remote_id, said } => {
                settled.state = DeliveryState::Delivered;
                settled.remote_id = remote_id;
                settled.said = cut(&said);
                settled.wake_others = self.outage.over();
            }
            Outcome::Refused(said) => {
                settled.state = DeliveryState::Refused;
                settled.said = cut(&said);
                // Only an answer shows that the destination is there.
                settled.wake_others = status.is_some() && self.outage.over();
            }
            Outcome::Unconfirmed { failure, said } => {
                settled.state = DeliveryState::Unconfirmed;
                settled.said = cut(&said);
                match failure {
                    // The next one would fare no better while the destination is silent.
                    Some(failure) => {
                        self.outage.failed(failure, &delivery.id, delivery.attempts + 1, None, now);
                    }
                    None => settled.wake_others = self.outage.over(),
                }
            }
            Outcome::Failed { failure, asked, said } => {
                let attempts = delivery.attempts + 1;
                settled.next_at = self.outage.failed(failure, &delivery.id, attempts, asked, now);
                settled.said = cut(&said);
                if schedule::after(attempts).is_none() {
                    settled.state = DeliveryState::Dead;
                }
                settled.bury_before = self.outage.is_whole().then(|| now - patience());
            }
        }
        settled
    }
}

/// Sends one lead, in as many requests as its destination asks for, `steps` of which were made. Nothing where there is no
/// room for another one now: what came of the others is kept in the memo.
pub(super) async fn attempt(
    speak: &dyn Speak,
    world: &World<'_>,
    due: &mut Due,
    steps: &mut u32,
    may_call: &mut (dyn FnMut(i64) -> bool + Send),
) -> Result<Option<(Option<u16>, Outcome)>, StoreError> {
    let mut status = None;
    while *steps < STEPS {
        let now = (world.clock)();
        let outgoing = match speak.encode(due, now) {
            Ok(outgoing) => outgoing,
            Err(reasons) => return Ok(Some((status, Outcome::Refused(in_words(&reasons))))),
        };
        if !may_call(now) {
            return Ok(None);
        }
        *steps += 1;
        let reply = world.carry.send(outgoing).await;
        status = reply.as_ref().ok().map(|reply| reply.status);
        let verdict = speak.decode(due, (world.clock)(), reply.as_ref().map_err(|lost| *lost));
        if let Verdict::Next { memo } = verdict {
            world.store.keep_memo(due.delivery.id.clone(), memo.clone()).await?;
            due.memo = memo;
            continue;
        }
        return Ok(Some((status, outcome_of(verdict, &reply).map(|said| speak.hush(said)))));
    }
    let said = "It asked for one request after the other.".into();
    Ok(Some((status, Outcome::Failed { failure: Failure::Perhaps, asked: None, said })))
}

fn outcome_of(verdict: Verdict, reply: &Result<Reply, Lost>) -> Outcome {
    let failure = failure_of(reply);
    match verdict {
        Verdict::Delivered { remote_id, note, lost } => {
            let said = note.unwrap_or_else(|| "Taken".into());
            let said = match lost.is_empty() {
                true => said,
                false => format!("{said}{WITHOUT}{}", lost.join(", ")),
            };
            Outcome::Delivered { remote_id, said }
        }
        Verdict::Unconfirmed { reason, usual } => {
            Outcome::Unconfirmed { failure: (!usual).then_some(failure), said: reason }
        }
        Verdict::Refused { reasons } => Outcome::Refused(in_words(&reasons)),
        Verdict::Misconfigured { reason, gone: false } => Outcome::Failed {
            failure: Failure::Whole,
            asked: None,
            said: format!("The configuration is not right: {reason}"),
        },
        Verdict::Misconfigured { reason, gone: true } => Outcome::Failed {
            failure: Failure::Gone,
            asked: None,
            said: format!("{reason}. Nothing more is sent there by itself"),
        },
        Verdict::RetryAfter { after, reason } => {
            let asked = after.map(|span| span.0.min(i64::MAX as u64) as i64);
            Outcome::Failed { failure, asked, said: reason }
        }
        // Handled by whoever asks; a destination that never stops asking has failed.
        Verdict::Next { .. } => {
            Outcome::Failed { failure: Failure::Perhaps, asked: None, said: String::new() }
        }
    }
}

/// No connection, an answer of a server before the application, and one about all requests are about no lead.
fn failure_of(reply: &Result<Reply, Lost>) -> Failure {
    match reply {
        Err(Lost::Unwritable | Lost::Broken | Lost::Timeout) => Failure::Perhaps,
        Err(Lost::Blocked(_) | Lost::NoName | Lost::Refused | Lost::Tls | Lost::Slow) => Failure::Whole,
        Ok(reply) => match reply.status {
            300..=399 | 401 | 403 | 404 | 410 | 421 | 429 | 502 | 503 | 504 | 521..=524 => Failure::Whole,
            _ => Failure::Perhaps,
        },
    }
}

/// Why a lead was refused, a sentence for each field.
fn in_words(reasons: &[FieldError]) -> String {
    let said = |error: &FieldError| {
        let message = if error.message.is_empty() { &error.code } else { &error.message };
        match error.field.is_empty() {
            true => message.clone(),
            false => format!("{}: {message}", error.field),
        }
    };
    let all: Vec<String> = reasons.iter().map(said).collect();
    if all.is_empty() { "It gave no reason.".into() } else { all.join(" · ") }
}

/// Whatever a stranger answers, a line has an end.
fn cut(said: &str) -> String {
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = said.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let said = format!("{first}{}", letters.as_str());
    match said.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said,
    }
}

#[cfg(test)]
mod tests;
