//! The settings of a destination: what there is, and a reader that finds all mistakes at once.

use super::mapping::Mapping;
#[cfg(feature = "services")]
use super::mapping::Source;
use super::text::{cut, join, trim, whole};
use crate::json::parse_whole;
use crate::prelude::*;
use leadwell_wire::FieldError;

/// One setting. A name that ends in `.*` stands for all keys that begin so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub name: &'static str,
    pub required: bool,
    /// Comes from the environment or a file, and is never shown.
    pub secret: bool,
    pub default: &'static str,
    pub doc: &'static str,
}

impl Key {
    pub(super) const fn required(name: &'static str, doc: &'static str) -> Self {
        Self { name, required: true, secret: false, default: "", doc: told(doc) }
    }

    pub(super) const fn optional(name: &'static str, default: &'static str, doc: &'static str) -> Self {
        Self { name, required: false, secret: false, default, doc: told(doc) }
    }

    pub(super) const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    fn covers(&self, key: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(front) => key.len() > front.len() && key.starts_with(front),
            None => self.name == key,
        }
    }
}

/// What a setting is for is not worth its bytes in a page.
const fn told(doc: &'static str) -> &'static str {
    if cfg!(feature = "native") { doc } else { "" }
}

/// A kind of destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// `kind = "…"` in the configuration.
    pub name: &'static str,
    /// As people call it.
    pub title: &'static str,
    pub keys: &'static [Key],
    /// Whether a page may send there itself, or why not.
    pub page: Result<(), &'static str>,
}

/// The keys of every kind.
const COMMON: &[Key] = &[Key::optional("allow_http", "no", "`yes` lets addresses begin with `http://`")];

impl KindInfo {
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().chain(COMMON).find(|key| key.covers(name))
    }

    pub(super) fn refuse_in_page(&self, settings: &[(String, String)]) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        if let Err(reason) = self.page {
            errors.push(error("kind", "page", reason));
        }
        for (name, _) in settings {
            if self.key(name).is_some_and(|key| key.secret) {
                errors.push(error(
                    name,
                    "page",
                    "a secret: whoever sees the page would have it; use a collector",
                ));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

pub(super) fn error(field: &str, code: &str, message: &str) -> FieldError {
    FieldError { field: field.into(), code: code.into(), param: String::new(), message: message.into() }
}

/// Goes through the settings. What is wrong is noted, and a stand-in is read in its place.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    kind: &'static KindInfo,
    given: &'a [(String, String)],
    errors: Vec<FieldError>,
}

impl<'a> Settings<'a> {
    pub(super) fn of(kind: &'static KindInfo, given: &'a [(String, String)]) -> Self {
        let mut reader = Self { kind, given, errors: Vec::new() };
        for (name, value) in given {
            if kind.key(name).is_none() {
                let names = join(kind.keys.iter().chain(COMMON).map(|key| key.name), ", ");
                reader.wrong(
                    name,
                    "unknown",
                    &["no setting of ", kind.name, "; there are ", &names].concat(),
                );
            }
            if value.chars().any(char::is_control) {
                reader.wrong(name, "control", "holds a line break or another control character");
            }
        }
        for key in kind.keys.iter().filter(|key| key.required) {
            if value(given, key.name).is_none_or(|value| trim(value).is_empty()) {
                reader.wrong(
                    key.name,
                    "required",
                    &["is missing", if key.doc.is_empty() { "" } else { ": " }, key.doc].concat(),
                );
            }
        }
        reader
    }

    /// Never with the value in it, which may be a secret.
    pub(super) fn wrong(&mut self, key: &str, code: &str, message: &str) {
        self.errors.push(error(key, code, message));
    }

    pub(super) fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// The value, or the default.
    pub(super) fn text(&self, key: &str) -> String {
        let default = self.kind.key(key).map_or("", |key| key.default);
        value(self.given, key).map_or(default, trim).to_owned()
    }

    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.text(key).as_str() {
            "yes" | "true" => true,
            "no" | "false" | "" => false,
            _ => {
                self.wrong(key, "choice", "is `yes` or `no`");
                false
            }
        }
    }

    pub(super) fn choice(&mut self, key: &str, all: &[&'static str]) -> &'static str {
        let text = self.text(key);
        match all.iter().find(|one| **one == text) {
            Some(one) => one,
            None => {
                self.wrong(key, "choice", &["is one of ", &join(all, ", ")].concat());
                all.first().copied().unwrap_or_default()
            }
        }
    }

    pub(super) fn number(&mut self, key: &str, least: u64, most: u64) -> u64 {
        let number = parse_whole(&self.text(key)).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(
                key,
                "number",
                &["is a whole number from ", &whole(least), " to ", &whole(most)].concat(),
            );
        }
        number.unwrap_or(least)
    }

    /// An address, without a `/` at its end.
    pub(super) fn url(&mut self, key: &str) -> String {
        let text = self.text(key);
        if text.is_empty() {
            return text;
        }
        let http = matches!(self.text("allow_http").as_str(), "yes" | "true");
        let rest = match cut(&text, "://") {
            Some(("https", rest)) => rest,
            Some(("http", rest)) if http => rest,
            Some(("http", _)) => {
                self.wrong(
                    key,
                    "url",
                    "begins with `https://`; `allow_http = \"yes\"` lets it go unencrypted",
                );
                return text;
            }
            _ => {
                self.wrong(key, "url", "is an address that begins with `https://`");
                return text;
            }
        };
        let host: &str =
            ["/", "?", "#"].iter().fold(rest, |host, end| cut(host, end).map_or(host, |(host, _)| host));
        if host.is_empty()
            || cut(host, "@").is_some()
            || text.bytes().any(|byte| matches!(byte, b' ' | b'"' | b'<' | b'>' | b'\\' | b'#'))
            || !text.is_ascii()
        {
            self.wrong(key, "url", "is no address: a host, no name and password, no `#`, ASCII only");
        }
        text.strip_suffix('/').unwrap_or(&text).to_owned()
    }

    /// A part of an address: letters, digits and what `more` has.
    pub(super) fn token(&mut self, key: &str, more: &str) -> String {
        let text = self.text(key);
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || more.chars().any(|one| one == c)) {
            self.wrong(key, "pattern", &["has letters and digits only", &and(more)].concat());
        }
        text
    }

    /// Words with spaces or commas between.
    pub(super) fn words(&self, key: &str) -> Vec<String> {
        let text = self.text(key);
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
    }

    /// What stands in a header as it is.
    pub(super) fn graphic(&mut self, key: &str) -> String {
        let text = self.text(key);
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.wrong(key, "pattern", "has letters, digits and signs of ASCII only");
        }
        text
    }

    pub(super) fn digits(&mut self, key: &str) -> String {
        let text = self.text(key);
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.wrong(key, "number", "is a number");
        }
        text
    }

    /// The settings that begin so, without their front.
    pub(super) fn group(&self, front: &str) -> Vec<(String, String)> {
        let cut =
            |(key, value): &(String, String)| Some((key.strip_prefix(front)?.to_owned(), value.clone()));
        self.given.iter().filter_map(cut).collect()
    }

    /// Nobody could have written any.
    #[cfg(not(feature = "services"))]
    pub(super) fn mapping(&mut self, _: &[(&str, &str)]) -> Mapping {
        Mapping
    }
}

#[cfg(feature = "services")]
impl Settings<'_> {
    /// Where a value comes from; `None` of an empty text.
    pub(super) fn source(&mut self, key: &str, text: &str) -> Option<Source> {
        let source = Source::parse(trim(text));
        if source.is_none() && !trim(text).is_empty() {
            let message = ["is a field of the form, a text after `=`, or one of ", &Source::names()].concat();
            self.wrong(key, "choice", &message);
        }
        source
    }

    /// `map.<theirs> = "<ours>"`; an empty text takes a default away.
    pub(super) fn mapping(&mut self, defaults: &[(&str, &str)]) -> Mapping {
        let own = self.group("map.");
        let mut pairs = Vec::new();
        for (theirs, ours) in defaults.iter().filter(|(theirs, _)| !own.iter().any(|(key, _)| key == theirs))
        {
            pairs.extend(Source::parse(ours).map(|source| ((*theirs).to_owned(), source)));
        }
        for (theirs, ours) in &own {
            pairs
                .extend(self.source(&["map.", theirs].concat(), ours).map(|source| (theirs.clone(), source)));
        }
        Mapping { pairs }
    }
}

fn value<'a>(given: &'a [(String, String)], name: &str) -> Option<&'a str> {
    given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn and(more: &str) -> String {
    if more.is_empty() { String::new() } else { [" and ", more].concat() }
}
