//! The JSON of a lead and of the kept journey, written and read by hand (see `json`). The serde derives
//! of `leadwell_wire` are the other side of it; `tests/` holds the two together.

use crate::json::{Value, Writer};
use leadwell_wire::{Consent, Event, Fields, Id, Journey, Millis, Page, Pairs, Record, Stage, Touch, Touches, Transition};

/// A lead's frozen bytes.
pub fn write(record: &Record) -> String {
    let mut w = Writer::default();
    w.open('{');
    w.pair("id", record.id.as_str());
    w.pair("kind", "lead");
    w.pair("form", &record.form);
    pair_unless_empty(&mut w, "site", &record.site);
    w.key("created_at");
    w.number(record.created_at.0);
    w.key("fields");
    write_fields(&mut w, &record.fields);
    w.key("page");
    write_page(&mut w, &record.page);
    w.key("touches");
    write_touches(&mut w, &record.touches);
    w.key("journey");
    write_journey(&mut w, &record.journey);
    w.key("consent");
    write_consent(&mut w, record.consent);
    w.close('}');
    w.finish()
}

fn pair_unless_empty(w: &mut Writer, key: &str, value: &str) {
    if !value.is_empty() {
        w.pair(key, value);
    }
}

fn write_fields(w: &mut Writer, fields: &Fields) {
    w.open('{');
    let mut done: Vec<&str> = Vec::new();
    for (name, value) in fields.iter() {
        if done.contains(&name.as_str()) {
            continue;
        }
        done.push(name);
        w.key(name);
        if fields.all(name).nth(1).is_none() {
            w.text(value.expose());
        } else {
            w.open('[');
            for value in fields.all(name) {
                w.text(value.expose());
            }
            w.close(']');
        }
    }
    w.close('}');
}

fn write_page(w: &mut Writer, page: &Page) {
    w.open('{');
    for (key, value) in [
        ("url", &page.url),
        ("title", &page.title),
        ("referrer", &page.referrer),
        ("language", &page.language),
        ("time_zone", &page.time_zone),
    ] {
        pair_unless_empty(w, key, value);
    }
    w.close('}');
}

fn write_pairs(w: &mut Writer, pairs: &Pairs) {
    for (key, value) in &pairs.0 {
        w.pair(key, value);
    }
}

pub(crate) fn write_touches(w: &mut Writer, touches: &Touches) {
    w.open('{');
    for (key, touch) in
        [("first", &touches.first), ("last", &touches.last), ("last_non_direct", &touches.last_non_direct)]
    {
        if let Some(touch) = touch {
            w.key(key);
            w.open('{');
            w.key("at");
            w.number(touch.at.0);
            write_pairs(w, &touch.tags);
            if !touch.click_ids.is_empty() {
                w.key("click_ids");
                w.open('{');
                write_pairs(w, &touch.click_ids);
                w.close('}');
            }
            w.close('}');
        }
    }
    w.close('}');
}

pub(crate) fn write_journey(w: &mut Writer, journey: &Journey) {
    w.open('{');
    for (key, id) in [("visitor", &journey.visitor), ("session", &journey.session)] {
        if let Some(id) = id {
            w.pair(key, id.as_str());
        }
    }
    w.pair("stage", journey.stage.as_str());
    w.key("history");
    w.open('[');
    for step in &journey.history {
        w.open('{');
        w.pair("stage", step.stage.as_str());
        w.key("at");
        w.number(step.at.0);
        w.pair("rule", &step.rule);
        w.key("evidence");
        w.open('[');
        for id in &step.evidence {
            w.text(id);
        }
        w.close(']');
        w.close('}');
    }
    w.close(']');
    w.key("events");
    w.open('[');
    for event in &journey.events {
        w.open('{');
        w.pair("id", &event.id);
        w.pair("type", &event.kind);
        pair_unless_empty(w, "path", &event.path);
        w.key("at");
        w.number(event.at.0);
        w.close('}');
    }
    w.close(']');
    w.close('}');
}

fn write_consent(w: &mut Writer, consent: Consent) {
    w.open('{');
    w.pair("journey", consent.journey.as_str());
    w.pair("source", consent.source.as_str());
    w.close('}');
}

pub(crate) fn read_millis(value: &Value, key: &str) -> Millis {
    Millis(value.get(key).and_then(Value::whole).unwrap_or(0))
}

pub(crate) fn read_touches(value: &Value) -> Touches {
    let touch = |key| value.get(key).map(read_touch);
    Touches { first: touch("first"), last: touch("last"), last_non_direct: touch("last_non_direct") }
}

fn read_touch(value: &Value) -> Touch {
    let texts = |value: &Value| {
        let pairs = value.members().iter();
        Pairs(pairs.filter_map(|(k, v)| v.text().map(|v| (k.clone(), v.to_owned()))).collect())
    };
    Touch {
        at: read_millis(value, "at"),
        tags: texts(value),
        click_ids: value.get("click_ids").map(texts).unwrap_or_default(),
    }
}

pub(crate) fn read_id(value: &Value, key: &str) -> Option<Id> {
    Id::parse(value.get(key)?.text()?)
}

pub(crate) fn read_journey(value: &Value) -> Journey {
    let items = |key| value.get(key).map(Value::items).unwrap_or_default().iter();
    let stage = |value: &Value| Stage::parse(value.get("stage")?.text()?);
    Journey {
        visitor: read_id(value, "visitor"),
        session: read_id(value, "session"),
        stage: stage(value).unwrap_or_default(),
        history: items("history")
            .filter_map(|step| {
                let evidence = step.get("evidence").map(Value::items).unwrap_or_default().iter();
                Some(Transition {
                    stage: stage(step)?,
                    at: read_millis(step, "at"),
                    rule: step.text_at("rule"),
                    evidence: evidence.filter_map(|e| e.text().map(str::to_owned)).collect(),
                })
            })
            .collect(),
        events: items("events")
            .map(|event| Event {
                id: event.text_at("id"),
                kind: event.text_at("type"),
                path: event.text_at("path"),
                at: read_millis(event, "at"),
            })
            .collect(),
    }
}
