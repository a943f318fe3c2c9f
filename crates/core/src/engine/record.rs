//! A lead's frozen bytes: the JSON of `leadwell_wire::Record`, written as it goes.

use super::Engine;
use crate::form::ID_FIELD;
use crate::json;
use crate::time::Now;
use leadwell_wire::{Fields, Id};

impl Engine {
    pub(super) fn record(&self, id: &Id, form: &str, fields: &Fields, now: Now) -> String {
        let mut out = "{".to_owned();
        text(&mut out, "id", id.as_str());
        text(&mut out, "kind", "lead");
        text(&mut out, "form", form);
        text(&mut out, "site", &self.config.site);
        key(&mut out, "created_at");
        json::push_whole(&mut out, now.wall.0);
        key(&mut out, "fields");
        out.push('{');
        for (at, (name, _)) in fields.iter().enumerate() {
            field(&mut out, fields, at, name);
        }
        out.push('}');
        key(&mut out, "page");
        out.push('{');
        text(&mut out, "url", &self.page.url);
        text(&mut out, "title", &self.page.title);
        text(&mut out, "referrer", &self.page.referrer);
        text(&mut out, "language", &self.page.language);
        text(&mut out, "time_zone", &self.page.time_zone);
        out.push('}');
        key(&mut out, "touches");
        self.course.touches().write(&mut out);
        key(&mut out, "journey");
        self.course.journey().write(&mut out);
        key(&mut out, "consent");
        out.push('{');
        text(&mut out, "journey", self.consent.journey.as_str());
        text(&mut out, "source", self.consent.source.as_str());
        out.push_str("}}");
        out
    }
}

/// A field where its name stands first, with all values of that name: a text, or a list of texts.
fn field(out: &mut String, fields: &Fields, first: usize, name: &str) {
    if name == ID_FIELD {
        return;
    }
    let (mut values, mut many) = (String::new(), false);
    for (at, (other, value)) in fields.iter().enumerate() {
        if other == name {
            if at < first {
                return;
            }
            many = at > first;
            if many {
                values.push(',');
            }
            json::push_text(&mut values, value.expose());
        }
    }
    key(out, name);
    if many {
        out.push('[');
    }
    out.push_str(&values);
    if many {
        out.push(']');
    }
}

/// A member's key, after a comma where it is not the first of its object.
fn key(out: &mut String, key: &str) {
    if out.as_bytes().last() != Some(&b'{') {
        out.push(',');
    }
    json::push_text(out, key);
    out.push(':');
}

/// A member, left out where its text is empty.
fn text(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        key(out, name);
        json::push_text(out, text);
    }
}
