//! Netlify Forms: every post is answered with 200, and what a deployed form is named is kept.

use super::request::of;
use super::{Asked, Ledger, Said, Service};

#[derive(Clone, Debug)]
pub struct Netlify {
    pub forms: Vec<String>,
    pub honeypot: String,
}

impl Default for Netlify {
    fn default() -> Self {
        Self { forms: vec!["contact".into()], honeypot: "bot-field".into() }
    }
}

impl Service for Netlify {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        let Some(fields) = asked.form().filter(|_| asked.method == "POST") else {
            return Said::html(404, "");
        };
        if asked.body.len() > 8 * 1024 * 1024 {
            return Said::html(413, "");
        }
        let known = of(&fields, "form-name").is_some_and(|name| self.forms.iter().any(|own| own == name));
        let human = of(&fields, &self.honeypot).is_none_or(str::is_empty);
        if known && human {
            ledger.keep(of(&fields, "email").unwrap_or_default());
        }
        Said::html(200, "<h1>Thank you!</h1>")
    }
}
