//! Salesforce Web-to-Lead: 200 whatever comes, and only what is right becomes a lead.

use super::ledger::Window;
use super::request::of;
use super::{Asked, Ledger, Said, Service};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Salesforce {
    pub oid: String,
    /// Answers with a redirect to `retURL`, where that is given.
    pub redirects: bool,
    day: Window,
    /// Over the limit of a day: they wait in a queue, or went to somebody by mail.
    pub queued: usize,
}

impl Default for Salesforce {
    fn default() -> Self {
        let day = Window::of(500, Duration::from_secs(86_400));
        Self { oid: "00D000000000062".into(), redirects: false, day, queued: 0 }
    }
}

const LENGTHS: &[(&str, usize)] =
    &[("first_name", 40), ("last_name", 80), ("company", 40), ("email", 80), ("phone", 40)];

impl Service for Salesforce {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        let place = asked.path == "/servlet/servlet.WebToLead";
        let fields = asked.urlencoded().unwrap_or_default();
        let has = |name: &str| of(&fields, name).is_some_and(|value| !value.trim().is_empty());
        let fits = |(name, most): &(&str, usize)| {
            of(&fields, name).is_none_or(|value| value.chars().count() <= *most)
        };
        let right = place && of(&fields, "oid") == Some(&self.oid) && has("last_name") && has("company");
        if right && LENGTHS.iter().all(fits) {
            if self.day.takes(ledger.now) {
                ledger.keep(of(&fields, "email").unwrap_or_default());
            } else {
                self.queued += 1;
            }
        }
        match of(&fields, "retURL").filter(|url| self.redirects && !url.is_empty()) {
            Some(url) => Said::html(302, "").with("location", url),
            None => Said::html(200, ""),
        }
    }
}
