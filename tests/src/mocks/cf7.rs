//! Contact Form 7: it checks, mails, and stores nothing.

use super::request::of;
use super::{Asked, Ledger, Said, Service};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Cf7 {
    pub form: String,
    /// In place of `mail_sent`.
    pub status: String,
    pub demo: bool,
    pub required: Vec<String>,
}

impl Default for Cf7 {
    fn default() -> Self {
        Self {
            form: "12".into(),
            status: "mail_sent".into(),
            demo: false,
            required: vec!["your-email".into()],
        }
    }
}

impl Service for Cf7 {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        let refusal = |status, code: &str| {
            Said::json(status, &json!({"code": code, "message": code, "data": {"status": status}}))
        };
        let Some(fields) = asked.multipart() else { return refusal(415, "wpcf7_unsupported_media_type") };
        let place = format!("/wp-json/contact-form-7/v1/contact-forms/{}/feedback", self.form);
        if asked.path != place || asked.method != "POST" {
            return refusal(404, "wpcf7_not_found");
        }
        let tag = of(&fields, "_wpcf7_unit_tag").unwrap_or_default();
        if !tag.starts_with("wpcf7-f") {
            return refusal(400, "wpcf7_unit_tag_not_found");
        }
        let missing = self.required.iter().filter(|name| of(&fields, name).is_none_or(str::is_empty));
        // A dot in a name comes back as PHP reads it.
        let field = |name: &String| json!({"field": name.replace('.', "_"), "message": "Please fill out this field.", "idref": null, "error_id": ""});
        let invalid: Vec<Value> = missing.map(field).collect();
        let status = if invalid.is_empty() { self.status.as_str() } else { "validation_failed" };
        let mut answer = json!({"contact_form_id": self.form, "status": status, "message": "Said.", "invalid_fields": invalid, "posted_data_hash": "", "into": format!("#{tag}")});
        if self.demo {
            answer["demo_mode"] = true.into();
        } else if status == "mail_sent" {
            ledger.keep(of(&fields, "your-email").unwrap_or_default());
        }
        Said::json(200, &answer)
    }
}
