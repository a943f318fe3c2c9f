//! Formspree.

use super::request::of;
use super::{Asked, Ledger, Said, Service, open_to_pages};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Formspree {
    /// The keys of its forms.
    pub forms: Vec<String>,
    /// Asks for a captcha: a page in place of data.
    pub captcha: bool,
    /// The form was switched off.
    pub inactive: bool,
    pub required: Vec<String>,
}

impl Default for Formspree {
    fn default() -> Self {
        Self { forms: vec!["xyzabcde".into()], captcha: false, inactive: false, required: Vec::new() }
    }
}

fn refusal(status: u16, error: &str, errors: &[(&str, &str, &str)]) -> Said {
    let list: Vec<Value> = errors
        .iter()
        .map(|(code, field, message)| match *field {
            "" => json!({"code": code, "message": message}),
            field => json!({"code": code, "field": field, "message": message}),
        })
        .collect();
    Said::json(status, &json!({"error": error, "errors": list}))
}

impl Service for Formspree {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        let form = asked.path.rsplit_once("/f/").map_or("", |(_, form)| form);
        if !self.forms.iter().any(|own| own == form) || asked.method != "POST" {
            return refusal(404, "Form not found", &[("FORM_NOT_FOUND", "", "This form does not exist")]);
        }
        if self.inactive {
            return refusal(403, "Form not active", &[("INACTIVE", "", "This form is not active")]);
        }
        if self.captcha {
            return Said::html(403, "<!doctype html><title>reCAPTCHA</title>");
        }
        let fields: Vec<(String, String)> = match asked.json() {
            Some(Value::Object(members)) => members
                .into_iter()
                .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect(),
            _ => asked.form().unwrap_or_default(),
        };
        if fields.is_empty() {
            return refusal(400, "Empty", &[("EMPTY", "", "Can't send an empty form")]);
        }
        if of(&fields, "_gotcha").is_some_and(|value| !value.is_empty()) {
            return Said::json(200, &json!({"next": "/thanks", "ok": true}));
        }
        let wrong = |email: &&str| !email.contains('@');
        if of(&fields, "email").as_ref().is_some_and(wrong) {
            return refusal(422, "Validation errors", &[("TYPE_EMAIL", "email", "should be an email")]);
        }
        if let Some(name) = self.required.iter().find(|name| of(&fields, name).is_none()) {
            return refusal(422, "Validation errors", &[("REQUIRED_FIELD_MISSING", name, "is required")]);
        }
        let id = of(&fields, "leadwell_id").or(of(&fields, "email")).unwrap_or_default();
        ledger.keep(id);
        Said::json(200, &json!({"next": "/thanks", "ok": true}))
    }

    fn cors(&self, _: Option<&Asked>) -> Vec<(&'static str, String)> {
        open_to_pages("accept, content-type, formspree-client, formspree-session-data")
    }
}
