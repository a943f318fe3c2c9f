//! A lead's frozen bytes: the JSON of `leadwell_wire::Record`, written as it goes.

use super::Engine;
use crate::form::ID_FIELD;
use crate::json::Writer;
use crate::prelude::*;
use crate::text::{clip, split_at_byte};
use crate::time::Now;
use leadwell_wire::{Fields, Id, limits};

impl Engine {
    pub(super) fn record(&mut self, id: &Id, form: &str, fields: &Fields, now: Now) -> String {
        // Of this record alone: the next one has its own.
        let more = core::mem::take(&mut self.more).into_inner();
        let (members, asked) = split_at_byte(&more, 0);
        let (asked, version) = split_at_byte(asked, 0);
        let mut out = Writer::object();
        out.text("id", id.as_str());
        out.text("kind", "lead");
        out.text("form", form);
        out.text("site", &self.config.site);
        out.text.push_str(members);
        out.number("created_at", now.wall.0);
        out.open("fields");
        for (at, (name, _)) in fields.iter().enumerate() {
            field(&mut out, fields, at, name);
        }
        out.close();
        out.open("page");
        out.text("url", &self.page.url);
        out.text("title", &self.page.title);
        out.text("referrer", &self.page.referrer);
        out.text("language", &self.page.language);
        out.text("time_zone", &self.page.time_zone);
        out.close();
        self.course.write(now.wall, &mut out);
        out.open("consent");
        out.text("text", clip(asked, limits::CONSENT_CHARS));
        out.text("version", version);
        self.consent.write(&mut out);
        out.close();
        out.text
    }
}

/// A field where its name stands first, with all values of that name: a text, or a list of texts.
fn field(out: &mut Writer, fields: &Fields, first: usize, name: &str) {
    if name == ID_FIELD {
        return;
    }
    let mut values = Writer::default();
    let mut many = false;
    for (at, (other, value)) in fields.iter().enumerate() {
        if other == name {
            if at < first {
                return;
            }
            many = at > first;
            values.item(value.expose());
        }
    }
    if many {
        out.list(name, &values.text);
    } else {
        out.json(name, &values.text);
    }
}
