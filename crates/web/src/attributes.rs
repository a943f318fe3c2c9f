//! The site's settings: `data-*` of the script's element, `data-leadwell-*` of forms and fields.

use crate::js::complain;
use crate::page;
use leadwell_core::{Config, form};
use web_sys::Element;

const SCRIPT: &[&str] = &["data-site", "data-collector", "data-consent"];
const FORM: &[&str] = &["data-leadwell", "data-leadwell-message", "data-leadwell-next"];
const FIELD: &[&str] = &["data-leadwell-kind"];

pub(crate) struct Settings {
    pub(crate) config: Config,
    /// Origin of the collector, without a slash at its end.
    pub(crate) collector: String,
}

/// The script's settings. What is misspelt is said and counts as not set.
#[cfg(not(feature = "sdk"))]
pub(crate) fn settings(script: &Element) -> Settings {
    check(script, "data-", "the script tag", SCRIPT);
    let consent = text(script, "data-consent");
    if !matches!(consent.as_str(), "" | "ask" | "granted") {
        complain("\"data-consent\" must be ask or granted");
    }
    let mut collector = text(script, "data-collector");
    if collector.is_empty() {
        let source = crate::js::read(script, "src").as_string().unwrap_or_default();
        collector = source.rsplit_once('/').map(|(base, _)| base.to_owned()).unwrap_or_default();
    }
    while collector.ends_with('/') {
        collector.pop();
    }
    Settings {
        config: Config {
            site: text(script, "data-site"),
            consent_granted: consent == "granted",
            gpc: page::gpc(),
        },
        collector,
    }
}

pub(crate) fn check_form(form: &Element) {
    check(form, "data-leadwell", "the form", FORM);
}

pub(crate) fn check_field(field: &Element) {
    check(field, "data-leadwell", "a field", FIELD);
}

pub(crate) fn text(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

fn check(element: &Element, prefix: &str, place: &str, allowed: &[&str]) {
    for name in element.get_attribute_names() {
        let name = name.as_string().unwrap_or_default();
        if name.starts_with(prefix) && !allowed.contains(&name.as_str()) {
            complain(&form::unknown_key(place, &name, allowed).message);
        }
    }
}
