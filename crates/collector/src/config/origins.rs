//! `origins`: the pages that may call from a script.

use toml::de::DeValue;

use super::place::Faults;
use super::values::{Value, a_type};

/// Which pages may call from a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Every page.
    Any,
    /// These, each `scheme://host[:port]`.
    List(Vec<String>),
}

pub(super) fn read(value: Option<&Value<'_>>, faults: &mut Faults<'_>) -> Origins {
    const WANTED: &str =
        "\"origins\" must be a list of texts such as [\"https://www.example.com\"] or [\"*\"]";
    let Some(value) = value else { return Origins::List(Vec::new()) };
    let DeValue::Array(items) = value.get_ref() else {
        faults.at(value.span(), format!("{WANTED}, not {}", a_type(value.get_ref())));
        return Origins::List(Vec::new());
    };
    let mut list = Vec::new();
    for item in items {
        match item.get_ref().as_str() {
            Some("*") if items.len() == 1 => return Origins::Any,
            Some("*") => faults.at(item.span(), "\"origins\": \"*\" must stand alone"),
            Some(origin) => match normal_origin(origin) {
                Some(origin) => list.push(origin),
                None => faults.at(
                    item.span(),
                    format!(
                        "\"origins\": \"{origin}\" must be scheme://host or scheme://host:port, without a path"
                    ),
                ),
            },
            None => faults.at(item.span(), WANTED),
        }
    }
    Origins::List(list)
}

/// The origin as browsers send it, if it is one.
fn normal_origin(text: &str) -> Option<String> {
    let (scheme, host) = text.split_once("://")?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let fits = matches!(scheme, "http" | "https")
        && !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_'));
    fits.then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}
