//! A receiver of Standard Webhooks, as an owner would write it with a library.

use super::{Asked, Ledger, Said, Service};

#[derive(Clone, Debug)]
pub struct Webhook {
    /// `whsec_…`; unsigned where it is empty.
    pub secret: String,
}

impl Webhook {
    pub fn signed(secret: &str) -> Self {
        Self { secret: secret.to_owned() }
    }

    fn verifies(&self, asked: &Asked) -> bool {
        let Ok(library) = standardwebhooks::Webhook::new(&self.secret) else { return false };
        let mut headers = http::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let Some(value) = asked.header(name).and_then(|value| value.parse().ok()) else { return false };
            headers.insert(name, value);
        }
        library.verify(&asked.body, &headers).is_ok()
    }
}

impl Service for Webhook {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if asked.method != "POST" || asked.json().is_none() {
            return Said::text(400, "no JSON");
        }
        if !self.secret.is_empty() && !self.verifies(asked) {
            return Said::text(401, "no signature of ours");
        }
        let Some(id) = asked.header("webhook-id") else { return Said::text(400, "no webhook-id") };
        ledger.keep(id);
        Said::text(204, "")
    }
}
