//! Which channel a touch belongs to: a table of rules over campaign parameters, click ids and the referrer, read from
//! top to bottom. Pages send what they see; this runs in the collector, so that a newer table can judge old touches
//! again.
//!
//! The rules are those of Google Analytics 4's default channel group (support.google.com/analytics/answer/9756891)
//! with assistants and click ids added, and Referral judged last, because it also takes every other referrer.

mod clicks;
mod sources;

use crate::attribution;
use leadwell_wire::{Millis, Touch};
use sources::Kind;

/// Of table, lists and order together. What was derived by another one is derived again.
pub const RULE_VERSION: u32 = 1;

/// Where a visit came from, as reports group it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Direct,
    CrossNetwork,
    PaidShopping,
    PaidSearch,
    PaidSocial,
    PaidVideo,
    Display,
    PaidOther,
    OrganicShopping,
    OrganicSocial,
    OrganicVideo,
    AiAssistant,
    OrganicSearch,
    Email,
    Affiliates,
    Audio,
    Sms,
    MobilePush,
    Referral,
    Unassigned,
}

impl Channel {
    pub const ALL: [Self; 20] = [
        Self::Direct,
        Self::CrossNetwork,
        Self::PaidShopping,
        Self::PaidSearch,
        Self::PaidSocial,
        Self::PaidVideo,
        Self::Display,
        Self::PaidOther,
        Self::OrganicShopping,
        Self::OrganicSocial,
        Self::OrganicVideo,
        Self::AiAssistant,
        Self::OrganicSearch,
        Self::Email,
        Self::Affiliates,
        Self::Audio,
        Self::Sms,
        Self::MobilePush,
        Self::Referral,
        Self::Unassigned,
    ];

    /// As it stands in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "Direct",
            Self::CrossNetwork => "Cross-network",
            Self::PaidShopping => "Paid Shopping",
            Self::PaidSearch => "Paid Search",
            Self::PaidSocial => "Paid Social",
            Self::PaidVideo => "Paid Video",
            Self::Display => "Display",
            Self::PaidOther => "Paid Other",
            Self::OrganicShopping => "Organic Shopping",
            Self::OrganicSocial => "Organic Social",
            Self::OrganicVideo => "Organic Video",
            Self::AiAssistant => "AI Assistant",
            Self::OrganicSearch => "Organic Search",
            Self::Email => "Email",
            Self::Affiliates => "Affiliates",
            Self::Audio => "Audio",
            Self::Sms => "SMS",
            Self::MobilePush => "Mobile Push",
            Self::Referral => "Referral",
            Self::Unassigned => "Unassigned",
        }
    }
}

/// The touch that an address and a referrer make, as a page writes it.
pub fn touch(url: &str, referrer: &str, at: Millis) -> Touch {
    let written = attribution::read(url, referrer, "", at).text;
    serde_json::from_str(&written).unwrap_or_default()
}

/// The channel of a touch.
pub fn classify(touch: &Touch) -> Channel {
    let tag = |name: &str| touch.tags.get(name).unwrap_or_default().trim().to_lowercase();
    let (source, medium, campaign, referrer) =
        (tag("source"), tag("medium"), tag("campaign"), tag("referrer_host"));
    // A page writes "referral" for a referrer that nobody named.
    let told_medium = if medium == "referral" && source == referrer { "" } else { medium.as_str() };
    let click = if told_medium.is_empty() { clicks::network(touch, &source) } else { None };
    let implied = match (source.as_str(), click) {
        ("", Some(click)) => click.source,
        ("", None) => &referrer,
        (named, _) => named,
    };
    let kind = sources::kind(implied);
    let is = |wanted: Kind| kind == Some(wanted);
    let clicked = click.and_then(|click| click.channel);
    let paid = is_paid(&medium);
    let shop = is(Kind::Shopping) || is_shop(&campaign);

    if source == "(direct)" && matches!(medium.as_str(), "" | "(none)" | "(not set)") {
        return Channel::Direct;
    }
    if [&source, &medium, &campaign, &referrer].iter().all(|text| text.is_empty())
        && touch.click_ids.is_empty()
    {
        return Channel::Direct;
    }
    let one_of = |list: &[&str]| list.contains(&medium.as_str());
    match () {
        () if campaign.contains("cross-network") => Channel::CrossNetwork,
        () if shop && paid => Channel::PaidShopping,
        () if is(Kind::Search) && paid || clicked == Some(Channel::PaidSearch) => Channel::PaidSearch,
        () if is(Kind::Social) && paid || clicked == Some(Channel::PaidSocial) => Channel::PaidSocial,
        () if is(Kind::Video) && paid => Channel::PaidVideo,
        () if one_of(&["display", "banner", "expandable", "interstitial", "cpm"])
            || clicked == Some(Channel::Display) =>
        {
            Channel::Display
        }
        () if paid => Channel::PaidOther,
        () if shop => Channel::OrganicShopping,
        () if is(Kind::Social)
            || one_of(&[
                "social",
                "social-network",
                "social-media",
                "sm",
                "social network",
                "social media",
            ])
            || clicked == Some(Channel::OrganicSocial) =>
        {
            Channel::OrganicSocial
        }
        () if is(Kind::Video) || medium.contains("video") => Channel::OrganicVideo,
        () if is(Kind::Assistant) => Channel::AiAssistant,
        () if is(Kind::Search) || medium == "organic" => Channel::OrganicSearch,
        () if is(Kind::Mail)
            || [&source, &medium].iter().any(|text| is_mail(text))
            || medium == "newsletter"
            || source == "newsletter"
            || clicked == Some(Channel::Email) =>
        {
            Channel::Email
        }
        () if medium == "affiliate" || clicked == Some(Channel::Affiliates) => Channel::Affiliates,
        () if medium == "audio" => Channel::Audio,
        () if source == "sms" || medium == "sms" => Channel::Sms,
        () if medium.ends_with("push")
            || medium.contains("mobile")
            || medium.contains("notification")
            || source == "firebase" =>
        {
            Channel::MobilePush
        }
        () if one_of(&["referral", "app", "link"]) || !referrer.is_empty() => Channel::Referral,
        () => Channel::Unassigned,
    }
}

/// `^(.*cp.*|ppc|retargeting|paid.*)$`
fn is_paid(medium: &str) -> bool {
    medium.contains("cp") || medium.starts_with("paid") || matches!(medium, "ppc" | "retargeting")
}

/// `^(.*(([^a-df-z]|^)shop|shopping).*)$`: "shop" at the start, or behind anything but a letter other than e.
fn is_shop(campaign: &str) -> bool {
    campaign.contains("shopping")
        || campaign.match_indices("shop").any(|(at, _)| {
            campaign[..at].chars().next_back().is_none_or(|before| !matches!(before, 'a'..='d' | 'f'..='z'))
        })
}

/// email, e-mail, e_mail, e mail.
fn is_mail(text: &str) -> bool {
    ["email", "e-mail", "e_mail", "e mail"].contains(&text)
}
