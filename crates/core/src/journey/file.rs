//! A site's model as it writes it: JSON, checked whole, with everything that is wrong at once (`docs/journey.md`).

mod fit;
mod reader;

use leadwell_wire::{FieldError, Points};
use reader::{Reader, at, error, points};
use serde_json::{Map, Value};
use std::fmt::Write as _;

pub use fit::{Asks, Facts, FitRule};

const DAY: f64 = 86_400_000.0;

/// A model, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelFile {
    /// Name and version.
    pub name: String,
    /// What pages and [`replay`](super::replay()) take.
    pub text: String,
    /// Rules about the person, which only the collector knows enough for.
    pub fit: Vec<FitRule>,
    /// The most that they are worth together.
    pub fit_most: Points,
    /// From how many points of fit and score together a lead counts as qualified; 0 never.
    pub qualified_at: Points,
}

impl ModelFile {
    /// The model of a site that has none of its own.
    pub fn default_model() -> Self {
        let rule = |id: &str, points, kind: &str| FitRule {
            id: id.to_owned(),
            points: Points(points),
            asks: Asks::Email(kind.to_owned()),
        };
        Self {
            name: "default@1".to_owned(),
            text: super::model::DEFAULT.to_owned(),
            fit: vec![rule("company_email", 2000, "company"), rule("disposable_email", -2000, "disposable")],
            fit_most: Points(5000),
            qualified_at: Points(0),
        }
    }

    /// Reads and checks; each error names its place (`stages[1].any[0].rule`).
    pub fn parse(json: &str) -> Result<Self, Vec<FieldError>> {
        let value: Value = serde_json::from_str(json).map_err(|e| {
            vec![error("", "json", &format!("line {}, column {}: {e}", e.line(), e.column()))]
        })?;
        let mut reader = Reader::default();
        let model = reader.model(&value);
        if reader.errors.is_empty() { Ok(model) } else { Err(reader.errors) }
    }
}

impl Reader {
    fn model(&mut self, value: &Value) -> ModelFile {
        let keys =
            ["name", "version", "session", "internal", "stages", "score", "fit", "fit_most", "qualified_at"];
        let Some(top) = self.object(value, "", &keys) else { return ModelFile::default() };
        let version = self.number(top, "", "version", (1.0, 1e9));
        if top.get("version").is_none() {
            self.fail("version", "required", "is missing");
        }
        let name = format!("{}@{}", self.name(top, "", "name"), version.unwrap_or(0.0) as u64);
        let mut text = name.clone();
        self.head(top, &mut text);
        self.stages(top, &mut text);
        self.score(top, &mut text);
        let fit = self.fit(top);
        let most = self.number(top, "", "fit_most", (0.0, 1e6)).unwrap_or(50.0);
        let qualified_at = self.number(top, "", "qualified_at", (0.0, 1e6)).unwrap_or(0.0);
        ModelFile { name, text, fit, fit_most: points(most), qualified_at: points(qualified_at) }
    }

    fn head(&mut self, top: &Map<String, Value>, text: &mut String) {
        let none = Value::Object(Map::new());
        let session = top.get("session").unwrap_or(&none);
        let (mut idle, mut split) = (30.0, "");
        if let Some(session) = self.object(session, "session", &["idle_minutes", "split_on_campaign"]) {
            idle = self.number(session, "session", "idle_minutes", (1.0, 600.0)).unwrap_or(idle);
            match session.get("split_on_campaign") {
                None | Some(Value::Bool(false)) => {}
                Some(Value::Bool(true)) => split = "1",
                Some(_) => self.fail("session.split_on_campaign", "type", "must be true or false"),
            }
        }
        let mut hosts = Vec::new();
        for (i, host) in self.list(top, "", "internal").iter().enumerate() {
            match host.as_str() {
                Some(host)
                    if !host.is_empty()
                        && host
                            .chars()
                            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c)) =>
                {
                    hosts.push(host);
                }
                _ => self.fail(
                    &format!("internal[{i}]"),
                    "host",
                    "must be a host in lower case, such as pay.example",
                ),
            }
        }
        let _ = write!(text, "\t{}\t{split}\t{}", (idle * 60_000.0) as u64, hosts.join("|"));
    }

    fn stages(&mut self, top: &Map<String, Value>, text: &mut String) {
        let stages = self.list(top, "", "stages");
        if stages.is_empty() {
            self.fail("stages", "required", "at least one stage");
        }
        let mut before = 0.0;
        for (i, stage) in stages.iter().enumerate() {
            let place = format!("stages[{i}]");
            let Some(stage) = self.object(stage, &place, &["stage", "weight", "any"]) else { continue };
            let name = self.name(stage, &place, "stage");
            let weight = self.number(stage, &place, "weight", (1.0, 1e6));
            if weight.is_none_or(|weight| weight <= before) {
                self.fail(&at(&place, "weight"), "order", "stages stand in the order of their weights");
            }
            before = weight.unwrap_or(before);
            let _ = write!(text, "\ns\t{name}\t{}", before as u64);
            let rules = self.list(stage, &place, "any");
            if rules.is_empty() {
                self.fail(&at(&place, "any"), "required", "at least one rule");
            }
            for (j, rule) in rules.iter().enumerate() {
                let place = format!("{place}.any[{j}]");
                let Some(rule) = self.object(rule, &place, &["rule", "all"]) else { continue };
                let id = self.name(rule, &place, "rule");
                let _ = write!(text, "\nr\t{id}");
                let whens = self.list(rule, &place, "all");
                if whens.is_empty() {
                    self.fail(&at(&place, "all"), "required", "at least one condition");
                }
                for (k, when) in whens.iter().enumerate() {
                    self.when(when, &format!("{place}.all[{k}]"), text);
                }
            }
        }
    }

    /// Exactly one of `event`, `answer` and `score` says what is asked.
    fn when(&mut self, when: &Value, place: &str, text: &mut String) {
        let keys = ["event", "about", "at_least", "value", "within", "each", "answer", "is", "score"];
        let Some(when) = self.object(when, place, &keys) else { return };
        let asked: Vec<&str> =
            ["event", "answer", "score"].into_iter().filter(|key| when.contains_key(*key)).collect();
        let belongs = |list: &[&str]| when.keys().find(|key| !list.contains(&key.as_str())).cloned();
        match asked.as_slice() {
            ["event"] => {
                if let Some(key) = belongs(&["event", "about", "at_least", "value", "within", "each"]) {
                    self.fail(&at(place, &key), "unknown", "does not go with \"event\"");
                }
                let event = self.name(when, place, "event");
                let about = self.text(when, place, "about", false);
                let count = self.number(when, place, "at_least", (1.0, 100.0)).unwrap_or(1.0);
                let value = self.number(when, place, "value", (0.0, 1e9)).unwrap_or(0.0);
                let within = self.within(when, place);
                let _ = write!(text, "\nw\t{event}\t{about}\t{}\t{}\t{within}", count as u64, value as u64);
            }
            ["answer"] => {
                if let Some(key) = belongs(&["answer", "is"]) {
                    self.fail(&at(place, &key), "unknown", "does not go with \"answer\"");
                }
                let field = self.name(when, place, "answer");
                let is = self.text(when, place, "is", false);
                let _ = write!(text, "\nw\tanswer\t{field}={is}");
            }
            ["score"] => {
                if let Some(key) = belongs(&["score"]) {
                    self.fail(&at(place, &key), "unknown", "does not go with \"score\"");
                }
                let least = self.number(when, place, "score", (0.01, 1e6)).unwrap_or(0.0);
                let _ = write!(text, "\nw\tscore\t\t\t{}", points(least).0);
            }
            _ => self.fail(place, "one_of", "must have exactly one of event, answer, score"),
        }
    }

    fn within(&mut self, when: &Map<String, Value>, place: &str) -> String {
        let each = self.text(when, place, "each", false);
        let within = self.text(when, place, "within", false);
        let units = [("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
        let span = units
            .iter()
            .find_map(|(unit, ms)| Some(within.strip_suffix(unit)?.parse::<u32>().ok()? as u64 * ms));
        match (each.as_str(), within.as_str(), span) {
            ("", "", _) => String::new(),
            ("session", "", _) => "p".into(),
            ("", "session", _) => "s".into(),
            ("", _, Some(ms)) => ms.to_string(),
            ("" | "session", _, _) => {
                self.fail(
                    &at(place, "within"),
                    "span",
                    "must be \"session\" or a span such as 30m, 12h, 7d, and alone",
                );
                String::new()
            }
            _ => {
                self.fail(&at(place, "each"), "each", "must be \"session\"");
                String::new()
            }
        }
    }

    fn score(&mut self, top: &Map<String, Value>, text: &mut String) {
        let none = Value::Object(Map::new());
        let Some(score) =
            self.object(top.get("score").unwrap_or(&none), "score", &["half_life_days", "groups"])
        else {
            return;
        };
        let usual = self.number(score, "score", "half_life_days", (0.0, 3650.0)).unwrap_or(14.0);
        for (i, group) in self.list(score, "score", "groups").iter().enumerate() {
            let place = format!("score.groups[{i}]");
            let Some(group) = self.object(group, &place, &["group", "most", "points"]) else { continue };
            let name = self.name(group, &place, "group");
            if self.groups.contains(&name) {
                self.fail(&at(&place, "group"), "twice", "stands twice");
            }
            self.groups.push(name.clone());
            let most = self.number(group, &place, "most", (0.0, 1e6));
            if most.is_none() {
                self.fail(&at(&place, "most"), "required", "the most points of the group");
            }
            let _ = write!(text, "\ng\t{name}\t{}", points(most.unwrap_or(0.0)).0);
            for (j, rule) in self.list(group, &place, "points").iter().enumerate() {
                let place = format!("{place}.points[{j}]");
                let keys = ["rule", "points", "half_life_days", "event", "about", "value"];
                let Some(rule) = self.object(rule, &place, &keys) else { continue };
                let id = self.name(rule, &place, "rule");
                let worth = self.number(rule, &place, "points", (-1000.0, 1000.0));
                if worth.is_none() {
                    self.fail(&at(&place, "points"), "required", "how many points");
                }
                let half = self.number(rule, &place, "half_life_days", (0.0, 3650.0)).unwrap_or(usual);
                let event = self.name(rule, &place, "event");
                let about = self.text(rule, &place, "about", false);
                let value = self.number(rule, &place, "value", (0.0, 1e9)).unwrap_or(0.0);
                let _ = write!(
                    text,
                    "\np\t{id}\t{}\t{}\nw\t{event}\t{about}\t\t{}",
                    points(worth.unwrap_or(0.0)).0,
                    (half * DAY) as u64,
                    value as u64
                );
            }
        }
    }
}
