//! HubSpot Forms v3.

use super::ledger::Window;
use super::{Asked, Ledger, Said, Service, open_to_pages};
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Hubspot {
    /// What the form has, as `email` or `0-2/domain`.
    pub fields: Vec<String>,
    pub required: Vec<String>,
    /// Names one unknown field at a time, where it is not all of them.
    pub one_at_a_time: bool,
    /// Whether a message of an unknown field names it.
    pub names: bool,
    pub recaptcha: bool,
    pub needs_consent: bool,
    pub knows_hutk: bool,
    /// The token of the authenticated route.
    pub token: String,
    rate: Window,
    refused: Window,
    shut_until: Duration,
}

impl Default for Hubspot {
    fn default() -> Self {
        let fields = ["email", "firstname", "lastname", "phone", "company"];
        Self {
            fields: fields.map(str::to_owned).into(),
            required: vec!["email".into()],
            one_at_a_time: false,
            names: true,
            recaptcha: false,
            needs_consent: false,
            knows_hutk: true,
            token: "pat-1".into(),
            rate: Window::of(50, Duration::from_secs(10)),
            refused: Window::of(9, Duration::from_secs(1)),
            shut_until: Duration::ZERO,
        }
    }
}

impl Hubspot {
    /// With another pace than 50 in 10 seconds, and another time in which ten refusals shut the caller out.
    pub fn paced(most: usize, span: Duration, second: Duration) -> Self {
        Self { rate: Window::of(most, span), refused: Window::of(9, second), ..Self::default() }
    }

    fn errors(&self, body: &Value, secure: bool) -> Vec<Value> {
        let mut errors = Vec::new();
        let mut error =
            |code: &str, message: String| errors.push(json!({"message": message, "errorType": code}));
        let fields = body["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let name = |field: &Value| {
            let name = field["name"].as_str().unwrap_or_default().to_owned();
            if field["objectTypeId"] == "0-2" { format!("0-2/{name}") } else { name }
        };
        if self.recaptcha {
            error("FORM_HAS_RECAPTCHA_ENABLED", "Form has recaptcha enabled".into());
        }
        let consent = &body["legalConsentOptions"];
        let agreed =
            consent["consent"]["consentToProcess"] == true || consent["legitimateInterest"]["value"] == true;
        if self.needs_consent && !agreed {
            error("MISSING_PROCESSING_CONSENT", "Processing consent is missing".into());
        }
        for wanted in
            self.required.iter().filter(|wanted| !fields.iter().any(|field| name(field) == **wanted))
        {
            let text = format!("Error in 'fields.{wanted}'. Required field '{wanted}' is missing");
            error("REQUIRED_FIELD", text);
        }
        for field in fields.iter().filter(|field| name(field) == "email") {
            if !field["value"].as_str().is_some_and(|value| value.contains('@')) {
                error("INVALID_EMAIL", "Error in 'fields.email'. Invalid email address".into());
            }
        }
        if !self.knows_hutk && body["context"]["hutk"].is_string() {
            error("INVALID_HUTK", "Error in 'context.hutk'. The hutk is invalid".into());
        }
        let unknown = fields.iter().map(name).filter(|name| !secure && !self.fields.contains(name));
        for name in unknown.take(if self.one_at_a_time { 1 } else { usize::MAX }) {
            let text = match self.names {
                true => format!("Error in 'fields.{name}'. Field '{name}' is not in the form definition"),
                false => "A field is not in the form definition".into(),
            };
            error("FIELD_NOT_IN_FORM_DEFINITION", text);
        }
        errors
    }

    /// Too many: JSON at first, a minute of plain text for who goes on.
    fn too_fast(&mut self, now: Duration) -> Option<Said> {
        if now < self.shut_until {
            return Some(Said::text(429, "error code: 1015"));
        }
        if self.rate.takes(now) {
            return None;
        }
        if !self.refused.takes(now) {
            self.shut_until = now + Duration::from_secs(60);
        }
        let body = json!({"status": "error", "message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT"});
        Some(Said::json(429, &body))
    }
}

impl Service for Hubspot {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if let Some(said) = self.too_fast(ledger.now) {
            return said;
        }
        let Some(rest) = asked.path.strip_prefix("/submissions/v3/integration/") else {
            return Said::text(404, "");
        };
        let secure = rest.starts_with("secure/submit/");
        if !secure && !rest.starts_with("submit/") || asked.method != "POST" {
            return Said::text(404, "");
        }
        if secure && asked.header("authorization") != Some(&format!("Bearer {}", self.token)) {
            return Said::json(
                401,
                &json!({"status": "error", "message": "Authentication credentials not found"}),
            );
        }
        let Some(body) = asked.json() else { return Said::json(415, &json!({"status": "error"})) };
        let errors = self.errors(&body, secure);
        if !errors.is_empty() {
            let text = "The request is not valid";
            return Said::json(
                400,
                &json!({"status": "error", "message": text, "correlationId": "0", "errors": errors}),
            );
        }
        let fields = body["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let email = fields.iter().find(|field| field["name"] == "email");
        ledger.keep(email.and_then(|field| field["value"].as_str()).unwrap_or_default());
        Said::json(200, &json!({"inlineMessage": "<p>Thanks for submitting the form.</p>"}))
    }

    fn cors(&self, asked: Option<&Asked>) -> Vec<(&'static str, String)> {
        // The authenticated route lets no page read it.
        let secure = asked.is_some_and(|asked| asked.path.contains("/secure/"));
        if secure { Vec::new() } else { open_to_pages("content-type") }
    }
}
