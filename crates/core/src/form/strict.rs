//! The strict reader, for whoever writes definitions: everything wrong is said at once, each with the key and
//! what is allowed there.

mod field;

use crate::json::{self, Value};
use leadwell_wire::{Code, FormDef, Pairs, limits};

const FORM_KEYS: &[&str] =
    &["form", "language", "title", "submit", "success", "next", "one_of", "messages", "fields"];

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

    /// A list of texts that pass the test.
    fn texts(&mut self, object: Value<'_>, key: &str, wanted: &str, fine: fn(&str) -> bool) -> Vec<String> {
        self.member(object, key, wanted, |v| {
            let texts: Option<Vec<String>> = v.members().map(Value::text).collect();
            texts.filter(|texts| v.is_list() && texts.iter().all(|text| fine(text)))
        })
    }

    /// The site's own words, by code.
    fn messages(&mut self, object: Value<'_>) -> Pairs {
        let messages = object.get("messages");
        if messages == Value::default() || messages.is_null() {
            return Pairs::default();
        }
        if !messages.is_object() {
            self.wrong_type("messages", "an object of texts by code");
        }
        let place = self.place.clone();
        self.place = ["\"messages\" of ", &place].concat();
        self.keys(messages, &Code::ALL.map(Code::as_str));
        let mut pairs = Pairs::default();
        for code in Code::ALL.map(Code::as_str) {
            let text = self.text(messages, code);
            if !text.is_empty() {
                pairs.push(code, text);
            }
        }
        self.place = place;
        pairs
    }

    fn form(&mut self, object: Value<'_>) -> FormDef {
        "the form definition".clone_into(&mut self.place);
        self.keys(object, FORM_KEYS);
        let mut form = FormDef {
            form: self.text(object, "form"),
            language: self.text(object, "language"),
            title: self.text(object, "title"),
            submit: self.text(object, "submit"),
            success: self.text(object, "success"),
            next: self.text(object, "next"),
            one_of: Vec::new(),
            messages: self.messages(object),
            fields: Vec::new(),
        };
        if !is_form_name(&form.form) {
            self.wrong_type("form", "a name of 1 to 64 letters, digits, - or _");
        }
        if !is_language(&form.language) {
            self.wrong_type("language", "a language tag such as de or pt-BR");
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
        "the form definition".clone_into(&mut self.place);
        form.one_of = self.one_of(object);
        self.names(&form);
        form
    }

    fn one_of(&mut self, object: Value<'_>) -> Vec<Vec<String>> {
        const WANTED: &str = "a list of lists of two field names or more";
        self.member(object, "one_of", WANTED, |groups| {
            let group = |v: Value<'_>| v.members().map(Value::text).collect::<Option<Vec<String>>>();
            let list: Option<Vec<Vec<String>>> = groups.members().map(group).collect();
            list.filter(|list| groups.is_list() && list.iter().all(|group| group.len() > 1))
        })
    }

    /// Whatever names a field must name one that there is.
    fn names(&mut self, form: &FormDef) {
        let mut named: Vec<(&str, &str)> = Vec::new();
        for field in &form.fields {
            named.push(("equal_to", &field.equal_to));
            named.push(("required_if", &field.required_if.field));
        }
        named.retain(|(_, name)| !name.is_empty());
        named.extend(form.one_of.iter().flatten().map(|name| ("one_of", name.as_str())));
        for (key, name) in named {
            if !form.fields.iter().any(|field| field.name == name) {
                self.say(key, &["\"", key, "\" names \"", name, "\", which is no field"]);
            }
        }
    }
}

/// Whether a text has the shape of a language tag (RFC 5646), or is empty.
fn is_language(tag: &str) -> bool {
    let part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    tag.is_empty()
        || (tag.len() <= 35
            && matches!(primary.len(), 2 | 3)
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && tag.split('-').all(part))
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
mod tests;
