//! A receiver of Standard Webhooks, as an owner would write it with a library.

use super::{Asked, Ledger, Said, Service};

/// A hook of Zapier's: it takes JSON of any content type and lets every page read its answer, and answers no browser that
/// asks first (docs.zapier.com, and what its users tell).
#[derive(Clone, Copy, Debug)]
pub struct Zapier;

impl Service for Zapier {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if asked.method != "POST" {
            return Said::text(405, "");
        }
        match serde_json::from_slice::<serde_json::Value>(&asked.body).ok() {
            Some(body) => {
                ledger.keep(body["data"]["id"].as_str().unwrap_or_default());
                Said::text(200, r#"{"status":"success"}"#)
            }
            None => Said::text(400, "no JSON"),
        }
    }

    fn cors(&self, asked: Option<&Asked>) -> Vec<(&'static str, String)> {
        asked.map(|_| ("access-control-allow-origin", "*".into())).into_iter().collect()
    }
}

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
