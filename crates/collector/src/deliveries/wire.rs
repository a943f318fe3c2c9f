//! What carries the requests of one destination away.

use std::time::Duration;

use bytes::Bytes;
use leadwell_core::destination::{HttpRequest, Outgoing};
use leadwell_wire::Pii;

use super::mail::Mailer;
use super::speak::{Carry, Sending};
use crate::outbound::{Call, Lost, Outbound, Reach};

pub(super) struct Wire {
    outbound: Outbound,
    reach: Reach,
    timeout: Duration,
    mailer: Option<Mailer>,
}

impl Wire {
    pub(super) fn new(outbound: Outbound, reach: Reach, timeout: Duration, mailer: Option<Mailer>) -> Self {
        Self { outbound, reach, timeout, mailer }
    }
}

impl Carry for Wire {
    fn send(&self, outgoing: Outgoing) -> Sending<'_> {
        Box::pin(async move {
            match outgoing {
                Outgoing::Http(request) => {
                    let HttpRequest { method, url, headers, more_headers, body } = request;
                    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value));
                    let headers: Vec<_> = headers.chain(more_headers).collect();
                    let body = Pii::new(Bytes::from(body.into_inner()));
                    let call = Call { method: method.as_str(), url: url.expose(), headers: &headers, body };
                    self.outbound.send(call, self.reach, self.timeout).await
                }
                Outgoing::Mail(mail) => match &self.mailer {
                    Some(mailer) => mailer.send(mail, self.timeout).await,
                    None => Err(Lost::Blocked("there is no [smtp] in the configuration")),
                },
            }
        })
    }
}
