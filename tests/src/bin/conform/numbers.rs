//! Telephone numbers against google-libphonenumber, or against Python's `phonenumbers` where the two differ
//! (README of the fixtures).

use super::column::{Column, Fate};
use super::{Oracle, place, text};
use anyhow::Context as _;
use leadwell_phone::{Phones, Possible};
use leadwell_tests::tools::repository;
use serde_json::Value;

/// We never take letters for the keys of a telephone; the reference does where it sees three of them.
const LETTERS: &str = "letters as keys of a telephone";

pub(crate) struct Numbers {
    phones: Phones,
    columns: [Column; 6],
}

/// With the plans of the whole world.
pub(crate) fn phones() -> anyhow::Result<Phones> {
    let world = repository().join("crates/phone/data/world.bin");
    let pack = std::fs::read(&world).with_context(|| format!("cannot read {}", world.display()))?;
    let mut phones = Phones::new();
    phones.load(&pack).ok().context("crates/phone/data/world.bin belongs to another base")?;
    Ok(phones)
}

impl Numbers {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let column = |name, least| Column::new(name, least).but(LETTERS, 10);
        let columns = [
            column("parsed", 9999),
            column("possible", 9999),
            column("valid", 9999),
            column("e164", 9999),
            column("national", 9990),
            column("international", 9990),
        ];
        Ok(Self { phones: phones()?, columns })
    }

    /// Ours, as the fixture writes them, in the order of the columns.
    fn answers(&self, raw: &str, region: &str) -> [Value; 6] {
        let Ok(number) = self.phones.parse(raw, region) else {
            return [false.into(), false.into(), false.into(), Value::Null, Value::Null, Value::Null];
        };
        // The reference counts what can be dialled within an area only.
        let possible = matches!(self.phones.possible(&number), Possible::Yes | Possible::LocalOnly);
        [
            true.into(),
            possible.into(),
            (self.phones.valid(&number) == Some(true)).into(),
            self.phones.e164(&number).into(),
            self.phones.national(&number).into(),
            self.phones.international(&number).into(),
        ]
    }
}

const KEYS: [&str; 6] = ["ok", "possible", "valid", "e164", "national", "international"];

impl Oracle for Numbers {
    fn row(&mut self, row: &Value) -> anyhow::Result<()> {
        let raw = text(row, "raw")?;
        let region = row["region"].as_str().unwrap_or_default();
        let answers = self.answers(raw, region);
        let valid = row["valid"] == true;
        for (at, (ours, key)) in answers.iter().zip(KEYS).enumerate() {
            // The formats of what is no number are nobody's concern.
            if at >= 3 && !valid {
                continue;
            }
            let (theirs, python) = (&row[key], &row["python_differs"][key]);
            let column = &mut self.columns[at];
            let fate = if ours == theirs || (!python.is_null() && ours == python) {
                Fate::Agrees
            } else if dials_letters(raw, row["ext"].as_str()) {
                Fate::Documented
            } else {
                Fate::Differs
            };
            let name = column.name();
            column.count(fate, || format!("{} in {region}: {name} {ours}, not {theirs}", place(row, raw)));
        }
        Ok(())
    }

    fn columns(&self) -> Vec<&Column> {
        self.columns.iter().collect()
    }
}

/// Whether there are three letters between the first digit and the extension.
fn dials_letters(raw: &str, extension: Option<&str>) -> bool {
    let start = raw.find(|c: char| c == '+' || c.is_numeric()).unwrap_or(raw.len());
    let mut body = raw.get(start..).unwrap_or_default();
    if let Some(end) = extension.and_then(|extension| body.rfind(extension)) {
        body = body.get(..end).unwrap_or_default().trim_end_matches(|c: char| !c.is_numeric());
    }
    body.chars().filter(char::is_ascii_alphabetic).count() >= 3
}
