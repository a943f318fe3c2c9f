//! The journey as a line of time: visits, what the visitor did in them, which step it proved, and what sales said.

use std::collections::BTreeMap;

use leadwell_wire::Transition;

use super::phrase::{Phrase, phrase};
use super::words;
use crate::store::{JourneyEvent, LeadRef, SalesStep};
use crate::time;

/// Up to so many visits all are open; of more, those that tell of a step or of this lead.
const ALL_OPEN: usize = 5;

/// A visit, or what sales did between two.
pub(super) struct Block {
    /// Of the event that began it.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) day: String,
    /// How long, and how many pages; empty where that says nothing.
    pub(super) facts: String,
    pub(super) open: bool,
    pub(super) items: Vec<Item>,
    visit: bool,
    from: i64,
}

/// One point of the line.
pub(super) struct Item {
    pub(super) time: String,
    pub(super) machine_time: String,
    /// How long after the point before; empty for the first.
    pub(super) after: String,
    pub(super) what: What,
    at: i64,
}

/// What it was.
pub(super) enum What {
    /// Something happened.
    Event { id: String, phrase: Phrase },
    /// A stage was reached, because of these.
    Stage { stage: String, class: &'static str, rule: String, evidence: Vec<Evidence> },
    /// Sales said so.
    Sales { stage: &'static str, class: &'static str, who: String, note: String, reason: String },
    /// A lead was sent: this one, or another one of the same visitor.
    Lead { href: Option<String>, form: String },
}

/// One proof of a step.
pub(super) struct Evidence {
    /// The event's id on this page, where the proof is one of the events shown.
    pub(super) anchor: Option<String>,
    pub(super) words: String,
}

/// A stage, and how long it lasted until the next, or until this lead.
pub(super) struct Stay {
    pub(super) stage: String,
    pub(super) class: &'static str,
    pub(super) lasted: String,
}

/// What the line is made of.
pub(super) struct Line<'a> {
    /// Of all records of the visitor, in order.
    pub(super) events: &'a [JourneyEvent],
    pub(super) history: &'a [Transition],
    pub(super) sales: &'a [SalesStep],
    /// This one, and the ids of its own events.
    pub(super) lead: LeadRef,
    pub(super) own: &'a [JourneyEvent],
    /// All of the visitor.
    pub(super) leads: &'a [LeadRef],
}

impl Line<'_> {
    /// Visits and what sales did, in order.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut visits = 0;
        // Looked up once: a stranger can send as many steps as a request holds.
        let places: BTreeMap<&str, usize> =
            self.events.iter().enumerate().map(|(place, one)| (one.event.id.as_str(), place)).collect();
        let place = |id: &String| places.get(id.as_str()).copied();
        let mut proven: BTreeMap<usize, Vec<&Transition>> = BTreeMap::new();
        let mut unproven = Vec::new();
        for step in self.history {
            match step.evidence.iter().filter_map(place).max() {
                Some(place) => proven.entry(place).or_default().push(step),
                None => unproven.push(step),
            }
        }
        let last_own = self.own.iter().filter_map(|one| place(&one.event.id)).max();
        for (place, one) in self.events.iter().enumerate() {
            let at = ms(one.event.at.0);
            let starts = one.event.kind == "session_start";
            if starts || blocks.is_empty() {
                visits += 1;
                blocks.push(Block::new(format!("Visit {visits}"), at, true));
            }
            let Some(block) = blocks.last_mut() else { continue };
            if starts {
                block.id.clone_from(&one.event.id);
            } else {
                block
                    .items
                    .push(Item::new(at, What::Event { id: one.event.id.clone(), phrase: phrase(one) }));
            }
            let steps = proven.get(&place).into_iter().flatten();
            block.items.extend(steps.map(|step| self.stage(step)));
            if last_own == Some(place) {
                block.items.push(self.this_lead());
            }
        }
        // Steps without their events are told all the same.
        if let (true, Some(first)) = (blocks.is_empty(), self.history.first()) {
            blocks.push(Block::new("Visit 1".into(), ms(first.at.0), true));
        }
        for step in unproven {
            insert(&mut blocks, self.stage(step));
        }
        for lead in self.leads.iter().filter(|lead| lead.id != self.lead.id) {
            let href = Some(format!("/admin/leads/{}", lead.id));
            insert(&mut blocks, Item::new(lead.at, What::Lead { href, form: lead.form.clone() }));
        }
        if last_own.is_none() && !blocks.is_empty() {
            insert(&mut blocks, self.this_lead());
        }
        blocks.iter_mut().for_each(Block::tell);
        self.add_sales(&mut blocks);
        let few = blocks.len() <= ALL_OPEN;
        for block in &mut blocks {
            let tells = |item: &Item| matches!(item.what, What::Stage { .. } | What::Lead { .. });
            block.open = few || !block.visit || block.items.iter().any(tells);
        }
        blocks
    }

    /// How long each stage lasted.
    pub(super) fn stays(&self) -> Vec<Stay> {
        let ends = self.history.iter().skip(1).map(|step| ms(step.at.0)).chain([self.lead.at]);
        self.history
            .iter()
            .zip(ends)
            .map(|(step, end)| {
                let lasted = end - ms(step.at.0);
                // The lead itself is the end of the last one, a moment later.
                Stay {
                    stage: step.stage.clone(),
                    class: words::stage_class(&step.stage),
                    lasted: if lasted >= 5000 { time::span(lasted) } else { String::new() },
                }
            })
            .collect()
    }

    fn this_lead(&self) -> Item {
        Item::new(self.lead.at, What::Lead { href: None, form: self.lead.form.clone() })
    }

    fn stage(&self, step: &Transition) -> Item {
        let what = What::Stage {
            stage: step.stage.clone(),
            class: words::stage_class(&step.stage),
            rule: words::rule(&step.rule).to_owned(),
            evidence: step.evidence.iter().map(|id| evidence(id, &self.lead.id, self.events)).collect(),
        };
        Item::new(ms(step.at.0), what)
    }

    /// What sales did stands after the last visit that began before it.
    fn add_sales(&self, blocks: &mut Vec<Block>) {
        for step in self.sales {
            let stage = step.stage.as_str();
            let what = What::Sales {
                stage,
                class: words::stage_class(stage),
                who: step.who.clone(),
                note: step.note.clone(),
                reason: step.reason.clone(),
            };
            let place = blocks.iter().rposition(|block| block.from <= step.at).map_or(0, |place| place + 1);
            if place == 0 || blocks.get(place - 1).is_some_and(|before| before.visit) {
                blocks.insert(place, Block::new("Sales".into(), step.at, false));
            }
            let place = if place == 0 || blocks.get(place).is_some_and(|b| !b.visit && b.items.is_empty()) {
                place
            } else {
                place - 1
            };
            if let Some(block) = blocks.get_mut(place) {
                block.items.push(Item::new(step.at, what));
            }
        }
    }
}

impl Block {
    fn new(title: String, from: i64, visit: bool) -> Self {
        let (day, facts) = (time::day(from), String::new());
        Block { id: String::new(), title, day, facts, open: true, items: Vec::new(), visit, from }
    }

    /// What its items come to, and how far they are apart.
    fn tell(&mut self) {
        let mut before = self.from;
        for item in &mut self.items {
            let gap = item.at - before;
            item.after = if gap >= 1000 { time::span(gap) } else { String::new() };
            before = item.at;
        }
        let event = |item: &&Item| matches!(item.what, What::Event { .. });
        let last = self.items.iter().filter(event).map(|item| item.at).max().unwrap_or(self.from);
        let is_page = |item: &&Item| matches!(&item.what, What::Event { phrase, .. } if phrase.page);
        let pages = self.items.iter().filter(is_page).count();
        let length = if last - self.from >= 1000 { time::span(last - self.from) } else { String::new() };
        let pages = match pages {
            0 => String::new(),
            1 => "1 page".into(),
            more => format!("{more} pages"),
        };
        let parts: Vec<String> = [length, pages].into_iter().filter(|part| !part.is_empty()).collect();
        self.facts = parts.join(", ");
    }
}

impl Item {
    fn new(at: i64, what: What) -> Self {
        let (time, machine_time) = (time::clock(at), time::machine(at));
        Item { time, machine_time, after: String::new(), what, at }
    }
}

/// By its time: behind the last point that is not later, in the visit that had begun.
fn insert(blocks: &mut [Block], item: Item) {
    let place = blocks.iter().rposition(|block| block.from <= item.at).unwrap_or_default();
    if let Some(block) = blocks.get_mut(place) {
        let behind = block.items.iter().rposition(|other| other.at <= item.at).map_or(0, |place| place + 1);
        block.items.insert(behind, item);
    }
}

pub(super) fn evidence(id: &str, lead: &str, events: &[JourneyEvent]) -> Evidence {
    match events.iter().find(|one| one.event.id == id) {
        Some(one) if one.event.kind == "session_start" => Evidence {
            anchor: Some(id.to_owned()),
            words: format!("the visit of {}", time::day(ms(one.event.at.0))),
        },
        Some(one) => Evidence { anchor: Some(id.to_owned()), words: phrase(one).to_string() },
        None if id == lead => Evidence { anchor: None, words: "this lead".into() },
        // An event that is too old to be kept, or what a rule of fit asked (`country=PT`).
        None => Evidence { anchor: None, words: id.replacen('=', ": ", 1) },
    }
}

/// Pages may say any number.
fn ms(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).min(time::LAST)
}

#[cfg(test)]
mod tests;
