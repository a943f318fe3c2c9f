use crate::{Millis, Pairs};

/// One arrival at the site: what the address and the referrer told.
///
/// Raw inputs stay (`landing_url`, `referrer_host`, the parameters, the click ids), so that a newer
/// channel table can judge an old touch again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Touch {
    pub at: Millis,
    /// `landing_url`, `referrer_host`, `source`, `medium`, `campaign`, `term`, `content`, `utm_id`,
    /// `utm_source_platform`, `utm_creative_format`, `utm_marketing_tactic`; absent = unknown.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub tags: Pairs,
    /// By lower-case parameter name: `gclid`, `msclkid`, `fbclid` …
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Pairs::is_empty"))]
    pub click_ids: Pairs,
}

impl Touch {
    /// Nothing but a typed address or a bookmark.
    pub fn is_direct(&self) -> bool {
        self.tags.get("source") == Some("(direct)")
    }
}
