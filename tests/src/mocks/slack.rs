//! An incoming webhook of Slack.

use super::ledger::Window;
use super::{Asked, Ledger, Said, Service};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Slack {
    rate: Window,
    pub archived: bool,
}

impl Slack {
    /// One message in that span; Slack's is a second.
    pub fn paced(span: Duration) -> Self {
        Self { rate: Window::of(1, span), archived: false }
    }
}

impl Service for Slack {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if self.archived {
            return Said::text(410, "channel_is_archived");
        }
        if !asked.path.starts_with("/services/") {
            return Said::text(404, "no_service");
        }
        if !self.rate.takes(ledger.now) {
            return Said::text(429, "rate_limited").with("retry-after", "1");
        }
        let Some(body) = asked.json() else { return Said::text(400, "invalid_payload") };
        let Some(text) = body["text"].as_str().filter(|text| !text.is_empty()) else {
            return Said::text(400, "no_text");
        };
        ledger.keep(text);
        Said::text(200, "ok")
    }
}
