//! The destinations of this collector, and the way from a stored lead to their couriers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use super::speak::{Carry, Speak};
use super::tongue::Tongue;
use super::wire::Wire;
use super::{Hidden, Smtp, When};
use crate::config::DestinationConfig;
use crate::forms::FormSet;
use crate::outbound::{Names, Outbound};
use crate::store::{Kind, NewRecord};

/// All destinations.
#[derive(Clone, Default)]
pub struct Destinations(Arc<Vec<Route>>);

pub(super) struct Route {
    pub(super) name: Arc<str>,
    pub(super) kind: &'static str,
    when: When,
    pub(super) speak: Arc<dyn Speak>,
    pub(super) carry: Arc<dyn Carry>,
    /// A lead has come.
    pub(super) wake: Notify,
    /// Somebody says that the destination is there again.
    pub(super) try_now: AtomicBool,
}

impl Destinations {
    /// From the configuration.
    pub fn new(
        configs: Vec<DestinationConfig>,
        smtp: Option<&Smtp>,
        forms: &FormSet,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        if configs.is_empty() {
            return Ok(Self::default());
        }
        let outbound = Outbound::new(Names::System)?;
        let mailer = smtp.map(super::mail::Mailer::new).transpose()?;
        let route = |config: DestinationConfig| {
            let password = smtp.and_then(|smtp| smtp.login.as_ref()).map(|(_, password)| password);
            let hidden = Hidden::of(config.secrets.iter().chain(password));
            let tongue = Tongue::new(config.destination, forms.clone(), hidden);
            let timeout = tongue.timeout();
            Route {
                name: config.name,
                kind: config.kind,
                when: config.when,
                speak: Arc::new(tongue),
                carry: Arc::new(Wire::new(outbound.clone(), config.reach, timeout, mailer.clone())),
                wake: Notify::new(),
                try_now: AtomicBool::new(false),
            }
        };
        Ok(Self(Arc::new(configs.into_iter().map(route).collect())))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Name and kind of each.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.0.iter().map(|route| (route.name.as_ref(), route.kind))
    }

    pub(super) fn routes(&self) -> &[Route] {
        &self.0
    }

    pub(super) fn get(&self, name: &str) -> Option<&Route> {
        self.0.iter().find(|route| route.name.as_ref() == name)
    }

    /// Writes into a lead where it goes.
    pub(crate) fn address(&self, record: &mut NewRecord) {
        if record.kind != Kind::Lead {
            return;
        }
        let fits = self.0.iter().filter(|route| route.when.fits(record)).map(|route| Arc::clone(&route.name));
        record.destinations = fits.collect();
    }

    /// Leads have been stored.
    pub(crate) fn wake(&self) {
        for route in self.0.iter() {
            route.wake.notify_one();
        }
    }

    /// Somebody wants what waits to go out now.
    pub(crate) fn try_now(&self) {
        for route in self.0.iter() {
            route.try_now.store(true, Ordering::Relaxed);
        }
        self.wake();
    }
}

impl Route {
    /// Whether leads of this form may go there.
    pub(super) fn takes(&self, form: &str) -> bool {
        self.when.forms.is_empty() || self.when.forms.iter().any(|own| own == form)
    }
}

impl std::fmt::Debug for Destinations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
