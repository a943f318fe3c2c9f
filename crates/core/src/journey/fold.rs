//! Events and a model to stages with their evidence, and the score.

use super::event::Event;
use super::model::Model;
use super::score::score;
use crate::json::{Writer, parse_whole, push_whole};
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_wire::Millis;

/// A step forward: the stage, its weight, the rule, when, and the places of the events that it rests on.
#[derive(Debug)]
pub(super) struct Step<'a> {
    pub(super) stage: &'a str,
    weight: u64,
    pub(super) rule: &'a str,
    pub(super) at: Millis,
    pub(super) proof: Vec<usize>,
}

/// Folds events, in their order, to the steps that they make. Stages only go forward, by weight.
pub(super) fn steps_of<'a>(model: &Model<'a>, events: &[Event]) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let mut reached = 0;
    for end in 1..=events.len() {
        let seen = events.get(..end).unwrap_or_default();
        for rule in &model.rules {
            if rule.weight > reached
                && let (Some(proof), Some(last)) = (rule.met(model, seen), seen.last())
            {
                reached = rule.weight;
                steps.push(Step { stage: rule.of, weight: reached, rule: rule.id, at: last.at, proof });
            }
        }
    }
    steps
}

/// The time, and the events after it.
pub(super) fn read_lines(text: &str) -> (Millis, Vec<Event>) {
    let (now, mut rest) = split_at_byte(text, b'\n');
    let mut events = Vec::new();
    while !rest.is_empty() {
        let (line, after) = split_at_byte(rest, b'\n');
        rest = after;
        events.push(Event::of_line(line));
    }
    (Millis(parse_whole(now).unwrap_or(0)), events)
}

/// What a page asks of its events: the model's text (empty is the default); the time, and a line for each event. The
/// answer has three parts, the first two a line each: the steps as weight, space and stage, with tabs between; the places
/// of the events that they rest on, with spaces between; and what the record's journey says of it, as members of JSON.
pub fn fold(model: &str, events: &str) -> String {
    let model = Model::read(model);
    let (now, events) = read_lines(events);
    let steps = steps_of(&model, &events);
    let (mut out, mut places, mut history) = (String::new(), String::new(), Writer::default());
    for step in &steps {
        push_whole(&mut out, step.weight);
        out.push(' ');
        out.push_str(step.stage);
        out.push('\t');
        let mut proof = Writer::default();
        for at in &step.proof {
            push_whole(&mut places, *at as u64);
            places.push(' ');
            if let Some(event) = events.get(*at) {
                proof.item(&event.id());
            }
        }
        history.comma();
        history.text.push('{');
        history.text("stage", step.stage);
        history.number("at", step.at.0);
        history.text("rule", step.rule);
        history.list("evidence", &proof.text);
        history.close();
    }
    out.push('\n');
    out.push_str(&places);
    out.push('\n');
    let points = score(&model, &events, now, |_, _, _| {}) as u64;
    let mut claim = Writer::default();
    claim.text("model", model.name);
    claim.text("stage", steps.last().map_or("anonymous", |step| step.stage));
    if points > 0 {
        claim.number("score", points / 100);
        claim.text.push('.');
        claim.text.push(char::from(b'0' + (points / 10 % 10) as u8));
        claim.text.push(char::from(b'0' + (points % 10) as u8));
    }
    claim.list("history", &history.text);
    out.push_str(&claim.text);
    out
}
