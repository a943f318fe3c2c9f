//! One thing that happened, and how a list of them lies on the device.

use crate::json::{Writer, parse_whole, push_whole};
use crate::prelude::*;
use crate::text::{clip, split_at_byte};
use leadwell_wire::Millis;

/// Characters kept of a kind, and of what an event is about.
const KIND_CHARS: usize = 64;
const ABOUT_CHARS: usize = 200;

/// `leadwell_wire::Event`. Its number is counted over all pages of the site, each of which goes on from the highest
/// that it has heard of; with the page's name it is unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) seq: u64,
    pub(crate) at: Millis,
    /// A stage rests on it, so that it is kept longer than others.
    pub(crate) proof: bool,
    /// The rest of its line.
    rest: String,
}

// What the rest of a line holds, with a tab between.
const PAGE: usize = 0;
const KIND: usize = 1;
const ABOUT: usize = 2;
const VALUE: usize = 3;
const PROPS: usize = 4;

impl Event {
    /// `props` is JSON: a touch, or what the site told with it.
    pub(crate) fn new(
        page: &str,
        seq: u64,
        at: Millis,
        kind: &str,
        about: &str,
        value: u64,
        props: &str,
    ) -> Self {
        let mut rest = String::new();
        for text in [page, clip(kind, KIND_CHARS), clip(about, ABOUT_CHARS)] {
            for c in text.chars() {
                rest.push(if c < ' ' { ' ' } else { c });
            }
            rest.push('\t');
        }
        push_whole(&mut rest, value);
        rest.push('\t');
        rest.push_str(props);
        Self { seq, at, proof: false, rest }
    }

    fn part(&self, place: usize) -> &str {
        let (mut part, mut rest) = ("", self.rest.as_str());
        for _ in 0..=place {
            (part, rest) = split_at_byte(rest, b'\t');
        }
        part
    }

    pub(crate) fn page(&self) -> &str {
        self.part(PAGE)
    }

    pub(crate) fn kind(&self) -> &str {
        self.part(KIND)
    }

    pub(crate) fn about(&self) -> &str {
        self.part(ABOUT)
    }

    pub(crate) fn value(&self) -> u64 {
        parse_whole(self.part(VALUE)).unwrap_or(0)
    }

    /// A touch's JSON has a tab of its own, and is the rest.
    pub(crate) fn props(&self) -> &str {
        let mut rest = self.rest.as_str();
        for _ in 0..PROPS {
            rest = split_at_byte(rest, b'\t').1;
        }
        rest
    }

    /// What orders the events of all pages, whatever their clocks say.
    pub(crate) fn key(&self) -> (u64, &str) {
        (self.seq, self.page())
    }

    pub(crate) fn id(&self) -> String {
        let mut id = self.page().to_owned();
        id.push('.');
        push_whole(&mut id, self.seq);
        id
    }

    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind() == kind
    }

    /// Of a touch: nothing led here.
    pub(crate) fn is_direct(&self) -> bool {
        self.about().starts_with("(direct)")
    }

    /// As an element of the record's list.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.comma();
        out.text.push('{');
        out.text("id", &self.id());
        out.text("type", self.kind());
        out.text("path", self.about());
        out.number("at", self.at.0);
        let value = self.value();
        if value > 0 {
            out.number("value", value);
        }
        if !self.is("touch") {
            out.json("props", self.props());
        }
        out.close();
    }

    /// A line of fields.
    pub(crate) fn push_line(&self, out: &mut String) {
        for number in [self.seq, self.at.0, self.proof.into()] {
            push_whole(out, number);
            out.push('\t');
        }
        out.push_str(&self.rest);
        out.push('\n');
    }

    pub(crate) fn of_line(line: &str) -> Self {
        let mut rest = line;
        let [seq, at, proof] = [(); 3].map(|()| {
            let (first, after) = split_at_byte(rest, b'\t');
            rest = after;
            parse_whole(first).unwrap_or(0)
        });
        Self { seq, at: Millis(at), proof: proof > 0, rest: rest.to_owned() }
    }
}

/// The last one of a kind.
pub(crate) fn last<'a>(events: &'a [Event], kind: &str) -> Option<&'a Event> {
    events.iter().rev().find(|event| event.is(kind))
}
