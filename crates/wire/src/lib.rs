//! The dictionary: what travels between the page, the collector and whoever reads the API.
//!
//! Types and limits, no logic. Times are [`Millis`] since the Unix epoch. Everything that a person
//! typed is [`Pii`]. With the feature `serde` (default) the types read and write the JSON of the HTTP
//! contract; the lean widget builds without it and writes the same JSON by hand, which a round-trip
//! test holds to these derives.

#![cfg_attr(not(feature = "serde"), no_std)]

extern crate alloc;

mod answer;
mod decimal;
mod field_error;
mod fields;
mod form;
mod id;
mod journey;
pub mod limits;
mod millis;
mod pairs;
mod pii;
mod points;
mod record;
mod touch;

pub use answer::{Ack, Refusal, Rejected};
pub use decimal::{Decimal, push_whole};
pub use field_error::{Code, FieldError};
pub use fields::Fields;
pub use form::{Choice, Condition, FieldDef, FieldKind, FormDef};
pub use id::Id;
pub use journey::{Consent, ConsentSource, Event, Journey, Transition, Verdict};
pub use millis::Millis;
pub use pairs::Pairs;
pub use pii::Pii;
pub use points::Points;
pub use record::{Envelope, Kind, Page, Record, Touches};
pub use touch::Touch;

/// What the standard prelude brings, in the lean build, which has no standard library to panic with: it
/// would weigh 1.7 KB of the page's 18.
mod prelude {
    #![allow(unused_imports, reason = "each file takes what it needs")]
    pub(crate) use alloc::{borrow::ToOwned, boxed::Box, string::String, vec, vec::Vec};
}
