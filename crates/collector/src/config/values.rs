//! Values of the keys that are expected, and a word for what stands there instead.

use std::path::Path;

use leadwell_wire::Pii;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::Faults;

pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Says which keys are none of these.
pub(super) fn only(table: &DeTable<'_>, allowed: &[&str], faults: &mut Faults<'_>) {
    for key in table.keys().filter(|key| !allowed.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref();
        faults.at(key.span(), format!("unknown key \"{name}\"; allowed: {}", allowed.join(", ")));
    }
}

/// The text at this key.
pub(super) fn text(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Option<String> {
    let value = table.get(key)?;
    match value.get_ref() {
        DeValue::String(text) => Some(text.clone().into_owned()),
        other => {
            faults.at(value.span(), format!("\"{key}\" must be a text, not {}", a_type(other)));
            None
        }
    }
}

/// `true` or `false` at this key.
pub(super) fn flag(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Option<bool> {
    let value = table.get(key)?;
    match value.get_ref() {
        DeValue::Boolean(flag) => Some(*flag),
        other => {
            faults.at(value.span(), format!("\"{key}\" must be true or false, not {}", a_type(other)));
            None
        }
    }
}

/// One text, or a list of them.
pub(super) fn texts<'v>(
    key: &str,
    value: &'v Value<'_>,
    faults: &mut Faults<'_>,
) -> Vec<(std::ops::Range<usize>, &'v str)> {
    let mut list = Vec::new();
    let items = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    for item in items {
        match item.get_ref() {
            DeValue::String(text) => list.push((item.span(), text.as_ref())),
            other => {
                let said = format!("\"{key}\" must be a text or a list of texts, not {}", a_type(other));
                faults.at(item.span(), said);
            }
        }
    }
    list
}

/// Where secrets are looked up.
#[derive(Clone, Copy)]
pub(super) struct Secrets<'a> {
    /// Files are relative to this folder.
    pub(super) base: &'a Path,
    pub(super) env: &'a dyn Fn(&str) -> Option<String>,
}

impl Secrets<'_> {
    /// The text that `{ env = "NAME" }` or `{ file = "PATH" }` leads to. A message names the variable or the file, and
    /// never what is in it.
    pub(super) fn look_up(
        self,
        key: &str,
        value: &Value<'_>,
        faults: &mut Faults<'_>,
    ) -> Option<Pii<String>> {
        let place = value.get_ref().as_table().filter(|table| table.len() == 1).and_then(|table| {
            let (kind, name) = table.iter().next()?;
            Some((kind.get_ref().as_ref(), name.get_ref().as_str()?))
        });
        let said = match place {
            Some(("env", name)) => match (self.env)(name) {
                Some(text) if !text.trim().is_empty() => return Some(Pii::new(text.trim().to_owned())),
                Some(_) => format!("\"{key}\": the environment variable {name} is empty"),
                None => format!("\"{key}\": there is no environment variable {name}"),
            },
            Some(("file", name)) => match std::fs::read_to_string(self.base.join(name)) {
                Ok(text) if !text.trim().is_empty() => return Some(Pii::new(text.trim().to_owned())),
                Ok(_) => format!("\"{key}\": the file {name} is empty"),
                Err(error) => format!("\"{key}\": cannot read {name}: {error}"),
            },
            _ => format!("\"{key}\" must be {{ env = \"NAME\" }} or {{ file = \"PATH\" }}"),
        };
        faults.at(value.span(), said);
        None
    }
}

pub(super) fn a_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
