//! Bounds that both sides keep to.

use crate::Millis;

/// Version of the envelope, and of a stored outbox record.
pub const VERSION: u32 = 1;

/// Bytes of one request body.
pub const BODY_BYTES: usize = 65_536;

/// Bytes that the page puts into one request: beacons and keepalive fetches share 64 KiB in flight.
pub const BATCH_BYTES: usize = 49_152;

/// Records in one request.
pub const BATCH_RECORDS: usize = 50;

/// Fields of one form, and characters of one value where its definition sets no bound.
pub const FIELDS: usize = 100;
pub const VALUE_CHARS: u32 = 10_000;

/// Characters kept of an address.
pub const URL_CHARS: usize = 1000;

/// Characters kept of a click id or a campaign parameter.
pub const TAG_CHARS: usize = 512;

/// Characters kept of what a form's field of consent says.
pub const CONSENT_CHARS: usize = 2000;

/// Touches kept of a journey, the first one always, and their bytes together. Those between the first and the last go
/// first, and after half a year (183 days).
pub const TOUCHES: usize = 20;
pub const TOUCH_BYTES: usize = 4096;
pub const TOUCH_LIFE: Millis = Millis::secs(183 * 24 * 60 * 60);

/// Events kept of a journey; the oldest go first.
pub const EVENTS: usize = 100;

/// A session ends after this long without the visitor doing anything …
pub const SESSION_IDLE: Millis = Millis::secs(30 * 60);

/// … or this long after it began.
pub const SESSION_LENGTH: Millis = Millis::secs(24 * 60 * 60);

/// A visitor record lives this long from its creation (13 months), not sliding.
pub const VISITOR_LIFE: Millis = Millis::secs(396 * 24 * 60 * 60);
