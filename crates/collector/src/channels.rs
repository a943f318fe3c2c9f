//! The channels of a lead's touches: what stands in columns beside the record, and can be derived again from it.

use leadwell_core::channel;
use leadwell_wire::{Touch, Touches};
use serde::Deserialize;

/// The channels of a lead's touches.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Channels {
    /// What reports count: the last touch that was not direct, else the last one.
    pub(crate) counted: Option<&'static str>,
    pub(crate) first: Option<&'static str>,
    pub(crate) last: Option<&'static str>,
}

impl Channels {
    pub(crate) fn of(touches: &Touches) -> Self {
        let of = |touch: &Option<Touch>| touch.as_ref().map(|touch| channel::classify(touch).as_str());
        let last = of(&touches.last);
        Self { counted: of(&touches.last_non_direct).or(last), first: of(&touches.first), last }
    }

    /// Of a record as it was sent; none where it tells none.
    pub(crate) fn of_record(raw: &str) -> Self {
        #[derive(Deserialize)]
        struct Raw {
            #[serde(default)]
            touches: Touches,
        }
        serde_json::from_str::<Raw>(raw).map(|raw| Self::of(&raw.touches)).unwrap_or_default()
    }
}
