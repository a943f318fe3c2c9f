//! Leadwell's page without a collector: its leads go to a service, before which the faulty collector stands.

use super::{System, leadwell};
use crate::faulty::dialect::hash;
use crate::faulty::{Dialect, Item};
use crate::mocks::{Formspree, Hubspot, Ledger, Mock};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Who keeps what comes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The faulty collector itself, in memory.
    Nobody,
    /// The real one.
    Collector,
    Formspree,
    Hubspot,
}

/// The service behind, while it runs.
#[derive(Debug)]
pub(super) enum Service {
    Formspree(Mock<Formspree>),
    Hubspot(Mock<Hubspot>),
}

impl Service {
    pub(super) async fn start(behind: Behind) -> anyhow::Result<Option<Self>> {
        Ok(match behind {
            Behind::Nobody | Behind::Collector => None,
            Behind::Formspree => Some(Self::Formspree(Mock::start(Formspree::default()).await?)),
            Behind::Hubspot => {
                let mut hubspot = Hubspot::default();
                hubspot.fields.extend(["bench".into(), "filler".into()]);
                Some(Self::Hubspot(Mock::start(hubspot).await?))
            }
        })
    }

    pub(super) fn origin(&self) -> &str {
        match self {
            Self::Formspree(mock) => &mock.origin,
            Self::Hubspot(mock) => &mock.origin,
        }
    }

    /// What there is of each submission, by its own ledger. To HubSpot the same address is the same contact; Formspree
    /// has whatever it took.
    pub(super) fn rows(&self) -> BTreeMap<String, usize> {
        let (ledger, dialect): (Ledger, _) = match self {
            Self::Formspree(mock) => (mock.ledger(), FORMSPREE),
            Self::Hubspot(mock) => (mock.ledger(), HUBSPOT),
        };
        let items: Vec<Item> =
            ledger.seen.iter().flat_map(|seen| (dialect.read)(seen.body.as_bytes())).collect();
        let mut rows = BTreeMap::new();
        for (id, copies) in &ledger.kept {
            let item = items.iter().find(|item| item.id.as_deref() == Some(id));
            let what = item.map_or_else(|| id.clone(), |item| item.what.clone());
            let copies = if matches!(self, Self::Hubspot(_)) { 1 } else { *copies as usize };
            *rows.entry(what).or_default() += copies;
        }
        rows
    }
}

/// The services that a page is tried with, by its tag alone.
pub fn services() -> [System; 2] {
    [
        system(
            "Formspree",
            "formspree:xyzabcde?host=https://collector.example",
            FORMSPREE,
            Behind::Formspree,
        ),
        system(
            "HubSpot",
            "hubspot:123/0197a4c2-7c3b-4d3e-8f21-3c5a90b1d2e4?host=https://collector.example&map.bench=bench&map.filler=filler",
            HUBSPOT,
            Behind::Hubspot,
        ),
    ]
}

fn system(name: &'static str, destination: &str, dialect: Dialect, behind: Behind) -> System {
    let tag = leadwell::TAG.replace("data-site", &format!("data-destination=\"{destination}\" data-site"));
    System {
        name,
        dialect,
        pages: vec![("/", leadwell::page_asking(&tag, EMAIL))],
        files: Vec::new(),
        behind,
        says_saved: true,
        patience: Duration::ZERO,
    }
}

/// One address for each submission.
const EMAIL: &str = r#"<label>E-mail <input name="email" type="email"></label>"#;

const FORMSPREE: Dialect = Dialect {
    path: "/f/xyzabcde",
    read: |body| {
        let fields = json(body);
        item(&fields["bench"], &fields["leadwell_id"], body)
    },
    acknowledge: |_, _| String::new(),
    named: |answer, items| all(items, json(answer)["next"].is_string()),
};

const HUBSPOT: Dialect = Dialect {
    path: "/submissions/v3/integration/submit/123/0197a4c2-7c3b-4d3e-8f21-3c5a90b1d2e4",
    read: |body| {
        let fields = json(body);
        let value = |name: &str| {
            let list = fields["fields"].as_array()?;
            Some(list.iter().find(|field| field["name"] == name)?["value"].clone())
        };
        item(&value("bench").unwrap_or_default(), &value("email").unwrap_or_default(), body)
    },
    acknowledge: |_, _| String::new(),
    named: |answer, items| all(items, json(answer)["inlineMessage"].is_string()),
};

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn item(what: &Value, id: &Value, body: &[u8]) -> Vec<Item> {
    let item =
        |what: &str| Item { what: what.to_owned(), id: id.as_str().map(str::to_owned), hash: hash(body) };
    what.as_str().map(item).into_iter().collect()
}

fn all(items: &[Item], so: bool) -> BTreeSet<String> {
    items.iter().filter(|_| so).filter_map(|item| item.id.clone()).collect()
}
