//! The inputs: rows of the recorded fixtures, and values made from pieces that are known to be hard.

use anyhow::Context as _;
use leadwell_tests::tools::repository;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug)]
pub(super) struct Inputs {
    /// Definitions of one field, `a`.
    pub(super) forms: Vec<Value>,
    pub(super) cases: Vec<Case>,
}

#[derive(Debug)]
pub(super) struct Case {
    /// Index of the form.
    pub(super) form: usize,
    pub(super) value: String,
}

const GENERATED: usize = 2200;

/// What values of a kind are made of; beside these anything of `SOUP`.
const SHAPES: &[(&str, &[&str])] = &[
    (
        "number",
        &["1", "12", "345", "0", ",", ".", " ", "-", "+", "'", "\u{202f}", "٫", "٣", "३", "−", "1.000"],
    ),
    ("date", &["2026", "3", "31", "02", "29", "2024", "-", "/", ".", " ", "年", "月", "日", "٢"]),
    (
        "url",
        &[
            "https://", "HTTP://", "www", "example", ".", "com", ":", "8080", "/", "?q=1", "#a", "ü", "日本",
            "@", " ",
        ],
    ),
    (
        "email",
        &["ana", ".", "@", "example", "-", "com", "ü", "日本", "+", "xn--", "gmail.com", "GMAIL.com", "_"],
    ),
    ("phone", &["+", "00", "49", "1", "30", "123", "4567", "(", ")", "-", " ", "ext. ", "٣", "x", "#"]),
    ("country", &["D", "E", "d", "e", "U", "S", "GB", "xx"]),
    ("rating", &["1", "5", "0", "6", "٣", "-", " "]),
    ("nps", &["0", "10", "11", "1", "-"]),
    (
        "file",
        &["plan", ".pdf", ".PDF", ".exe", "/", "20", "0", "/", "image/png", "application/pdf", " ", "ü"],
    ),
    ("text", &["A", "B", "1", "2", "345", " ", "ab", "Zq", "_"]),
];

/// Letters with marks, clusters of several code points, both directions, what cannot be seen, and no characters
/// newer than Unicode 15.
const SOUP: &[&str] = &[
    "a",
    "Z",
    "7",
    " ",
    "é",
    "e\u{301}",
    "a\u{308}\u{323}",
    "ß",
    "ı",
    "Ω",
    "ж",
    "ش",
    "א",
    "ह",
    "क्ष",
    "ক্ষ",
    "நி",
    "ก็",
    "漢",
    "か",
    "가",
    "ᄀ",
    "ᅡ",
    "ᆨ",
    "👍",
    "👍🏽",
    "👩‍👩‍👧",
    "🇩🇪",
    "🇩",
    "❤️",
    "1️⃣",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{ad}",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u{1}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{9f}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "'",
    "\"",
    "<",
    "&",
    "=",
    "%",
    "%00",
    "+",
    "@",
    ".",
    ",",
    "·",
    "・",
    "͵",
    "²",
    "Ⅷ",
    "ﬁ",
    "Å",
];

impl Inputs {
    pub(super) fn all() -> anyhow::Result<Self> {
        let mut inputs = Self { forms: Vec::new(), cases: Vec::new() };
        inputs.phones()?;
        inputs.emails()?;
        inputs.generated();
        Ok(inputs)
    }

    fn form(&mut self, language: &str, mut field: Value) -> usize {
        field["name"] = json!("a");
        let form = self.forms.len();
        self.forms.push(json!({ "form": format!("f{form}"), "language": language, "fields": [field] }));
        form
    }

    fn phones(&mut self) -> anyhow::Result<()> {
        let mut forms = BTreeMap::new();
        for row in rows("phone.jsonl")?.iter().step_by(3) {
            let region = row["region"].as_str().unwrap_or_default().to_owned();
            // Kosovo, Ascension and Tristan da Cunha have no codes in ISO 3166-1, to which definitions keep.
            if matches!(region.as_str(), "XK" | "AC" | "TA") {
                continue;
            }
            let form = match forms.get(&region) {
                Some(form) => *form,
                None => self.form("en", json!({ "kind": "phone", "country": region })),
            };
            forms.insert(region, form);
            self.cases.push(Case { form, value: row["raw"].as_str().unwrap_or_default().to_owned() });
        }
        Ok(())
    }

    fn emails(&mut self) -> anyhow::Result<()> {
        let form = self.form("", json!({ "kind": "email" }));
        let suites = rows("email_suites.jsonl")?;
        let mutated = rows("email_differential.jsonl")?;
        for row in suites.iter().chain(mutated.iter().step_by(3)) {
            self.cases.push(Case { form, value: row["address"].as_str().unwrap_or_default().to_owned() });
        }
        Ok(())
    }

    fn generated(&mut self) {
        let mut forms = Vec::new();
        let mut add = |inputs: &mut Self, language: &str, kind: &'static str, field: Value| {
            forms.push((kind, inputs.form(language, field)));
        };
        for language in ["", "de", "fr", "ar", "hi", "de-CH", "en-ZA"] {
            add(self, language, "number", json!({ "kind": "number", "min": -10, "max": 5000.5 }));
        }
        for language in ["", "de", "ja", "en-GB"] {
            let field = json!({ "kind": "date", "min": "2020-01-01", "max": "2026-12-31" });
            add(self, language, "date", field);
        }
        for kind in ["url", "country", "rating", "nps", "email"] {
            add(self, "", kind, json!({ "kind": kind }));
        }
        add(self, "", "email", json!({ "kind": "email", "work_email": true }));
        add(self, "", "phone", json!({ "kind": "phone", "country": "DE" }));
        add(self, "de-AT", "phone", json!({ "kind": "phone" }));
        add(self, "", "file", json!({ "kind": "file", "accept": ".pdf, image/*", "max_bytes": 2000 }));
        for field in [
            json!({ "min_length": 3, "max_length": 8 }),
            json!({ "max_length": 2 }),
            json!({ "kind": "name", "max_length": 12 }),
            json!({ "kind": "company" }),
            json!({ "pattern": "[A-Z]{2}\\d{3,4}" }),
            json!({ "pattern": "(\\w+\\s?)*" }),
            json!({ "pattern": ".{2,6}" }),
            json!({ "pattern": "[^\\d<>]+|\\d?" }),
        ] {
            add(self, "", "text", field);
        }
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        for n in 0..GENERATED {
            let (kind, form) = forms[n % forms.len()];
            let shape = SHAPES.iter().find(|(name, _)| *name == kind).map_or(SOUP, |(_, pieces)| *pieces);
            let mut value = String::new();
            for _ in 0..=chance.below(9) {
                let pieces = if chance.below(if kind == "text" { 2 } else { 7 }) == 0 { SOUP } else { shape };
                value.push_str(pieces[chance.below(pieces.len())]);
            }
            self.cases.push(Case { form, value });
        }
    }
}

/// Xorshift: the same inputs in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % most
    }
}

/// Rows of a fixture.
fn rows(name: &str) -> anyhow::Result<Vec<Value>> {
    let path = repository().join("tests/fixtures/reference").join(name);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
