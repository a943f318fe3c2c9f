//! Whether the journey may be kept: what was said, by whom, and what follows from all of it.
//!
//! The order in which it was said decides nothing. A refusal is never outvoted, and silence is none, but as good
//! as one: only `Granted` allows anything.

use crate::json::Writer;
use crate::prelude::*;
use leadwell_wire::{ConsentSource, Millis, Verdict};

const SPEAKERS: [ConsentSource; 7] = ConsentSource::SPEAKERS;

/// What each of them said last and what was read there, in the words of whoever read it; and what follows.
#[derive(Debug, Default)]
pub(crate) struct Consent {
    said: [(Verdict, String); SPEAKERS.len()],
    journey: Verdict,
    source: ConsentSource,
    at: Millis,
}

impl Consent {
    /// Nobody allowed it and nobody refused: the journey lives in memory, for a lead of this visit.
    pub(crate) fn journey(&self) -> Verdict {
        self.journey
    }

    pub(crate) fn keeps(&self) -> bool {
        self.journey == Verdict::Granted
    }

    pub(crate) fn refused(&self) -> bool {
        self.journey == Verdict::Denied
    }

    /// Somebody spoke, or takes it back (`Unknown`).
    pub(crate) fn heard(&mut self, who: ConsentSource, verdict: Verdict, reason: &str, at: Millis) {
        if let Some(said) = self.said.get_mut(who as usize) {
            *said = (verdict, reason.to_owned());
        }
        let (journey, source, _) = self.outcome();
        // What the site alone allowed the visitor cannot take back. It stays a withdrawal, whoever refuses as well.
        let given = self.keeps() && self.source != ConsentSource::Site;
        let withdrawn = journey == Verdict::Denied && (given || self.source == ConsentSource::Withdrawn);
        self.journey = journey;
        self.source = if withdrawn { ConsentSource::Withdrawn } else { source };
        self.at = at;
    }

    /// The first that refuses decides; where nobody does, the first that allows.
    fn outcome(&self) -> (Verdict, ConsentSource, &str) {
        for wanted in [Verdict::Denied, Verdict::Granted] {
            for (who, (verdict, reason)) in SPEAKERS.iter().zip(&self.said) {
                if *verdict == wanted {
                    return (wanted, *who, reason);
                }
            }
        }
        (Verdict::Unknown, ConsentSource::Default, "no answer")
    }

    /// The first page tells the time of what was known before it. Whether this is the first.
    pub(crate) fn begin(&mut self, at: Millis) -> bool {
        let first = self.at == Millis::default();
        if first {
            self.at = at;
        }
        first
    }

    /// The members of `leadwell_wire::Consent`.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.text("journey", self.journey.as_str());
        out.text("source", self.source.as_str());
        out.number("at", self.at.0);
        out.text("reason", self.outcome().2);
        out.open("signals");
        for (who, (verdict, _)) in SPEAKERS.iter().zip(&self.said) {
            if *verdict != Verdict::Unknown {
                out.text(who.as_str(), verdict.as_str());
            }
        }
        out.close();
        out.close();
    }

    pub(crate) fn to_text(&self) -> String {
        let mut out = Writer::object();
        self.write(&mut out);
        out.text
    }
}

#[cfg(test)]
mod tests;
