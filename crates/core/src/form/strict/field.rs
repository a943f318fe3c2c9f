//! One field of a definition.

use super::super::ID_FIELD;
use super::Reader;
use super::push_list;
use crate::json::{self, Value};
use crate::validate::pattern::{self, Fault};
use crate::validate::{is_country, iso_date};
use leadwell_wire::{Choice, Condition, Decimal, FieldDef, FieldKind};

/// The kinds of field by their names.
const KINDS: &[(&str, FieldKind)] = &[
    ("text", FieldKind::Text),
    ("email", FieldKind::Email),
    ("phone", FieldKind::Phone),
    ("number", FieldKind::Number),
    ("choice", FieldKind::Choice),
    ("consent", FieldKind::Consent),
    ("hidden", FieldKind::Hidden),
    ("name", FieldKind::Name),
    ("company", FieldKind::Company),
    ("url", FieldKind::Url),
    ("date", FieldKind::Date),
    ("country", FieldKind::Country),
    ("file", FieldKind::File),
    ("rating", FieldKind::Rating),
    ("nps", FieldKind::Nps),
];

const FIELD_KEYS: &[&str] = &[
    "name",
    "kind",
    "label",
    "required",
    "required_if",
    "placeholder",
    "help",
    "autocomplete",
    "min",
    "max",
    "min_length",
    "max_length",
    "pattern",
    "equal_to",
    "work_email",
    "country",
    "countries",
    "accept",
    "max_bytes",
    "rows",
    "multiple",
    "options",
    "messages",
];
const OPTION_KEYS: &[&str] = &["value", "label"];
const CONDITION_KEYS: &[&str] = &["field", "value"];

/// Keys that mean something for some kinds only. (`min` and `max` on others are taken for what was meant to be
/// `min_length` and `max_length`.)
const ONLY_FOR: &[(&str, &[FieldKind])] = &[
    ("min", &[FieldKind::Number, FieldKind::Date]),
    ("max", &[FieldKind::Number, FieldKind::Date, FieldKind::Rating]),
    ("work_email", &[FieldKind::Email]),
    ("country", &[FieldKind::Phone]),
    ("countries", &[FieldKind::Phone]),
    ("accept", &[FieldKind::File]),
    ("max_bytes", &[FieldKind::File]),
];

impl Reader {
    pub(super) fn field(&mut self, index: usize, object: Value<'_>) -> FieldDef {
        "field ".clone_into(&mut self.place);
        json::push_whole(&mut self.place, index as u64 + 1);
        if let Some(name) = object.get("name").text() {
            self.place.push_str(" (\"");
            self.place.push_str(&name);
            self.place.push_str("\")");
        }
        if !object.is_object() {
            self.say("fields", &["an object is wanted"]);
        }
        self.keys(object, FIELD_KEYS);
        let mut allowed = "one of ".to_owned();
        push_list(&mut allowed, KINDS.iter().map(|(name, _)| *name));
        let kind = self.member(object, "kind", &allowed, |v| {
            let text = v.text()?;
            KINDS.iter().find(|(name, _)| text == *name).map(|(_, kind)| *kind)
        });
        self.only_for(object, kind);
        let field = FieldDef {
            name: self.text(object, "name"),
            kind,
            label: self.text(object, "label"),
            required: self.flag(object, "required"),
            required_if: self.condition(object),
            placeholder: self.text(object, "placeholder"),
            help: self.text(object, "help"),
            autocomplete: self.text(object, "autocomplete"),
            min: self.bound(object, "min", kind),
            max: self.bound(object, "max", kind),
            min_length: self.count(object, "min_length"),
            max_length: self.count(object, "max_length"),
            pattern: self.pattern(object),
            equal_to: self.text(object, "equal_to"),
            work_email: self.flag(object, "work_email"),
            country: self.text(object, "country"),
            countries: self.texts(object, "countries", "a list of ISO 3166-1 codes such as DE", is_country),
            accept: self.text(object, "accept"),
            max_bytes: self.count(object, "max_bytes"),
            rows: self.count(object, "rows").unwrap_or(0),
            multiple: self.flag(object, "multiple"),
            options: self.options(object),
            messages: self.messages(object),
        };
        self.whole(&field);
        field
    }

    /// What is only wrong together, or needs more than its type.
    fn whole(&mut self, field: &FieldDef) {
        if field.name.is_empty()
            || field.name.len() > 100
            || field.name == ID_FIELD
            || field.name.contains(char::is_control)
        {
            self.wrong_type("name", "a text of 1 to 100 bytes, without line breaks, other than leadwell_id");
        }
        if field.options.is_empty() && field.kind == FieldKind::Choice {
            self.wrong_type("options", "given for a choice");
        }
        if field.kind == FieldKind::Country && !field.options.iter().all(|option| is_country(&option.value)) {
            self.wrong_type("options", "a list of ISO 3166-1 codes such as DE");
        }
        if !(field.country.is_empty() || is_country(&field.country)) {
            self.wrong_type("country", "an ISO 3166-1 code such as DE");
        }
        if !field.equal_to.is_empty() && field.equal_to == field.name {
            self.wrong_type("equal_to", "the name of another field");
        }
        if !field.accept.split(',').all(is_file_type) && !field.accept.is_empty() {
            self.wrong_type("accept", "a list such as .pdf,image/*");
        }
        let crossed = match field.kind {
            FieldKind::Number => {
                Decimal::parse(&field.min).zip(Decimal::parse(&field.max)).is_some_and(|(a, b)| a > b)
            }
            // ISO dates are in the order of their texts.
            FieldKind::Date => !field.max.is_empty() && field.min > field.max,
            _ => false,
        };
        if crossed || field.min_length.zip(field.max_length).is_some_and(|(min, max)| min > max) {
            self.say("min", &["the least is more than the most"]);
        }
    }

    fn only_for(&mut self, object: Value<'_>, kind: FieldKind) {
        for (key, kinds) in ONLY_FOR {
            let value = object.get(key);
            if value == Value::default() || value.is_null() || kinds.contains(&kind) {
                continue;
            }
            let mut message = ["\"", key, "\" is only for "].concat();
            push_list(
                &mut message,
                KINDS.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(name, _)| *name),
            );
            self.say(key, &[&message]);
        }
    }

    /// As it was written, if it is what the kind compares with.
    fn bound(&mut self, object: Value<'_>, key: &str, kind: FieldKind) -> String {
        match kind {
            FieldKind::Date => self
                .member(object, key, "a date such as 2026-11-25", |v| v.text().filter(|text| iso_date(text))),
            FieldKind::Rating => self.member(object, key, "a whole number from 2 to 100", |v| {
                v.whole().filter(|most| (2..=100).contains(most)).map(|_| v.raw().to_owned())
            }),
            _ => {
                self.member(object, key, "a number", |v| Decimal::parse(v.raw()).map(|_| v.raw().to_owned()))
            }
        }
    }

    fn condition(&mut self, object: Value<'_>) -> Condition {
        let value = object.get("required_if");
        if value == Value::default() || value.is_null() {
            return Condition::default();
        }
        let field = value.text_at("field");
        if field.is_empty() {
            self.wrong_type("required_if", "an object with \"field\", and \"value\" where it must hold one");
            return Condition::default();
        }
        self.keys(value, CONDITION_KEYS);
        Condition { field, value: self.text(value, "value") }
    }

    fn pattern(&mut self, object: Value<'_>) -> String {
        let text = self.text(object, "pattern");
        if let Some((fault, at)) = pattern::fault(&text) {
            let mut place = String::new();
            json::push_whole(&mut place, at as u64);
            self.say("pattern", &["\"pattern\" cannot be used: ", say(fault), " (character ", &place, ")"]);
        }
        text
    }

    fn options(&mut self, object: Value<'_>) -> Vec<Choice> {
        let list = object.get("options");
        if !(list == Value::default() || list.is_null() || list.is_list()) {
            self.wrong_type("options", "a list");
            return Vec::new();
        }
        let mut options = Vec::new();
        for item in list.members() {
            let (value, label) = match item.text() {
                Some(text) => (text.clone(), text),
                None if item.is_object() => {
                    self.keys(item, OPTION_KEYS);
                    let value = self.text(item, "value");
                    let label = self.text(item, "label");
                    let label = if label.is_empty() { value.clone() } else { label };
                    (value, label)
                }
                None => {
                    self.wrong_type("options", "a list of texts or of {value, label}");
                    continue;
                }
            };
            options.push(Choice { value, label });
        }
        options
    }
}

/// What is wrong with a pattern, for whoever wrote it.
const fn say(fault: Fault) -> &'static str {
    match fault {
        Fault::Repeat => {
            "there is nothing here that *, +, ? or { could repeat; write \\ before it to mean itself"
        }
        Fault::Bounds => "repeats are written {2}, {2,} or {2,5}, with numbers up to 999",
        Fault::Group => {
            "groups are written (…) or (?:…); there is no look-around and there are no names or flags"
        }
        Fault::Open => "a bracket is not closed",
        Fault::Close => "a bracket is closed that was not opened; write \\ before it to mean itself",
        Fault::Anchor => "the whole value must match anyway, so ^ and $ can only stand at the ends",
        Fault::Escape => "behind \\ stands d, w, s, D, W, S, t, n, r or a punctuation mark",
        Fault::Class => "a class such as [a-z0-9] is not empty, does not nest, and its ranges go upwards",
        Fault::Large => {
            "it is too large: at most 1000 steps with all repeats written out, and 32 groups deep"
        }
    }
}

fn is_file_type(item: &str) -> bool {
    let item = item.trim();
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_'))
    };
    match (item.strip_prefix('.'), item.split_once('/')) {
        (Some(extension), _) => word(extension),
        (_, Some((sort, name))) => word(sort) && (name == "*" || word(name)),
        _ => false,
    }
}
