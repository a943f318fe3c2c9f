//! A form of Mautic. Aliases that it does not know are ignored without a word, so that what it says it has kept is
//! compared with what was sent.

use super::mapping::{Mapping, known};
use super::settings::{Key, KindInfo, Settings, error};
use super::text::whole;
use super::verdict::{Twice, common, plain};
use super::{Answer, HttpRequest, Lead, Outgoing, Sending, Speaks, Verdict, body};
use crate::json;
use crate::prelude::*;
use alloc::sync::Arc;
use leadwell_wire::FieldError;

pub(super) const KIND: KindInfo = KindInfo {
    name: "mautic",
    title: "Mautic",
    keys: &[
        Key::required("url", "where Mautic is, as `https://mautic.example`"),
        Key::required("form", "the form's number"),
        Key::optional("form_name", "", "the form's name, as in its embed code"),
        Key::optional("device_field", "mautic_device_id", "the form's field that hands over Mautic's cookie"),
        Key::optional("map.*", "", "an alias; all of the form's fields go under their own names"),
    ],
    page: Ok(()),
};

struct Mautic {
    url: String,
    form: String,
    form_name: String,
    device_field: String,
    mapping: Mapping,
}

pub(super) fn parse(settings: &mut Settings<'_>) -> Arc<dyn Speaks> {
    let (url, form) = (settings.url("url"), settings.digits("form"));
    Arc::new(Mautic {
        url: [&url, "/form/submit?formId=", &form, "&ajax=1"].concat(),
        form,
        form_name: settings.text("form_name"),
        device_field: settings.text("device_field"),
        mapping: settings.mapping(&[("email", "person.email")]),
    })
}

impl Mautic {
    fn fields(&self, lead: &Lead) -> Vec<(String, Vec<String>)> {
        let mut fields = self.mapping.apply_with_rest(lead);
        fields.retain(|(alias, _)| *alias != self.device_field);
        fields
    }
}

impl Speaks for Mautic {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        let lead = sending.lead;
        let own = |key: &str, value: &str| (["mauticform[", key, "]"].concat(), value.to_owned());
        let mut pairs = vec![own("formId", &self.form), own("return", &known("page.url", lead))];
        if !self.form_name.is_empty() {
            pairs.push(own("formName", &self.form_name));
        }
        for (alias, values) in self.fields(lead) {
            let many = if values.len() > 1 { "[]" } else { "" };
            pairs
                .extend(values.into_iter().map(|value| (["mauticform[", &alias, "]", many].concat(), value)));
        }
        if let Some(device) = lead.record.fields.get(&self.device_field) {
            pairs.push(("mautic_device_id".to_owned(), device.expose().clone()));
        }
        // Without this header no page may read the answer, and some versions answer with a page.
        let request = HttpRequest::post(self.url.clone(), body::FORM, body::urlencoded(&pairs));
        Ok(Outgoing::Http(request.with("x-requested-with", "XMLHttpRequest")))
    }

    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        // Contacts are merged by address.
        let reply = match common(sending, answer, Twice::Harmless) {
            Ok(reply) => reply,
            Err(verdict) => return verdict,
        };
        let text = reply.body;
        let Some(value) = json::parse(text).filter(|value| value.is_object()) else {
            return match reply.status {
                200..=299 => Verdict::unconfirmed("answered with something that Mautic does not say"),
                status => Verdict::refused("", "unspecified", &["answered ", &whole(status.into())].concat()),
            };
        };
        let mut reasons = Vec::new();
        let mut errors = value.get("validationErrors").members();
        while let Some(one) = errors.next() {
            let field = self.mapping.ours(&errors.key, sending.lead);
            match one.is_list() {
                true => reasons
                    .extend(one.members().map(|one| error(&field, "unspecified", &plain(&one.string())))),
                false => reasons.push(error(&field, "unspecified", &plain(&one.string()))),
            }
        }
        if !reasons.is_empty() {
            return Verdict::Refused { reasons };
        }
        let says = plain(&value.text_at("errorMessage"));
        if !says.is_empty() {
            return Verdict::misconfigured(says);
        }
        if !matches!(value.get("success").raw(), "1" | "true") {
            return match value.get("success").raw() {
                "" => Verdict::unconfirmed("answered with something that Mautic does not say"),
                _ => Verdict::refused("", "unspecified", &plain(&value.text_at("message"))),
            };
        }
        let (results, mut lost) = (value.get("results"), Vec::new());
        if results.is_object() {
            let aliases = self.fields(sending.lead).into_iter().map(|(alias, _)| alias);
            lost.extend(aliases.filter(|alias| results.get(alias).raw().is_empty()));
        }
        let note = Some(plain(&value.text_at("successMessage"))).filter(|note| !note.is_empty());
        Verdict::Delivered { remote_id: None, note, lost }
    }
}
