//! Requests on their way, what the collector does with them, and the answers.

use super::*;

impl World {
    pub(super) fn send(&mut self, p: usize, request: Request) {
        self.requests += 1;
        let body = json::parse(request.body.expose()).expect("JSON");
        let records: Vec<(String, String)> =
            body.get("records").members().map(|r| (r.text_at("id"), r.raw().to_owned())).collect();
        let page = &mut self.pages[p];
        let mono = page.mono(self.clock);
        let leaving = page.leaving;
        let in_flight = page.flying.len();
        let mut wrong = Vec::new();
        if records.is_empty() {
            wrong.push("an empty request".to_owned());
        }
        if mono < page.pause {
            wrong.push(format!("a request {} ms before the collector may be asked again", page.pause - mono));
        }
        if in_flight >= if leaving { 4 } else { 2 } {
            wrong.push(format!("{} requests at once", in_flight + 1));
        }
        if request.fallback && !self.schedule.fallback {
            wrong.push("a request to a path that there is not".to_owned());
        }
        for (id, payload) in &records {
            // A page that leaves has at least handed it to the store.
            let saved = page.saved.contains(id) || (leaving && self.payloads.contains_key(id));
            if !saved {
                wrong.push(format!("{id} is sent and not saved"));
            }
            if page.flying.values().flatten().any(|other| other == id) {
                wrong.push(format!("{id} is in two requests at once"));
            }
            if self.payloads.get(id).is_some_and(|first| first != payload) {
                wrong.push(format!("{id} is sent with other bytes than before"));
            }
            let tries = page.tries.entry(id.clone()).or_default();
            if tries.count > 0 && !tries.free && !leaving {
                let least = (500_u64 << (tries.count - 1).min(16)).min(150_000);
                if mono < tries.last + least {
                    wrong.push(format!("{id} is tried again after {} ms", mono - tries.last));
                }
            }
            *tries = crate::page::Tries { count: tries.count + 1, last: mono, free: false };
        }
        let ids: Vec<String> = records.iter().map(|(id, _)| id.clone()).collect();
        // Out of turn, after a long wait: the holder of the lock may send the same.
        let waited = page.claim != 0 && (page.robbed || page.claimed + PATIENCE <= self.clock);
        if waited && self.holder != Some((p, page.claim)) {
            self.reached.insert("a send out of turn");
        }
        if self.holder != Some((p, page.claim)) && (waited || leaving || !self.schedule.locks) {
            self.excused.extend(ids.iter().cloned());
        }
        page.flying.insert(request.number, ids);
        for why in wrong {
            self.fail(why);
        }
        self.soon(150, Event::Arrive(p, request.number, records, request.fallback));
    }

    pub(super) fn arrive(&mut self, p: usize, number: u32, records: &[(String, String)], fallback: bool) {
        let answer = self.collector.answer(self.mode, records, fallback, &mut self.chance);
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(why) => return self.fail(why),
        };
        if !answer.clean || answer.after >= TIMEOUT - 1000 {
            self.excused.extend(records.iter().map(|(id, _)| id.clone()));
        }
        if answer.twice {
            let reply = answer.reply.clone();
            let again = Answer { reply, after: 0, twice: false, named: answer.named.clone(), clean: true };
            let after = answer.after + self.chance.range(0, 30_000);
            self.at(self.clock + after, Event::Answered(p, number, again));
        }
        answer.twice = false;
        let after = answer.after;
        self.at(self.clock + after, Event::Answered(p, number, answer));
    }

    pub(super) fn answered(&mut self, p: usize, number: u32, answer: Answer) {
        let mono = self.pages[p].mono(self.clock);
        let ids = self.pages[p].flying.remove(&number);
        let page = &mut self.pages[p];
        page.named.extend(answer.named.iter().cloned());
        if let Reply::Answer { status, retry_after_s, .. } = &answer.reply {
            if let (429 | 503, Some(secs)) = (status, retry_after_s) {
                page.pause = page.pause.max(mono + (u64::from(*secs) * 1000).min(HOUR));
            }
            // One of several was refused: they start anew, one by one.
            if let (400 | 413 | 422, Some(ids)) = (status, ids)
                && ids.len() > 1
            {
                for id in ids {
                    page.tries.remove(&id);
                }
            }
        }
        self.tell(p, &format!("answer {number} {:?}", answer.reply), |e, now| {
            e.handle_reply(number, &answer.reply, now);
        });
    }

    pub(super) fn see_pause(&mut self, p: usize, text: &str) {
        let (set_at, until) = text.split_once(' ').expect("two times");
        let (set_at, until): (i64, i64) = (set_at.parse().expect("a time"), until.parse().expect("a time"));
        let wall = WALL + self.clock as i64 + self.skew;
        let page = &mut self.pages[p];
        if wall >= set_at && until > wall {
            page.pause = page.pause.max(page.mono(self.clock) + ((until - wall) as u64).min(HOUR));
        }
        self.tell(p, "pause", |e, now| e.handle_pause(text, now));
    }

    // The end.
}
