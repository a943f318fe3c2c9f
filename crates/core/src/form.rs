//! Reading a form definition.

#[cfg(feature = "serde")]
mod strict;

use crate::json::{self, Value};
use leadwell_wire::{Choice, Decimal, FieldDef, FieldKind, FormDef};
#[cfg(feature = "serde")]
pub use strict::{ConfigError, parse};

/// The hidden input that carries the lead's id through a native post.
pub const ID_FIELD: &str = "leadwell_id";

/// The kinds of field by their names.
pub const KINDS: &[(&str, FieldKind)] = &[
    ("text", FieldKind::Text),
    ("email", FieldKind::Email),
    ("phone", FieldKind::Phone),
    ("number", FieldKind::Number),
    ("choice", FieldKind::Choice),
    ("consent", FieldKind::Consent),
    ("hidden", FieldKind::Hidden),
];

/// Reads what judging needs of a definition that is known to be right: the collector serves none that
/// `parse` refuses, and the page's own reader writes no other. Whatever is absent or strange counts as not
/// given.
pub fn read(text: &str) -> FormDef {
    let value = json::parse(text).unwrap_or_default();
    let mut form = FormDef { form: value.text_at("form"), ..FormDef::default() };
    for value in value.get("fields").members() {
        let mut field = FieldDef::default();
        read_field(&mut field, value);
        form.fields.push(field);
    }
    form
}

fn read_field(field: &mut FieldDef, value: Value<'_>) {
    let flag = |key| value.get(key).raw() == "true";
    let number = |key| Decimal::parse(value.get(key).raw());
    let count = |key| value.get(key).whole().map(|n| n as u32);
    field.name = value.text_at("name");
    field.required = flag("required");
    field.min = number("min");
    field.max = number("max");
    field.min_length = count("min_length");
    field.max_length = count("max_length");
    field.multiple = flag("multiple");
    let wanted = value.text_at("kind");
    for (name, kind) in KINDS {
        if *name == wanted {
            field.kind = *kind;
        }
    }
    for option in value.get("options").members() {
        let value = if option.is_object() { option.get("value") } else { option };
        field.options.push(Choice { value: value.string(), ..Choice::default() });
    }
}
