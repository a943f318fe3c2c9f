//! What a lead says to each kind of destination and what the answers of those mean: a lead to a request, an answer to
//! a verdict. Nothing here sends, waits or stores; whoever does (the collector's workers, later a page) asks.
//!
//! One attempt: [`Destination::encode`], send it, [`Destination::decode`] the answer. [`Verdict::Next`] hands out a
//! memo, which is kept durably and given with the next [`Sending`]; the attempt goes on at once. When an attempt ends
//! in [`Verdict::RetryAfter`], the next is due by [`schedule::after`], and the memo goes with it.

#![cfg_attr(not(feature = "native"), allow(dead_code, reason = "a page has some of the kinds alone"))]

#[cfg(feature = "services")]
mod base64;
#[cfg(feature = "services")]
mod body;
#[cfg(feature = "native")]
mod cf7;
#[cfg(feature = "native")]
mod confirmation;
mod date;
#[cfg(feature = "native")]
mod email;
#[cfg(feature = "services")]
mod formspree;
#[cfg(feature = "services")]
mod hubspot;
#[cfg(feature = "services")]
mod hubspot_answer;
mod lead;
mod leadwell;
#[cfg(feature = "native")]
mod mailchimp;
#[cfg_attr(not(feature = "services"), path = "unmapped.rs")]
mod mapping;
#[cfg(feature = "services")]
mod mautic;
#[cfg(feature = "services")]
mod netlify;
mod outgoing;
#[cfg(not(feature = "native"))]
mod page;
mod person;
#[cfg(feature = "native")]
mod pipedrive;
#[cfg(any(test, not(feature = "native")))]
mod record;
#[cfg(feature = "native")]
mod salesforce;
pub mod schedule;
mod settings;
#[cfg_attr(not(feature = "native"), path = "unsigned.rs")]
mod sign;
#[cfg(feature = "native")]
mod slack;
#[cfg(feature = "native")]
mod story;
mod text;
mod verdict;
mod webhook;

pub use lead::Lead;
pub use outgoing::{HttpRequest, MailRequest, Method, Outgoing};
#[cfg(not(feature = "native"))]
pub use page::Target;
pub use person::Person;
pub use settings::{Key, KindInfo};
pub use verdict::{Answer, Reply, Verdict};

use crate::prelude::*;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::fmt;
use leadwell_wire::{FieldError, Id, Millis};
use settings::Settings;
use text::join;

/// The form's field that a mapping's value reads, where it reads one.
#[cfg(feature = "native")]
pub fn field_of(value: &str) -> Option<String> {
    match mapping::Source::parse(value.trim()) {
        Some(mapping::Source::Field(name)) if !name.starts_with(mapping::CLICKS) => Some(name),
        _ => None,
    }
}

/// One attempt to tell a destination of a lead.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    pub lead: &'a Lead,
    /// The same with every attempt for this lead at this destination.
    pub id: &'a Id,
    pub now: Millis,
    /// From 1.
    pub attempt: u32,
    /// What [`Verdict::Next`] gave last for this lead at this destination; empty at first.
    pub memo: &'a str,
}

/// How much a destination bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests in a window, for each window.
    pub per: &'static [(u32, Millis)],
    /// Leads in 24 hours.
    pub daily: Option<u32>,
    /// For one request, answer included.
    pub timeout: Millis,
    /// Of an answer: what is beyond is not read.
    pub answer_bytes: usize,
}

impl Limits {
    /// 10 requests in a second.
    const USUAL: Self =
        Self { per: &[(10, Millis(1_000))], daily: None, timeout: Millis::secs(20), answer_bytes: 64 * 1024 };
}

/// What each kind does. `encode` fails where the lead can not be said to this destination at all.
trait Speaks: Send + Sync {
    fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>>;
    fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict;
    fn limits(&self) -> Limits {
        Limits::USUAL
    }
}

type Parse = fn(&mut Settings<'_>) -> Arc<dyn Speaks>;

const TABLE: &[(&KindInfo, Parse)] = &[
    (&leadwell::KIND, leadwell::parse),
    (&webhook::KIND, webhook::parse),
    #[cfg(feature = "services")]
    (&hubspot::KIND, hubspot::parse),
    #[cfg(feature = "native")]
    (&salesforce::KIND, salesforce::parse),
    #[cfg(feature = "services")]
    (&mautic::KIND, mautic::parse),
    #[cfg(feature = "services")]
    (&formspree::KIND, formspree::parse),
    #[cfg(feature = "services")]
    (&netlify::KIND, netlify::parse),
    #[cfg(feature = "native")]
    (&cf7::KIND, cf7::parse),
    #[cfg(feature = "native")]
    (&pipedrive::KIND, pipedrive::parse),
    #[cfg(feature = "native")]
    (&mailchimp::KIND, mailchimp::parse),
    #[cfg(feature = "native")]
    (&slack::KIND, slack::parse),
    #[cfg(feature = "native")]
    (&email::OWNER, email::parse_owner),
    #[cfg(feature = "native")]
    (&email::VISITOR, email::parse_visitor),
];

/// A destination whose settings were checked.
#[derive(Clone)]
pub struct Destination {
    kind: &'static KindInfo,
    speaks: Arc<dyn Speaks>,
}

/// The kind alone: settings hold secrets.
impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Destination").field(&self.kind.name).finish()
    }
}

impl Destination {
    pub fn kinds() -> impl Iterator<Item = &'static KindInfo> {
        TABLE.iter().map(|(kind, _)| *kind)
    }

    /// Reads the settings of a `[[destination]]`, secrets resolved, or says all that is wrong with them: `field` is
    /// the key.
    pub fn parse(kind: &str, settings: &BTreeMap<String, String>) -> Result<Self, Vec<FieldError>> {
        Self::of(kind, &list(settings))
    }

    fn of(kind: &str, settings: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let Some((info, parse)) = TABLE.iter().find(|(info, _)| info.name == kind) else {
            let names = Self::kinds().map(|kind| kind.name);
            let message = ["no kind of destination; there are ", &join(names, ", ")].concat();
            // Secrets have no place there, and some answers can not be read.
            #[cfg(not(feature = "native"))]
            let message = message + " for a page, and more for a collector";
            return Err(vec![settings::error("kind", "choice", &message)]);
        };
        let mut reader = Settings::of(info, settings);
        let speaks = parse(&mut reader);
        reader.finish()?;
        Ok(Self { kind: info, speaks })
    }

    /// The same where the settings are written into a page: no secret may be among them, and some kinds can not be
    /// sent to from there.
    pub fn parse_for_page(kind: &str, settings: &BTreeMap<String, String>) -> Result<Self, Vec<FieldError>> {
        Self::of_page(kind, &list(settings))
    }

    fn of_page(kind: &str, settings: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        if let Some(info) = Self::kinds().find(|info| info.name == kind) {
            info.refuse_in_page(settings)?;
        }
        Self::of(kind, settings)
    }

    pub const fn kind(&self) -> &'static KindInfo {
        self.kind
    }

    /// What is to be sent. An error is final for this lead: it never leaves, and says why by field.
    pub fn encode(&self, sending: &Sending<'_>) -> Result<Outgoing, Vec<FieldError>> {
        self.speaks.encode(sending)
    }

    /// What the answer to it means.
    pub fn decode(&self, sending: &Sending<'_>, answer: &Answer<'_>) -> Verdict {
        self.speaks.decode(sending, answer)
    }

    pub fn limits(&self) -> Limits {
        self.speaks.limits()
    }
}

/// In a page a map would weigh more than going through a list.
fn list(settings: &BTreeMap<String, String>) -> Vec<(String, String)> {
    settings.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}
