//! A form of Mautic.

use super::request::of;
use super::{Asked, Ledger, Said, Service};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug)]
pub struct Mautic {
    pub form: String,
    /// The aliases of its fields.
    pub aliases: Vec<String>,
    pub published: bool,
}

impl Default for Mautic {
    fn default() -> Self {
        let aliases = ["email", "name", "phone", "company"].map(str::to_owned).into();
        Self { form: "7".into(), aliases, published: true }
    }
}

impl Service for Mautic {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if asked.path != "/form/submit" || asked.method != "POST" {
            return Said::html(404, "<h1>404</h1>");
        }
        let fields = asked.form().unwrap_or_default();
        if of(&asked.query, "ajax") != Some("1") {
            return Said::html(302, "").with("location", "/?mauticMessage=Thanks");
        }
        // The number in the address is not read.
        let known = of(&fields, "mauticform[formId]") == Some(&self.form);
        if !known || !self.published {
            let text = if known { "The form is no longer available." } else { "Form not found." };
            return Said::json(200, &json!({"success": 0, "errorMessage": text}));
        }
        let email = of(&fields, "mauticform[email]").unwrap_or_default();
        if !email.contains('@') {
            let errors = json!({"email": [format!("&quot;{email}&quot; is no valid email")]});
            return Said::json(200, &json!({"success": 0, "validationErrors": errors}));
        }
        let mut results = Map::new();
        for alias in &self.aliases {
            let names = [format!("mauticform[{alias}]"), format!("mauticform[{alias}][]")];
            let values =
                fields.iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value.as_str());
            let joined = values.collect::<Vec<_>>().join(", ");
            if !joined.is_empty() {
                results.insert(alias.clone(), Value::String(joined));
            }
        }
        ledger.keep(email);
        Said::json(200, &json!({"success": 1, "results": results, "formName": "contact"}))
    }

    fn cors(&self, asked: Option<&Asked>) -> Vec<(&'static str, String)> {
        let told = asked.is_none_or(|asked| asked.header("x-requested-with") == Some("XMLHttpRequest"));
        let allowed = "Origin, X-Requested-With, Content-Type, Authorization";
        if told { super::open_to_pages(allowed) } else { Vec::new() }
    }
}
