//! The visitor takes everything back.

use super::Engine;
use crate::time::Now;
use leadwell_wire::{ConsentSource, Verdict};

impl Engine {
    /// Erases the journey, here and where it is kept, and lets go of every lead that this page knows: none is sent
    /// any more. The shell has emptied the store.
    pub fn handle_forget(&mut self, now: Now) {
        self.outbox.forget();
        self.handle_consent(ConsentSource::Visitor, Verdict::Denied, "leadwell('forget')", now);
    }
}
