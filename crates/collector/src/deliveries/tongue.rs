//! A destination of `core` as the outbox speaks with it.

use std::time::Duration;

use leadwell_core::destination::{self, Answer, Destination, Lead, Outgoing, Sending, Verdict};
use leadwell_wire::{FieldError, FormDef, Id, Millis};

use super::Hidden;
use super::lead::{context_of, record_of};
use super::speak::Speak;
use crate::forms::FormSet;
use crate::outbound::{Lost, Reply};
use crate::store::Due;

pub(super) struct Tongue {
    destination: Destination,
    forms: FormSet,
    hidden: Hidden,
}

impl Tongue {
    pub(super) fn new(destination: Destination, forms: FormSet, hidden: Hidden) -> Self {
        Self { destination, forms, hidden }
    }

    /// For one request and its answer.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.destination.limits().timeout.0)
    }

    /// Says it as `core` wants to hear it.
    fn say<T>(&self, due: &Due, now: i64, to: impl FnOnce(&Destination, &Sending<'_>) -> T) -> Option<T> {
        // A form that is no longer defined had fields all the same.
        let bare = FormDef { form: due.form.clone(), ..FormDef::default() };
        let form = self.forms.get(&due.form).map_or(&bare, |form| &form.def);
        let now = Millis(now.max(0) as u64);
        let lead = match due.sample {
            true => Lead::sample(Id::parse(&due.delivery.lead)?, form, "", now),
            false => {
                let mut lead = Lead::of(record_of(due)?, form).in_context(context_of(due).expose());
                if let Some(own) = &due.assessment {
                    lead.assess(&own.stage, own.score);
                }
                lead
            }
        };
        let id = Id::parse(&due.delivery.id)?;
        let sending =
            Sending { lead: &lead, id: &id, now, attempt: due.delivery.attempts + 1, memo: &due.memo };
        Some(to(&self.destination, &sending))
    }
}

fn unreadable() -> Vec<FieldError> {
    let message = "The stored record cannot be read.".to_owned();
    vec![FieldError { code: "unreadable".into(), message, ..FieldError::default() }]
}

impl Speak for Tongue {
    fn windows(&self) -> Vec<(usize, i64)> {
        let limits = self.destination.limits();
        limits.per.iter().map(|(most, span)| (*most as usize, span.0 as i64)).collect()
    }

    fn daily(&self) -> Option<usize> {
        self.destination.limits().daily.map(|most| most as usize)
    }

    fn encode(&self, due: &Due, now: i64) -> Result<Outgoing, Vec<FieldError>> {
        self.say(due, now, Destination::encode).unwrap_or_else(|| Err(unreadable()))
    }

    fn hush(&self, said: &str) -> String {
        self.hidden.hush(said)
    }

    fn decode(&self, due: &Due, now: i64, reply: Result<&Reply, Lost>) -> Verdict {
        let reason = reply.err().map(|lost| lost.to_string()).unwrap_or_default();
        let body = reply.map(|reply| String::from_utf8_lossy(&reply.body)).unwrap_or_default();
        let answer = match reply {
            Ok(reply) => Answer::Reply(destination::Reply {
                status: reply.status,
                headers: &reply.headers,
                body: &body,
            }),
            Err(lost) => Answer::Lost { reason: &reason, arrived: lost.may_have_arrived() },
        };
        self.say(due, now, |destination, sending| destination.decode(sending, &answer))
            .unwrap_or_else(|| Verdict::Refused { reasons: unreadable() })
    }
}
