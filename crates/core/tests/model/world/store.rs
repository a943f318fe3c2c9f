//! The store that all pages share, and whose turn it is.

use super::*;

impl World {
    pub(super) fn write(&mut self, write: Write) {
        match write {
            Write::Put(key, text) => {
                self.local.remove(&key);
                self.disk.insert(key, text);
            }
            Write::Delete(key) => {
                self.disk.remove(&key);
            }
            Write::Aside(key) => self.aside.extend(self.disk.remove(&key).map(|_| key)),
        }
    }

    pub(super) fn written(&mut self, p: usize) {
        let Some(write) = self.pages[p].writes.pop_front() else { return };
        let put = if let Write::Put(key, _) = &write { Some(key.clone()) } else { None };
        if self.writes {
            self.write(write);
        } else if let Write::Delete(key) = write {
            self.excused.insert(key);
        }
        let Some(key) = put else { return };
        let level = match self.local.contains_key(&key) {
            _ if self.writes => Level::Durable,
            true => Level::Stored,
            false => Level::Volatile,
        };
        let id = Id::parse(&key).expect("an id");
        self.at(self.clock, Event::Saved(p, id, level));
    }

    pub(super) fn look(&mut self, p: usize, number: u32, local: &BTreeSet<String>) {
        if self.reads == Reads::Hang {
            return;
        }
        let mut found: Found = Vec::new();
        for key in local {
            if let Some((_, text)) = self.local.get(key) {
                found.push((key.clone(), text.clone()));
            } else if let Some(text) = self.disk.get(key) {
                found.push((key.clone(), text.clone()));
            }
        }
        let whole = self.reads == Reads::Work;
        if whole {
            found.extend(
                self.disk
                    .iter()
                    .filter(|(key, _)| !local.contains(*key))
                    .map(|(key, text)| (key.clone(), text.clone())),
            );
        }
        self.soon(10, Event::Looked(p, number, found, whole));
    }

    pub(super) fn looked(&mut self, p: usize, number: u32, found: Found, whole: bool) {
        for (key, text) in found {
            self.pages[p].saved.insert(key.clone());
            self.tell(p, "found", |e, now| {
                if !e.handle_found(number, &key) {
                    e.handle_restore(number, &key, text.expose(), now);
                }
            });
        }
        self.tell(p, "looked", |e, now| e.handle_looked(number, whole, now));
    }

    // The locks.

    pub(super) fn claim(&mut self, p: usize, steal: bool) {
        self.last_claim += 1;
        let claim = self.last_claim;
        let before = std::mem::replace(&mut self.pages[p].claim, claim);
        self.pages[p].claimed = self.clock;
        self.pages[p].robbed = false;
        if !self.schedule.locks {
            return self.soon(3, Event::Grant(p, claim));
        }
        self.release(p, before);
        if steal {
            if let Some((robbed, claim)) = self.holder.take() {
                self.soon(3, Event::Robbed(robbed, claim));
                self.pages[robbed].robbed = true;
                for page in &self.pages {
                    for ids in page.flying.values() {
                        self.excused.extend(ids.iter().cloned());
                    }
                }
            }
            self.queue.push_front((p, claim));
        } else {
            self.queue.push_back((p, claim));
        }
        self.next_turn();
    }

    pub(super) fn release(&mut self, p: usize, claim: u32) {
        self.queue.retain(|waiting| *waiting != (p, claim));
        if self.holder == Some((p, claim)) {
            self.holder = None;
        }
        self.next_turn();
    }

    pub(super) fn next_turn(&mut self) {
        if self.holder.is_none()
            && let Some((p, claim)) = self.queue.pop_front()
        {
            self.holder = Some((p, claim));
            self.soon(3, Event::Grant(p, claim));
        }
    }

    // The network.
}
