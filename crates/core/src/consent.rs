//! Whether the journey may be kept: what was said, by whom, and what follows from all of it.
//!
//! The order in which it was said decides nothing. A refusal is never outvoted, and silence is none, but as good
//! as one: only `Granted` allows anything.

use crate::json::Writer;
use crate::prelude::*;
use leadwell_wire::{ConsentSource, Millis, Verdict};

/// Who can say something. The first of them that refuses decides; where nobody does, the first that allows.
const RANKS: [ConsentSource; 7] = [
    ConsentSource::Gpc,
    ConsentSource::Dnt,
    ConsentSource::Visitor,
    ConsentSource::Tcf,
    ConsentSource::Gpp,
    ConsentSource::ConsentMode,
    ConsentSource::Site,
];

/// What each of them said last, and what follows.
#[derive(Debug, Default)]
pub(crate) struct Consent {
    said: [(Verdict, String); RANKS.len()],
    journey: Verdict,
    source: ConsentSource,
    /// What was read, in the words of whoever read it.
    reason: String,
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
        for (rank, said) in RANKS.iter().zip(&mut self.said) {
            if *rank == who {
                *said = (verdict, reason.to_owned());
            }
        }
        let (journey, source, reason) = self.outcome();
        let reason = reason.to_owned();
        // What the site alone allowed the visitor cannot take back. It stays a withdrawal, whoever refuses as well.
        let given = self.keeps() && self.source != ConsentSource::Site;
        let withdrawn = journey == Verdict::Denied && (given || self.source == ConsentSource::Withdrawn);
        self.journey = journey;
        self.source = if withdrawn { ConsentSource::Withdrawn } else { source };
        self.reason = reason;
        self.at = at;
    }

    fn outcome(&self) -> (Verdict, ConsentSource, &str) {
        for wanted in [Verdict::Denied, Verdict::Granted] {
            for (rank, (verdict, reason)) in RANKS.iter().zip(&self.said) {
                if *verdict == wanted {
                    return (wanted, *rank, reason);
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
        out.text("reason", &self.reason);
        out.open("signals");
        for (rank, (verdict, _)) in RANKS.iter().zip(&self.said) {
            if *verdict != Verdict::Unknown {
                out.text(rank.as_str(), verdict.as_str());
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
