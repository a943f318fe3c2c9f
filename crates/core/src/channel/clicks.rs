//! Click ids: parameters that ad networks and mailers put behind links. They count where no medium is named.

use super::Channel;
use leadwell_wire::Touch;

/// Whose click id it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    pub(super) source: &'static str,
    /// What the id alone means; `None` = evidence, no more.
    pub(super) channel: Option<Channel>,
}

const PAID_SEARCH: Option<Channel> = Some(Channel::PaidSearch);
const PAID_SOCIAL: Option<Channel> = Some(Channel::PaidSocial);
const SOCIAL: Option<Channel> = Some(Channel::OrganicSocial);

/// In the order in which they count. `fbclid` and `igshid` stand behind organic links too, so they are never paid.
const CLICKS: &[(&str, &str, Option<Channel>)] = &[
    ("gclid", "google", PAID_SEARCH),
    ("gbraid", "google", PAID_SEARCH),
    ("wbraid", "google", PAID_SEARCH),
    ("gad_source", "google", PAID_SEARCH),
    ("msclkid", "bing", PAID_SEARCH),
    ("ttclid", "tiktok", PAID_SOCIAL),
    ("twclid", "x", PAID_SOCIAL),
    ("li_fat_id", "linkedin", PAID_SOCIAL),
    ("rdt_cid", "reddit", PAID_SOCIAL),
    ("epik", "pinterest", PAID_SOCIAL),
    ("sccid", "snapchat", PAID_SOCIAL),
    ("qclid", "quora", PAID_SOCIAL),
    ("dclid", "doubleclick", Some(Channel::Display)),
    ("mc_cid", "mailchimp", Some(Channel::Email)),
    ("_kx", "klaviyo", Some(Channel::Email)),
    ("irclickid", "impact", Some(Channel::Affiliates)),
    ("fbclid", "facebook", SOCIAL),
    ("igshid", "instagram", SOCIAL),
];

/// The network whose click id the touch has, if nobody but that network is named as its source.
pub(super) fn network(touch: &Touch, source: &str) -> Option<Click> {
    let found = CLICKS.iter().find(|(name, ..)| touch.click_ids.get(name).is_some_and(|id| !id.is_empty()));
    let click = found.map(|(_, source, channel)| Click { source, channel: *channel })?;
    let other = !source.is_empty() && !super::sources::same(source, click.source);
    (!other).then_some(click)
}
