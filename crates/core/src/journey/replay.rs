//! The same fold where it is to be explained: from a record's events to stages, touches and the score with its reasons.

use super::event::Event;
use super::fold::steps_of;
use super::model::Model;
use super::score::score;
use leadwell_wire::{self as wire, Millis, Points, Transition};

/// What a set of events comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Name and version of the model.
    pub model: String,
    pub stage: String,
    pub history: Vec<Transition>,
    pub score: Points,
    /// What the score is made of, in the model's order.
    pub parts: Vec<Part>,
    /// Ids of the events of first, last and last non-direct touch.
    pub touches: [Option<String>; 3],
    /// Ids of the sessions, oldest first.
    pub sessions: Vec<String>,
}

/// Points, and what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub rule: String,
    /// Whose most the points are held to, together with those of the group's other rules.
    pub group: String,
    /// The most of the group.
    pub most: Points,
    pub points: Points,
    /// Ids of events.
    pub evidence: Vec<String>,
}

/// Folds events, in whatever order and however often each comes, by a model's text (empty is the default). `now` is
/// when the score counts: a lead's, when it was submitted.
pub fn replay(model: &str, events: &[wire::Event], now: Millis) -> Outcome {
    let model = Model::read(model);
    let mut events: Vec<Event> = events.iter().map(read).collect();
    events.sort_by(|a, b| a.key().cmp(&b.key()));
    events.dedup_by(|a, b| a.key() == b.key());
    let ids = |places: &[usize]| places.iter().map(|at| events[*at].id()).collect::<Vec<_>>();

    let steps = steps_of(&model, &events);
    let history: Vec<Transition> = steps
        .iter()
        .map(|step| Transition {
            stage: step.stage.to_owned(),
            at: step.at,
            rule: step.rule.to_owned(),
            evidence: ids(&step.proof),
        })
        .collect();
    let mut parts: Vec<Part> = Vec::new();
    let points = score(&model, &events, now, |rule, at, points| {
        let id = events[at].id();
        match parts.last_mut() {
            Some(part) if part.rule == rule.id && part.group == rule.of => {
                part.points.0 += points;
                part.evidence.push(id);
            }
            _ => parts.push(Part {
                rule: rule.id.to_owned(),
                group: rule.of.to_owned(),
                most: Points(rule.most),
                points: Points(points),
                evidence: vec![id],
            }),
        }
    });
    let touches: Vec<&Event> = events.iter().filter(|event| event.is("touch")).collect();
    let id = |touch: Option<&&Event>| touch.map(|touch| touch.id());
    Outcome {
        model: model.name.to_owned(),
        stage: history.last().map_or_else(|| "anonymous".to_owned(), |step| step.stage.clone()),
        history,
        score: Points(points),
        parts,
        touches: [
            id(touches.first()),
            id(touches.last()),
            id(touches.iter().rfind(|touch| !touch.is_direct())),
        ],
        sessions: events.iter().filter(|e| e.is("session_start")).map(|e| e.about().to_owned()).collect(),
    }
}

/// An id of another shape (`e3`, a program's own) has its number where there is one, and stays as it is.
fn read(event: &wire::Event) -> Event {
    let (page, seq) = event.id.rsplit_once('.').unwrap_or((event.id.as_str(), "0"));
    Event::new(page, seq.parse().unwrap_or(0), event.at, &event.kind, &event.path, event.value, "")
}

/// How a record's claim stands to what its events come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    Agrees,
    /// Each thing that differs: what, as the page said it, as the events say it.
    Differs(Vec<(&'static str, String, String)>),
    /// Judged by a model that is not known here.
    OtherModel(String),
}

/// Holds a record's journey against what its events came to: [`replay`]. What rests on events that are no longer in the list
/// (`dropped`) can't be made again and is not held against the page.
pub fn compare(found: &Outcome, journey: &wire::Journey, touches: &wire::Touches) -> Agreement {
    if journey.model != found.model {
        return Agreement::OtherModel(journey.model.clone());
    }
    let mut differs = Vec::new();
    let mut check = |what: &'static str, said: String, found: String| {
        if said != found {
            differs.push((what, said, found));
        }
    };
    let known = |id: &String| journey.events.iter().any(|event| event.id == *id);
    let whole = journey.dropped == 0;
    let steps = |history: &[Transition]| {
        let kept = history.iter().filter(|step| whole || step.evidence.iter().all(known));
        let shown =
            kept.map(|s| format!("{} by {} at {} ({})", s.stage, s.rule, s.at.0, s.evidence.join(" ")));
        shown.collect::<Vec<_>>().join(", ")
    };
    let gone = journey.history.iter().any(|step| !step.evidence.iter().all(known));
    if whole || !gone {
        check("stage", journey.stage.clone(), found.stage.clone());
        check("history", steps(&journey.history), steps(&found.history));
    }
    check("score", journey.score.to_string(), found.score.to_string());
    for (name, touch, id) in [
        ("first touch", &touches.first, &found.touches[0]),
        ("last touch", &touches.last, &found.touches[1]),
        ("last non-direct touch", &touches.last_non_direct, &found.touches[2]),
    ] {
        let said = touch.as_ref().map(|touch| touch.tags.get("id").unwrap_or_default().to_owned());
        check(name, said.unwrap_or_default(), id.clone().unwrap_or_default());
    }
    if differs.is_empty() { Agreement::Agrees } else { Agreement::Differs(differs) }
}
