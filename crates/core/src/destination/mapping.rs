//! Which of ours stands in which field of theirs.

use super::Lead;
use super::date;
use super::person::Role;
use super::text::trim;
use crate::prelude::*;
use crate::text::{is_one_of, split_at_byte};
use core::fmt;

/// Where a value comes from.
#[derive(Clone)]
pub(super) enum Source {
    /// A field of the form, with all its values.
    Field(String),
    /// What is known of the lead beyond its fields.
    Known(String),
    /// A text that is always the same.
    Fixed(String),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, "field {name}"),
            Self::Known(name) => f.write_str(name),
            Self::Fixed(_) => f.write_str("fixed"),
        }
    }
}

/// What is known, by its name in a configuration.
const KNOWN: &str = "person.email|person.name|person.first_name|person.last_name|person.phone|person.company|\
    person.website|person.country|person.message|lead.id|lead.form|lead.site|lead.created_at|lead.language|page.url|\
    page.title|page.referrer|journey.stage|journey.score|journey.visitor|consent.journey|first.channel|first.source|\
    first.medium|first.campaign|first.term|first.content|first.landing_url|first.referrer_host|last.channel|last.source|\
    last.medium|last.campaign|last.term|last.content|last.landing_url|last.referrer_host";

/// Of that name, empty where it is unknown.
pub(super) fn known(name: &str, lead: &Lead) -> String {
    let (front, part) = split_at_byte(name, b'.');
    let first = front == "first";
    match (front, part) {
        ("person", _) => Role::of(part).map_or("", |role| lead.person.get(role)).to_owned(),
        ("lead", "created_at") => date::rfc3339(lead.record.created_at),
        ("lead", "language") => lead.language.clone(),
        ("lead", _) => lead.said().text_at(part),
        ("first" | "last", "channel") => lead.channel(first).to_owned(),
        ("first" | "last", _) => lead.came(first).text_at(part),
        ("journey", _) => lead.journey(part),
        _ => {
            let text = lead.said().get(front).text_at(part);
            if text.is_empty() && front == "consent" { "unknown".to_owned() } else { text }
        }
    }
}

/// The click id of a network stands in either touch.
pub(super) const CLICKS: &str = "click.";

impl Source {
    /// `field.message` and `message` are the form's field, `=Website` a text, the rest is a name of [`KNOWN`].
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(fixed) = text.strip_prefix('=') {
            return Some(Self::Fixed(fixed.to_owned()));
        }
        if let Some(name) = text.strip_prefix("field.") {
            return Some(Self::Field(name.to_owned()));
        }
        if is_one_of(text, KNOWN) {
            return Some(Self::Known(text.to_owned()));
        }
        if text.strip_prefix(CLICKS).is_some_and(|name| !name.is_empty()) {
            return Some(Self::Field(text.to_owned()));
        }
        // A name that looks like one of ours and is none is a slip of the pen.
        let (front, after) = split_at_byte(text, b'.');
        let ours = front.len() + after.len() < text.len()
            && is_one_of(front, "person|lead|page|journey|consent|first|last");
        (!ours && !text.is_empty()).then(|| Self::Field(text.to_owned()))
    }

    pub(super) fn names() -> String {
        let (mut names, mut rest) = (String::new(), KNOWN);
        while !rest.is_empty() {
            let (name, after) = split_at_byte(rest, b'|');
            names.push_str(name);
            names.push_str(if after.is_empty() { "" } else { ", " });
            rest = after;
        }
        names
    }

    /// Those that are not blank.
    pub(super) fn values(&self, lead: &Lead) -> Vec<String> {
        let mut values: Vec<String> = match self {
            Self::Field(name) => match name.strip_prefix(CLICKS) {
                Some(network) => click(lead, network).into_iter().collect(),
                None => lead.record.fields.all(name).map(|value| value.expose().clone()).collect(),
            },
            Self::Known(name) => vec![known(name, lead)],
            Self::Fixed(text) => vec![text.clone()],
        };
        values.retain(|value| !trim(value).is_empty());
        values
    }

    /// The form's field that it is, to name a refusal by.
    fn field(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            _ => None,
        }
    }
}

fn click(lead: &Lead, network: &str) -> Option<String> {
    let of = |first| lead.came(first).get("click_ids").get(network).text();
    of(false).or_else(|| of(true))
}

/// Their fields in order, each with its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping {
    pub(super) pairs: Vec<(String, Source)>,
}

impl Mapping {
    /// Their fields that have a value, the values in a list.
    pub(super) fn apply(&self, lead: &Lead) -> Vec<(String, Vec<String>)> {
        let read = |(theirs, source): &(String, Source)| (theirs.clone(), source.values(lead));
        self.pairs.iter().map(read).filter(|(_, values)| !values.is_empty()).collect()
    }

    /// The same with every field of the form that has a value and is not mapped, under its own name.
    pub(super) fn apply_with_rest(&self, lead: &Lead) -> Vec<(String, Vec<String>)> {
        let mut all = self.apply(lead);
        for (name, _) in lead.record.fields.iter() {
            let mapped =
                self.pairs.iter().any(|(theirs, source)| theirs == name || source.field() == Some(name));
            if !mapped && !all.iter().any(|(theirs, _)| theirs == name) {
                let values = Source::Field(name.clone()).values(lead);
                if !values.is_empty() {
                    all.push((name.clone(), values));
                }
            }
        }
        all
    }

    /// The first value of their field, empty where there is none.
    pub(super) fn one(&self, theirs: &str, lead: &Lead) -> String {
        let source = self.pairs.iter().find(|(name, _)| name == theirs);
        source.and_then(|(_, source)| source.values(lead).into_iter().next()).unwrap_or_default()
    }

    /// The form's name of their field, where a field of the form stands in it; theirs where they named ours.
    pub(super) fn ours(&self, theirs: &str, lead: &Lead) -> String {
        let mapped = self.pairs.iter().find(|(name, _)| name == theirs).map(|(_, source)| source);
        match mapped {
            Some(Source::Field(name)) => return name.clone(),
            Some(Source::Known(known)) => return lead.field_of(known).to_owned(),
            Some(Source::Fixed(_)) => return String::new(),
            None => {}
        }
        let named = lead.record.fields.iter().find(|(name, _)| name == theirs);
        named.map_or(String::new(), |(name, _)| name.clone())
    }
}

/// A text with names in braces, in pieces; or the name that is none.
pub(super) fn fill_in(text: &str) -> Result<Vec<Source>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((front, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        parts.push(Source::Fixed(front.to_owned()));
        parts.push(Source::parse(name).ok_or_else(|| name.to_owned())?);
        rest = tail;
    }
    parts.push(Source::Fixed(rest.to_owned()));
    Ok(parts)
}

/// The text of those pieces for a lead.
pub(super) fn fill(parts: &[Source], lead: &Lead) -> String {
    let text = |part: &Source| match part {
        Source::Fixed(text) => text.clone(),
        other => other.values(lead).join(", "),
    };
    parts.iter().map(text).collect()
}
