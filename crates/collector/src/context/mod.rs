//! What a lead's circumstances tell: made when a lead is looked at, and never stored, so a better table needs no second
//! pass over old leads. The raw inputs stay in the record (`docs/leads.md`).

mod agent;
mod zones;

use leadwell_wire::{Page, Pii};
use serde::Serialize;

use crate::parts::Parts;
use agent::{Agent, Said};

/// What is derived; a member is absent where nothing is known.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Context {
    /// `phone`, `tablet`, `desktop` or `bot`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) device: &'static str,
    /// With the first number of its version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) browser: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) system: String,
    /// ISO 3166 code of the country whose time zone the page told: where the device is at home, not where it is.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) country: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) country_name: &'static str,
    /// The domain of the e-mail address, unless anybody can have a mailbox there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) company: Option<Pii<String>>,
    /// Why this may be no person; nothing is refused for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) suspect: Vec<&'static str>,
}

impl Context {
    /// Of a record as it was sent, and of the e-mail address in it.
    pub(crate) fn of(raw: &str, email: Option<&Pii<String>>) -> Context {
        let parts = Parts::of(raw).unwrap_or_default();
        let page: Page = parts.page.read().unwrap_or_default();
        let Agent { device, browser, system } = Agent::of(&parts.context.read::<Said>().unwrap_or_default());
        let (country, country_name) = zones::country(&page.time_zone).unwrap_or_default();
        let company = email.and_then(|email| company(email.expose()));
        let suspect = if device == "bot" { vec!["bot"] } else { Vec::new() };
        Context { device, browser, system, country, country_name, company, suspect }
    }
}

impl Context {
    /// The country that the page's time zone implies; empty where it implies none.
    pub(crate) fn country(page: &Page) -> &'static str {
        zones::country(&page.time_zone).unwrap_or_default().0
    }
}

/// `company`, `free`, `disposable`; nothing where there is no address.
pub(crate) fn email_kind(address: &str) -> &'static str {
    match domain(address) {
        None => "",
        Some(domain) if leadwell_email::is_disposable(&domain) => "disposable",
        Some(domain) if leadwell_email::is_free(&domain) => "free",
        Some(_) => "company",
    }
}

fn domain(address: &str) -> Option<String> {
    let domain = address.trim().rsplit_once('@')?.1.to_lowercase();
    domain.contains('.').then_some(domain)
}

fn company(address: &str) -> Option<Pii<String>> {
    domain(address).filter(|_| email_kind(address) == "company").map(Pii::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_a_record() {
        let told = r#"{"page":{"time_zone":"Asia/Calcutta"},"context":{"ua":"X Android 14; Mobile Firefox/130.0","viewport":"1x2","took":5}}"#;
        for (raw, email, expected) in [
            (
                told,
                "ana@Acme.example",
                r#"{"device":"phone","browser":"Firefox 130","system":"Android 14","country":"IN","country_name":"India","company":"acme.example"}"#,
            ),
            ("{}", "ana@gmail.com", "{}"),
            ("no JSON", "no address", "{}"),
            (r#"{"page":5,"context":"x"}"#, "ana@mailinator.com", "{}"),
            (r#"{"context":{"ua":"curl/8"}}"#, "", r#"{"device":"bot","suspect":["bot"]}"#),
        ] {
            let context = Context::of(raw, Some(&Pii::new(email.to_owned())));
            assert_eq!(serde_json::to_string(&context).unwrap(), expected, "{raw}");
        }
    }
}
