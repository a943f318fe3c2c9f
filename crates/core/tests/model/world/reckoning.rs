//! What must hold in the end.

use super::*;

impl World {
    pub(super) fn reckon(&mut self) {
        let mut wrong = Vec::new();
        for (id, promise) in &self.promises {
            let promised = match promise.level {
                Level::Durable | Level::Stored => true,
                Level::Volatile => self.pages[promise.page].alive,
            };
            let local = self.local.get(id).map(|(_, text)| text);
            let text = local.or_else(|| self.disk.get(id)).map_or("", |text| text.expose().as_str());
            let bad = self.collector.bad.contains(id);
            if bad && self.collector.rows.contains_key(id) {
                wrong.push(format!("{id} is refused, and a row"));
            } else if bad && promised && promise.level != Level::Volatile && !text.contains(" parked\n") {
                wrong.push(format!("{id} was refused, and does not lie parked in the store"));
            } else if !bad && promised && !self.collector.rows.contains_key(id) {
                wrong.push(format!("{id} is lost; it was told as {}", promise.level.as_str()));
            } else if !bad && !text.is_empty() && !self.excused.contains(id) {
                wrong.push(format!("{id} is delivered, and still in the store"));
            }
        }
        if self.schedule.orderly {
            for (id, copies) in &self.collector.copies {
                if *copies > 1 && !self.excused.contains(id) {
                    wrong.push(format!("{id} was sent {copies} times for no reason"));
                }
            }
        }
        for (key, text) in &self.odd {
            if self.disk.get(key).map(|text| text.expose().as_str()) != Some(text) {
                wrong.push(format!("{key}, of another version, was touched"));
            }
        }
        if self.schedule.odd && self.aside.len() < 3 {
            wrong.push(format!("of three broken texts are put aside {:?}", self.aside));
        }
        for why in wrong {
            self.fail(why);
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.collector.rows.len()
    }
}
