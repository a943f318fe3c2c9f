//! What comes out of the engine.

use super::FormKey;
use crate::outbox::Request;
use crate::prelude::*;
use leadwell_wire::{FieldError, Id, Millis};

/// How safely a lead lies in the page's store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Flushed to disk: survives a killed browser.
    Durable,
    /// In a store that is written to disk at some later time (localStorage): survives a reload.
    Stored,
    /// In memory alone: lost with the page.
    Volatile,
}

impl Level {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Stored => "stored",
            Self::Volatile => "volatile",
        }
    }
}

/// Something for the shell to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Put this text under the lead's id into the store, then call [`super::Engine::handle_saved`].
    Save {
        id: Id,
        text: leadwell_wire::Pii<String>,
    },
    Delete {
        id: Id,
    },
    /// Put this key's text aside, where no look finds it: it is no lead, and somebody may want to know why.
    SetAside {
        key: String,
    },
    /// Look into the store: [`super::Engine::handle_found`] for each key, [`super::Engine::handle_restore`] with the text
    /// of each that was not known, then [`super::Engine::handle_looked`].
    Look {
        number: u32,
    },
    /// Wait for the turn to send, which one page of a site has at a time, then call
    /// [`super::Engine::handle_turn`]. `steal`: take it from the page that has it.
    Claim {
        steal: bool,
    },
    /// Give the turn back, or do not wait for it any more.
    Release,
    Send(Request),
    /// Nobody waits for this request any more.
    Abort {
        number: u32,
    },
    /// Call [`super::Engine::handle_timeout`] at this time of the monotonic clock; replaces the wish before.
    WakeAt(Millis),
    /// Keep this where the site's other pages see it, in place of the one before: see
    /// [`super::Engine::handle_pause`].
    Pause {
        text: String,
    },
    /// Keep the journey on the device.
    KeepJourney {
        text: String,
    },
    /// Erase the kept journey.
    ForgetJourney,
    Tell(Notice),
}

/// Something for the page to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A submit was refused; nothing was stored. All errors of the form.
    Invalid {
        form: FormKey,
        errors: Vec<FieldError>,
    },
    /// One field was judged anew while the person edits.
    Checked {
        form: FormKey,
        field: String,
        error: Option<FieldError>,
    },
    /// The lead is in the store.
    Captured {
        form: Option<FormKey>,
        id: Id,
        level: Level,
    },
    /// The collector has it, or it is gone from the store, which is another page's word for the same.
    Delivered {
        form: Option<FormKey>,
        id: Id,
    },
    /// The collector refused it; it stays in the store.
    Rejected {
        form: Option<FormKey>,
        id: Id,
        errors: Vec<FieldError>,
    },
    /// A stage of the site's model was reached.
    Stage {
        stage: String,
    },
    Failed {
        reason: &'static str,
    },
    /// Whether the journey may be kept, at the page's start and whenever somebody spoke: the record's member.
    Consent {
        text: String,
    },
}
