//! Which of ours stands in which field of theirs.

use super::Lead;
use super::{date, points};
use crate::prelude::*;
use core::fmt;

type Read = fn(&Lead) -> String;

/// Where a value comes from.
#[derive(Clone)]
pub(super) enum Source {
    /// A field of the form, with all its values.
    Field(String),
    /// What is known of the lead beyond its fields.
    Known(&'static str, Read),
    /// A text that is always the same.
    Fixed(String),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, "field {name}"),
            Self::Known(name, _) => f.write_str(name),
            Self::Fixed(_) => f.write_str("fixed"),
        }
    }
}

/// What is known, by its name in a configuration.
const KNOWN: &[(&str, Read)] = &[
    ("person.email", |lead| lead.person.email.expose().clone()),
    ("person.name", |lead| lead.person.name.expose().clone()),
    ("person.first_name", |lead| lead.person.first_name.expose().clone()),
    ("person.last_name", |lead| lead.person.last_name.expose().clone()),
    ("person.phone", |lead| lead.person.phone.expose().clone()),
    ("person.company", |lead| lead.person.company.expose().clone()),
    ("person.website", |lead| lead.person.website.expose().clone()),
    ("person.country", |lead| lead.person.country.expose().clone()),
    ("person.message", |lead| lead.person.message.expose().clone()),
    ("lead.id", |lead| lead.record.id.as_str().to_owned()),
    ("lead.form", |lead| lead.record.form.clone()),
    ("lead.site", |lead| lead.record.site.clone()),
    ("lead.created_at", |lead| date::rfc3339(lead.record.created_at)),
    ("lead.language", |lead| lead.language.clone()),
    ("page.url", |lead| lead.record.page.url.clone()),
    ("page.title", |lead| lead.record.page.title.clone()),
    ("page.referrer", |lead| lead.record.page.referrer.clone()),
    ("journey.stage", |lead| lead.record.journey.stage.clone()),
    ("journey.score", |lead| points::to_text(lead.record.journey.score)),
    ("journey.visitor", |lead| {
        lead.record.journey.visitor.as_ref().map_or(String::new(), |id| id.as_str().to_owned())
    }),
    ("consent.journey", |lead| lead.record.consent.journey.as_str().to_owned()),
    ("first.channel", |lead| lead.channel(true).to_owned()),
    ("first.source", |lead| tag(lead, true, "source")),
    ("first.medium", |lead| tag(lead, true, "medium")),
    ("first.campaign", |lead| tag(lead, true, "campaign")),
    ("first.term", |lead| tag(lead, true, "term")),
    ("first.content", |lead| tag(lead, true, "content")),
    ("first.landing_url", |lead| tag(lead, true, "landing_url")),
    ("first.referrer_host", |lead| tag(lead, true, "referrer_host")),
    ("last.channel", |lead| lead.channel(false).to_owned()),
    ("last.source", |lead| tag(lead, false, "source")),
    ("last.medium", |lead| tag(lead, false, "medium")),
    ("last.campaign", |lead| tag(lead, false, "campaign")),
    ("last.term", |lead| tag(lead, false, "term")),
    ("last.content", |lead| tag(lead, false, "content")),
    ("last.landing_url", |lead| tag(lead, false, "landing_url")),
    ("last.referrer_host", |lead| tag(lead, false, "referrer_host")),
];

/// The click id of a network stands in either touch.
pub(super) const CLICKS: &str = "click.";

fn tag(lead: &Lead, first: bool, name: &str) -> String {
    lead.touch(first).and_then(|touch| touch.tags.get(name)).unwrap_or_default().to_owned()
}

impl Source {
    /// `field.message` and `message` are the form's field, `=Website` a text, the rest is a name of [`KNOWN`].
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(fixed) = text.strip_prefix('=') {
            return Some(Self::Fixed(fixed.to_owned()));
        }
        if let Some(name) = text.strip_prefix("field.") {
            return Some(Self::Field(name.to_owned()));
        }
        if let Some((name, read)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Some(Self::Known(name, *read));
        }
        if text.strip_prefix(CLICKS).is_some_and(|name| !name.is_empty()) {
            return Some(Self::Field(text.to_owned()));
        }
        // A name that looks like one of ours and is none is a slip of the pen.
        let front = text.split_once('.').map_or("", |(front, _)| front);
        let ours = KNOWN.iter().any(|(name, _)| name.split_once('.').is_some_and(|(own, _)| own == front));
        (!ours && !text.is_empty()).then(|| Self::Field(text.to_owned()))
    }

    pub(super) fn names() -> String {
        KNOWN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// Those that are not blank.
    pub(super) fn values(&self, lead: &Lead) -> Vec<String> {
        let mut values: Vec<String> = match self {
            Self::Field(name) => match name.strip_prefix(CLICKS) {
                Some(network) => click(lead, network).into_iter().collect(),
                None => lead.record.fields.all(name).map(|value| value.expose().clone()).collect(),
            },
            Self::Known(_, read) => vec![read(lead)],
            Self::Fixed(text) => vec![text.clone()],
        };
        values.retain(|value| !value.trim().is_empty());
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
    let of = |first| lead.touch(first)?.click_ids.get(network);
    of(false).or(of(true)).map(ToOwned::to_owned)
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
            Some(Source::Known(known, _)) => return lead.field_of(known).to_owned(),
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
