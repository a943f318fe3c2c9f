//! Values of a JSON document, each checked where it is read; what is wrong is kept with its place.

use leadwell_wire::{FieldError, Points};
use serde_json::{Map, Value};

#[derive(Default)]
pub(super) struct Reader {
    pub(super) errors: Vec<FieldError>,
    pub(super) groups: Vec<String>,
}

impl Reader {
    pub(super) fn fail(&mut self, place: &str, code: &str, message: &str) {
        self.errors.push(error(place, code, message));
    }

    pub(super) fn object<'v>(
        &mut self,
        value: &'v Value,
        place: &str,
        keys: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Some(object) = value.as_object() else {
            self.fail(place, "type", "must be an object");
            return None;
        };
        for key in object.keys().filter(|key| !keys.contains(&key.as_str())) {
            self.fail(&at(place, key), "unknown", &format!("unknown key; allowed here: {}", keys.join(", ")));
        }
        Some(object)
    }

    pub(super) fn list<'v>(&mut self, object: &'v Map<String, Value>, place: &str, key: &str) -> &'v [Value] {
        match object.get(key) {
            None => &[],
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.fail(&at(place, key), "type", "must be a list");
                &[]
            }
        }
    }

    /// A word of a line: no control characters.
    pub(super) fn text(
        &mut self,
        object: &Map<String, Value>,
        place: &str,
        key: &str,
        required: bool,
    ) -> String {
        match object.get(key) {
            Some(Value::String(text))
                if !text.is_empty() && text.len() <= 200 && !text.contains(char::is_control) =>
            {
                text.clone()
            }
            None if !required => String::new(),
            None => {
                self.fail(&at(place, key), "required", "is missing");
                String::new()
            }
            Some(_) => {
                self.fail(
                    &at(place, key),
                    "type",
                    "must be a text of 1 to 200 characters without line breaks",
                );
                String::new()
            }
        }
    }

    pub(super) fn name(&mut self, object: &Map<String, Value>, place: &str, key: &str) -> String {
        let name = self.text(object, place, key, true);
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            self.fail(&at(place, key), "name", "must be of letters, digits, _ and -");
        }
        name
    }

    pub(super) fn number(
        &mut self,
        object: &Map<String, Value>,
        place: &str,
        key: &str,
        range: (f64, f64),
    ) -> Option<f64> {
        let value = object.get(key)?;
        match value.as_f64() {
            Some(number) if (range.0..=range.1).contains(&number) => Some(number),
            _ => {
                self.fail(
                    &at(place, key),
                    "range",
                    &format!("must be a number from {} to {}", range.0, range.1),
                );
                None
            }
        }
    }
}

pub(super) fn error(field: &str, code: &str, message: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        code: code.into(),
        message: message.to_owned(),
        ..FieldError::default()
    }
}

pub(super) fn points(number: f64) -> Points {
    Points((number * 100.0).round() as i64)
}

pub(super) fn at(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}
