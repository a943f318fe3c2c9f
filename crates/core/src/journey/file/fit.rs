//! How well a person fits, by what is known of them: rules, points and reasons.

use super::ModelFile;
use super::reader::{Reader, at, points};
use crate::journey::answers::answers_to;
use crate::journey::replay::Part;
use leadwell_wire::Points;
use serde_json::{Map, Value};

/// What a rule of fit asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A field has this value, `|` between alternatives; any value where it is empty.
    Answer { field: String, is: String },
    /// The e-mail address is a `company`'s, of a `free` provider, or `disposable`.
    Email(String),
    /// The country, ISO 3166-1 alpha-2, is one of these.
    Country(Vec<String>),
}

/// One rule of fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FitRule {
    pub id: String,
    pub points: Points,
    pub asks: Asks,
}

/// What is known of a person.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    pub fields: Option<&'a leadwell_wire::Fields>,
    /// `company`, `free`, `disposable`, or nothing.
    pub email: &'a str,
    pub country: &'a str,
}

impl ModelFile {
    /// Points for what is known of a person, with the reasons; between nothing and the most.
    pub fn fit(&self, facts: &Facts<'_>) -> (Points, Vec<Part>) {
        let mut sum = 0;
        let mut parts = Vec::new();
        for rule in &self.fit {
            let (met, evidence) = match &rule.asks {
                Asks::Answer { field, is } => {
                    let asked = format!("{field}={is}");
                    (met(&asked, facts), asked)
                }
                Asks::Email(kind) => (facts.email == kind, format!("email={kind}")),
                Asks::Country(list) => {
                    (list.iter().any(|code| code == facts.country), format!("country={}", facts.country))
                }
            };
            if met {
                sum += rule.points.0;
                parts.push(Part {
                    rule: rule.id.clone(),
                    group: "fit".to_owned(),
                    most: self.fit_most,
                    points: rule.points,
                    evidence: vec![evidence],
                });
            }
        }
        (Points(sum.clamp(0, self.fit_most.0)), parts)
    }
}

fn met(asked: &str, facts: &Facts<'_>) -> bool {
    let mut fields = facts.fields.into_iter().flat_map(leadwell_wire::Fields::iter);
    fields.any(|(name, value)| answers_to(asked, name, value.expose()))
}

impl Reader {
    pub(super) fn fit(&mut self, top: &Map<String, Value>) -> Vec<FitRule> {
        let mut rules = Vec::new();
        for (i, rule) in self.list(top, "", "fit").iter().enumerate() {
            let place = format!("fit[{i}]");
            let Some(rule) =
                self.object(rule, &place, &["rule", "points", "answer", "is", "email", "country"])
            else {
                continue;
            };
            let id = self.name(rule, &place, "rule");
            let worth = self.number(rule, &place, "points", (-1000.0, 1000.0));
            if worth.is_none() {
                self.fail(&at(&place, "points"), "required", "how many points");
            }
            let asks = match (rule.get("answer"), rule.get("email"), rule.get("country")) {
                (Some(_), None, None) => Some(Asks::Answer {
                    field: self.name(rule, &place, "answer"),
                    is: self.text(rule, &place, "is", false),
                }),
                (None, Some(kind), None) => match kind.as_str() {
                    Some(kind @ ("company" | "free" | "disposable")) => Some(Asks::Email(kind.to_owned())),
                    _ => {
                        self.fail(&at(&place, "email"), "choice", "must be company, free or disposable");
                        None
                    }
                },
                (None, None, Some(_)) => {
                    let list = self.list(rule, &place, "country");
                    let codes: Vec<String> =
                        list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                    let right = codes.len() == list.len()
                        && codes.iter().all(|c| c.len() == 2 && c.chars().all(|c| c.is_ascii_uppercase()));
                    if !right {
                        self.fail(&at(&place, "country"), "choice", "must be a list of codes such as DE");
                    }
                    Some(Asks::Country(codes))
                }
                _ => {
                    self.fail(&place, "one_of", "must have exactly one of answer, email, country");
                    None
                }
            };
            if let Some(asks) = asks {
                rules.push(FitRule { id, points: points(worth.unwrap_or(0.0)), asks });
            }
        }
        rules
    }
}
