//! The strict reader, for whoever writes definitions: everything wrong is said at once, each with the key and
//! what is allowed there.

use super::ID_FIELD;
use crate::json::{self, Value};
use leadwell_wire::{Choice, Decimal, FieldDef, FieldKind, FormDef, limits};

/// The kinds of field by their names.
const KINDS: &[(&str, FieldKind)] = &[
    ("text", FieldKind::Text),
    ("email", FieldKind::Email),
    ("phone", FieldKind::Phone),
    ("number", FieldKind::Number),
    ("choice", FieldKind::Choice),
    ("consent", FieldKind::Consent),
    ("hidden", FieldKind::Hidden),
];

const FORM_KEYS: &[&str] = &["form", "title", "submit", "success", "next", "fields"];
const FIELD_KEYS: &[&str] = &[
    "name",
    "kind",
    "label",
    "required",
    "placeholder",
    "help",
    "autocomplete",
    "min",
    "max",
    "min_length",
    "max_length",
    "rows",
    "multiple",
    "options",
];
const OPTION_KEYS: &[&str] = &["value", "label"];

/// One thing wrong in a definition or a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key it is about; empty for the text as a whole.
    pub key: String,
    /// For the site owner; names the place, the key and what is allowed.
    pub message: String,
}

/// The definition, or everything wrong with it.
pub fn parse(text: &str) -> Result<FormDef, Vec<ConfigError>> {
    let mut reader = Reader::default();
    let form = match json::parse(text) {
        Some(value) if value.is_object() => reader.form(value),
        _ => {
            reader.say("", &["a form definition must be a JSON object"]);
            FormDef::default()
        }
    };
    if reader.errors.is_empty() { Ok(form) } else { Err(reader.errors) }
}

/// Says of an unknown key what is allowed.
fn unknown_key(place: &str, key: &str, allowed: &[&str]) -> ConfigError {
    let mut message = String::new();
    for part in ["unknown key \"", key, "\" in ", place, "; allowed: "] {
        message.push_str(part);
    }
    push_list(&mut message, allowed.iter().copied());
    ConfigError { key: key.to_owned(), message }
}

fn push_list<'a>(out: &mut String, items: impl Iterator<Item = &'a str>) {
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(item);
    }
}

/// Whether a text can name a form: it stands in an address and in an attribute.
fn is_form_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[derive(Default)]
struct Reader {
    errors: Vec<ConfigError>,
    place: String,
}

impl Reader {
    fn say(&mut self, key: &str, parts: &[&str]) {
        let mut message = String::new();
        for part in parts {
            message.push_str(part);
        }
        if !self.place.is_empty() {
            message.push_str(" in ");
            message.push_str(&self.place);
        }
        self.errors.push(ConfigError { key: key.to_owned(), message });
    }

    fn wrong_type(&mut self, key: &str, wanted: &str) {
        self.say(key, &["\"", key, "\" must be ", wanted]);
    }

    fn keys(&mut self, object: Value<'_>, allowed: &[&str]) {
        let mut members = object.members();
        while members.next().is_some() {
            if !allowed.contains(&members.key.as_str()) {
                self.errors.push(unknown_key(&self.place, &members.key, allowed));
            }
        }
    }

    /// What `read` makes of the member, the default where it is absent or null.
    fn member<T: Default>(
        &mut self,
        object: Value<'_>,
        key: &str,
        wanted: &str,
        read: impl Fn(Value<'_>) -> Option<T>,
    ) -> T {
        let value = object.get(key);
        if value == Value::default() || value.is_null() {
            return T::default();
        }
        read(value).unwrap_or_else(|| {
            self.wrong_type(key, wanted);
            T::default()
        })
    }

    fn text(&mut self, object: Value<'_>, key: &str) -> String {
        self.member(object, key, "a text", |v| v.text())
    }

    fn flag(&mut self, object: Value<'_>, key: &str) -> bool {
        self.member(object, key, "true or false", |v| match v.raw() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    fn count(&mut self, object: Value<'_>, key: &str) -> Option<u32> {
        self.member(object, key, "a whole number", |v| u32::try_from(v.whole()?).ok().map(Some))
    }

    fn decimal(&mut self, object: Value<'_>, key: &str) -> Option<Decimal> {
        self.member(object, key, "a number", |v| Decimal::parse(v.raw()).map(Some))
    }

    fn form(&mut self, object: Value<'_>) -> FormDef {
        "the form definition".clone_into(&mut self.place);
        self.keys(object, FORM_KEYS);
        let mut form = FormDef {
            form: self.text(object, "form"),
            title: self.text(object, "title"),
            submit: self.text(object, "submit"),
            success: self.text(object, "success"),
            next: self.text(object, "next"),
            fields: Vec::new(),
        };
        if !is_form_name(&form.form) {
            self.wrong_type("form", "a name of 1 to 64 letters, digits, - or _");
        }
        if !is_next(&form.next) {
            self.wrong_type("next", "an https: address or a path");
        }
        let fields = object.get("fields");
        if fields.is_list() && (1..=limits::FIELDS).contains(&fields.members().count()) {
            for (i, field) in fields.members().enumerate() {
                let field = self.field(i, field);
                if form.fields.iter().any(|f| f.name == field.name) {
                    self.say("name", &["\"name\" stands twice"]);
                }
                form.fields.push(field);
            }
        } else {
            self.wrong_type("fields", "a list of 1 to 100 fields");
        }
        form
    }

    fn field(&mut self, index: usize, object: Value<'_>) -> FieldDef {
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
        let field = FieldDef {
            name: self.text(object, "name"),
            kind,
            label: self.text(object, "label"),
            required: self.flag(object, "required"),
            placeholder: self.text(object, "placeholder"),
            help: self.text(object, "help"),
            autocomplete: self.text(object, "autocomplete"),
            min: self.decimal(object, "min"),
            max: self.decimal(object, "max"),
            min_length: self.count(object, "min_length"),
            max_length: self.count(object, "max_length"),
            rows: self.count(object, "rows").unwrap_or(0),
            multiple: self.flag(object, "multiple"),
            options: self.options(object),
        };
        if field.name.is_empty() || field.name.len() > 100 || field.name == ID_FIELD {
            self.wrong_type("name", "a text of 1 to 100 bytes other than leadwell_id");
        }
        if field.options.is_empty() && kind == FieldKind::Choice {
            self.wrong_type("options", "given for a choice");
        }
        if field.min.zip(field.max).is_some_and(|(min, max)| min > max)
            || field.min_length.zip(field.max_length).is_some_and(|(min, max)| min > max)
        {
            self.say("min", &["the least is more than the most"]);
        }
        field
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

/// Where a visitor may be sent: never a script, never another scheme.
fn is_next(next: &str) -> bool {
    next.is_empty()
        || next.starts_with("https://")
        || next.starts_with("http://localhost")
        || next.starts_with("http://127.0.0.1")
        || (next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> =
            parse(text).err().unwrap_or_default().into_iter().map(|e| e.message).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn says_everything_wrong_at_once() {
        check("", &["a form definition must be a JSON object"]);
        check("[1]", &["a form definition must be a JSON object"]);
        check(
            r#"{"form":"a b","titel":"x","fields":[]}"#,
            &[
                "unknown key \"titel\" in the form definition; allowed: form, title, submit, success, next, fields",
                "\"form\" must be a name of 1 to 64 letters, digits, - or _ in the form definition",
                "\"fields\" must be a list of 1 to 100 fields in the form definition",
            ],
        );
        check(
            r#"{"form":"c","next":"javascript:alert(1)","fields":[{"name":"email","kind":"e-mail","requred":true,"required":"yes"}]}"#,
            &[
                "\"next\" must be an https: address or a path in the form definition",
                "unknown key \"requred\" in field 1 (\"email\"); allowed: name, kind, label, required, placeholder, help, autocomplete, min, max, min_length, max_length, rows, multiple, options",
                "\"kind\" must be one of text, email, phone, number, choice, consent, hidden in field 1 (\"email\")",
                "\"required\" must be true or false in field 1 (\"email\")",
            ],
        );
        check(
            r#"{"form":"c","fields":[{"name":"a"},{"name":"a"},{"name":"b","kind":"choice"},{"name":"n","kind":"number","min":3,"max":"4"},7]}"#,
            &[
                "\"name\" stands twice in field 2 (\"a\")",
                "\"options\" must be given for a choice in field 3 (\"b\")",
                "\"max\" must be a number in field 4 (\"n\")",
                "an object is wanted in field 5",
                "\"name\" must be a text of 1 to 100 bytes other than leadwell_id in field 5",
            ],
        );
    }

    #[test]
    fn reads_back_what_serde_writes() {
        let form = parse(
            r#"{"form":"quote","title":"T","submit":"S","success":"Thanks","next":"/thanks.html","fields":[
                {"name":"email","kind":"email","label":"E","required":true,"autocomplete":"email","help":"h"},
                {"name":"n","kind":"number","min":0.5,"max":10},
                {"name":"t","kind":"choice","multiple":true,"options":["a",{"value":"b","label":"B"},{"value":"c"}]},
                {"name":"m","rows":4,"min_length":1,"max_length":9,"placeholder":"p"}]}"#,
        )
        .unwrap();
        assert_eq!(form.fields[2].options[2], Choice { value: "c".into(), label: "c".into() });
        assert_eq!(parse(&serde_json::to_string(&form).unwrap()), Ok(form));
    }
}
