//! Pipedrive: persons (version 2 of its API), and leads that belong to one (version 1).

use super::request::of;
use super::{Asked, Ledger, Said, Service};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Pipedrive {
    pub token: String,
    /// Of leads: answers that there is no room for more.
    pub capped: bool,
    pub persons: Vec<Value>,
    pub leads: Vec<Value>,
}

impl Default for Pipedrive {
    fn default() -> Self {
        Self { token: "tok-1".into(), capped: false, persons: Vec::new(), leads: Vec::new() }
    }
}

fn refusal(status: u16, error: &str, code: &str) -> Said {
    Said::json(
        status,
        &json!({"success": false, "error": error, "error_info": "", "data": null, "code": code}),
    )
}

impl Pipedrive {
    fn search(&self, query: &[(String, String)]) -> Said {
        let (term, field) = (of(query, "term").unwrap_or_default(), of(query, "fields").unwrap_or_default());
        let has = |person: &&Value| match field {
            "name" => person["name"] == term,
            field => {
                person[format!("{field}s")].as_array().into_iter().flatten().any(|one| one["value"] == term)
            }
        };
        let items: Vec<Value> =
            self.persons.iter().filter(has).map(|person| json!({"item": person})).collect();
        Said::json(200, &json!({"success": true, "data": {"items": items}}))
    }

    fn make_lead(&mut self, mut lead: Value, ledger: &mut Ledger) -> Said {
        let title = lead["title"].as_str().unwrap_or_default().to_owned();
        let person = lead["person_id"].as_u64();
        if title.is_empty() || title.chars().count() > 255 {
            return refusal(400, "title is wrong", "");
        }
        if !self.persons.iter().any(|own| person.is_some() && own["id"].as_u64() == person) {
            return refusal(400, "person_id or organization_id is needed, and must exist", "");
        }
        if self.capped {
            return refusal(403, "You have reached the limit", "feature_capping_deals_limit");
        }
        lead["id"] = format!("00000000-0000-4000-8000-{:012}", self.leads.len() + 1).into();
        ledger.keep(lead["origin_id"].as_str().unwrap_or_default());
        self.leads.push(lead.clone());
        Said::json(201, &json!({"success": true, "data": lead}))
    }
}

impl Service for Pipedrive {
    fn serve(&mut self, asked: &Asked, ledger: &mut Ledger) -> Said {
        if asked.header("x-api-token") != Some(&self.token) {
            return refusal(401, "unauthorized access", "");
        }
        match (asked.method.as_str(), asked.path.as_str(), asked.json()) {
            ("GET", "/api/v2/persons/search", _) => self.search(&asked.query),
            // Version 2 takes no text where a number belongs, and has no fields of version 1.
            ("POST", "/api/v2/persons", Some(person))
                if person["visible_to"].is_string() || !person["email"].is_null() =>
            {
                refusal(400, "Validation failed", "ERR_SCHEMA_VALIDATION_FAILED")
            }
            ("POST", "/api/v2/persons", Some(mut person)) => {
                person["id"] = (self.persons.len() + 1).into();
                self.persons.push(person.clone());
                Said::json(201, &json!({"success": true, "data": person}))
            }
            ("GET", "/api/v1/leads", _) => {
                let person = of(&asked.query, "person_id").and_then(|id| id.parse::<u64>().ok());
                let own: Vec<&Value> =
                    self.leads.iter().filter(|lead| lead["person_id"].as_u64() == person).collect();
                Said::json(200, &json!({"success": true, "data": own}))
            }
            ("POST", "/api/v1/leads", Some(lead)) => self.make_lead(lead, ledger),
            _ => refusal(404, "unknown method", ""),
        }
    }
}
