//! What the collector makes of a lead's journey by itself: the same fold over the same events. What comes out is held
//! against what the page said, and the score is told with its reasons. Made once, when the lead comes, and kept with it.

use leadwell_core::journey::{self, Agreement, Facts, ModelFile, Outcome, compare, replay};
use leadwell_wire::{Fields, Journey, Millis, Page, Pii, Points, Touches, Transition, limits};
use serde::{Deserialize, Serialize};

use crate::context::{self, Context};
use crate::models::Models;
use crate::parts::Parts;

/// How the page's words stand to its events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The collector comes to the same.
    Agrees,
    /// It comes to something else.
    Differs,
    /// It cannot say; `reason` tells why.
    #[default]
    NotChecked,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `stage`, `history`, `score`, `first touch` …
    pub what: String,
    /// As the page said it.
    pub page: String,
    /// As its events say it.
    pub events: String,
}

/// Points, and what they are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The rule of the model.
    pub rule: String,
    /// What it stands with: the group's points together count up to `most`.
    pub group: String,
    /// The most of the group.
    pub most: Points,
    /// What it is worth.
    pub points: Points,
    /// Ids of events; of a rule of fit what it asked.
    pub evidence: Vec<String>,
}

/// All that the collector makes of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessment {
    /// Name and version of the model.
    pub model: String,
    /// Whether the page said the same.
    pub verdict: Verdict,
    /// Why it could not be checked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
    /// How far the events go; empty where there are none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stage: String,
    /// The steps by the events; only where the page told none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Transition>,
    /// Interest, by the events.
    pub score: Points,
    /// What that is made of.
    pub parts: Vec<Part>,
    /// How well the person fits, by answers, e-mail address and country.
    pub fit: Points,
    /// What that is made of.
    pub fit_parts: Vec<Part>,
    /// Both together.
    pub total: Points,
    /// From how many points on the model calls a lead qualified; 0 never.
    #[serde(skip_serializing_if = "Points::is_none")]
    pub qualified_at: Points,
}

impl Assessment {
    /// Of a record as it was sent, and the e-mail address in it.
    pub(crate) fn of(models: &Models, raw: &str, email: Option<&Pii<String>>) -> Assessment {
        let parts = Parts::of(raw).unwrap_or_default();
        let mut assessment = match parts.journey.read::<Journey>() {
            Some(journey) => {
                let last = journey.events.iter().map(|event| event.at).max().unwrap_or_default();
                let now = parts.created_at.read().unwrap_or(last);
                Self::judge(models, &journey, &parts.touches.read().unwrap_or_default(), now)
            }
            None => Self::unchecked(models.main(), "the record has no journey"),
        };
        let fields: Fields = parts.fields.read().unwrap_or_default();
        let page: Page = parts.page.read().unwrap_or_default();
        let facts = Facts {
            fields: Some(&fields),
            email: email.map_or("", |email| context::email_kind(email.expose())),
            country: Context::country(&page),
        };
        let model = models.main();
        let (fit, fit_parts) = model.fit(&facts);
        assessment.fit = fit;
        assessment.fit_parts = fit_parts.into_iter().map(Part::from).collect();
        assessment.total = Points(assessment.score.0 + fit.0);
        assessment.qualified_at = model.qualified_at;
        assessment
    }

    fn judge(models: &Models, journey: &Journey, touches: &Touches, now: Millis) -> Self {
        let known = models.named(&journey.model);
        let model = known.unwrap_or_else(|| models.main());
        if journey.events.is_empty() && known.is_none() {
            return Self::unchecked(model, "the journey has no events");
        }
        // A page keeps so many. More would cost more time than a lead is worth.
        if journey.events.len() > limits::EVENTS {
            return Self::unchecked(model, "there are more events than a page keeps");
        }
        let outcome = replay(&model.text, &journey.events, now);
        let (verdict, reason, differs) = match compare(&outcome, journey, touches) {
            Agreement::Agrees => (Verdict::Agrees, String::new(), Vec::new()),
            Agreement::Differs(list) => (Verdict::Differs, String::new(), list),
            Agreement::OtherModel(name) if name.is_empty() => {
                (Verdict::NotChecked, "the page had no model yet, and said nothing".into(), Vec::new())
            }
            // Somebody else's text: cut, so that it cannot grow.
            Agreement::OtherModel(name) => {
                let name: String = name.chars().take(64).collect();
                (Verdict::NotChecked, format!("model {name} is not here"), Vec::new())
            }
        };
        let Outcome { stage, history, score, parts, .. } = outcome;
        let differs = differs.into_iter().map(|(what, page, events)| Difference {
            what: what.to_owned(),
            page: page.chars().take(500).collect(),
            events: events.chars().take(500).collect(),
        });
        Self {
            model: model.name.clone(),
            verdict,
            reason,
            differs: differs.collect(),
            stage,
            history: if journey.history.is_empty() { history } else { Vec::new() },
            score,
            parts: parts.into_iter().map(Part::from).collect(),
            ..Self::default()
        }
    }

    fn unchecked(model: &ModelFile, reason: &str) -> Self {
        Self { model: model.name.clone(), reason: reason.to_owned(), ..Self::default() }
    }

    /// Whether the model calls this lead qualified.
    pub(crate) fn is_qualified(&self) -> bool {
        !self.qualified_at.is_none() && self.total >= self.qualified_at
    }

    /// In a line, for people.
    pub(crate) fn said(&self) -> String {
        match self.verdict {
            Verdict::Agrees => "agrees".into(),
            Verdict::NotChecked => format!("not checked: {}", self.reason),
            Verdict::Differs => {
                let one = |d: &Difference| format!("{} {:?}, by its events {:?}", d.what, d.page, d.events);
                format!("differs: {}", self.differs.iter().map(one).collect::<Vec<_>>().join("; "))
            }
        }
    }
}

impl From<journey::Part> for Part {
    fn from(part: journey::Part) -> Self {
        let journey::Part { rule, group, most, points, evidence } = part;
        Self { rule, group, most, points, evidence }
    }
}
