#[cfg(feature = "serde")]
use crate::Pairs;
use crate::prelude::*;

/// What a form asks for.
///
/// Without the feature `serde` it is what judging needs: the lean widget's host, a script, shows the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct FormDef {
    /// The form's name: `contact` in `/f/contact` and `data-leadwell="contact"`.
    pub form: String,
    /// The language in which the form is written and filled in (BCP 47: `de`, `pt-BR`). It says how numbers
    /// and dates are read, and what is wrong is said in it. Empty: read as English, said in the visitor's.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub language: String,
    #[cfg(feature = "serde")]
    pub title: String,
    /// Text of the submit button.
    #[cfg(feature = "serde")]
    pub submit: String,
    /// Shown once the lead is captured.
    #[cfg(feature = "serde")]
    pub success: String,
    /// Where a visitor goes once the lead is captured (absolute `https:`, or a path); empty = stay.
    #[cfg(feature = "serde")]
    pub next: String,
    /// Groups of fields by name: of each at least one must be filled in.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub one_of: Vec<Vec<String>>,
    /// The site's own words by code, for all fields.
    #[cfg(feature = "serde")]
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    #[cfg_attr(feature = "ts", tsify(type = "Record<string, string>"))]
    pub messages: Pairs,
    pub fields: Vec<FieldDef>,
}

impl FormDef {
    /// A form that asks for these fields, and shows nothing.
    pub fn asking(form: String, language: String, one_of: Vec<Vec<String>>, fields: Vec<FieldDef>) -> Self {
        Self {
            form,
            language,
            one_of,
            fields,
            #[cfg(feature = "serde")]
            title: String::new(),
            #[cfg(feature = "serde")]
            submit: String::new(),
            #[cfg(feature = "serde")]
            success: String::new(),
            #[cfg(feature = "serde")]
            next: String::new(),
            #[cfg(feature = "serde")]
            messages: Pairs::default(),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct FieldDef {
    pub name: String,
    pub kind: FieldKind,
    #[cfg(feature = "serde")]
    pub label: String,
    pub required: bool,
    /// Required where this is so.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Condition::is_none"))]
    pub required_if: Condition,
    #[cfg(feature = "serde")]
    pub placeholder: String,
    #[cfg(feature = "serde")]
    pub help: String,
    /// The HTML autofill token (`email`, `tel`, `organization` …).
    #[cfg(feature = "serde")]
    pub autocomplete: String,
    /// Bounds of a number, a rating (`max`) or a date (`2026-11-25`), as they were written.
    #[cfg_attr(feature = "serde", serde(with = "bound", skip_serializing_if = "String::is_empty"))]
    #[cfg_attr(feature = "ts", tsify(type = "number | string"))]
    pub min: String,
    #[cfg_attr(feature = "serde", serde(with = "bound", skip_serializing_if = "String::is_empty"))]
    #[cfg_attr(feature = "ts", tsify(type = "number | string"))]
    pub max: String,
    /// Bounds of a text, in characters as a person counts them.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub min_length: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_length: Option<u32>,
    /// What the whole value must match; see `leadwell_core::validate::pattern` for the language.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub pattern: String,
    /// Name of the field whose value this one repeats.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub equal_to: String,
    /// An e-mail address of neither a free nor a throw-away provider.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "core::ops::Not::not"))]
    pub work_email: bool,
    /// The country whose numbers are written without a calling code (ISO 3166-1 alpha-2).
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub country: String,
    /// The countries whose telephone tables the page loads; all where it is empty. Nothing is refused by it.
    #[cfg(feature = "serde")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Types of file, as in HTML: `.pdf,image/*`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub accept: String,
    /// The most bytes of a file.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_bytes: Option<u32>,
    /// Text over several rows; 0 = one line.
    #[cfg(feature = "serde")]
    pub rows: u32,
    /// A choice of which several may be taken.
    pub multiple: bool,
    pub options: Vec<Choice>,
    /// The site's own words by code, for this field.
    #[cfg(feature = "serde")]
    #[serde(skip_serializing_if = "Pairs::is_empty")]
    #[cfg_attr(feature = "ts", tsify(type = "Record<string, string>"))]
    pub messages: Pairs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum FieldKind {
    #[default]
    Text,
    Email,
    Phone,
    Number,
    Choice,
    /// One box that must be ticked where it is required.
    Consent,
    Hidden,
    /// A person's name, whole or a part of it.
    Name,
    Company,
    /// Address of a website.
    Url,
    Date,
    /// ISO 3166-1 alpha-2 code; `options` restrict it.
    Country,
    File,
    /// Whole numbers from 1 to `max`, 5 where that is not given.
    Rating,
    /// Whole numbers from 0 to 10.
    Nps,
}

impl FieldKind {
    /// By number, as they come through the door of the widget.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::Email,
        Self::Phone,
        Self::Number,
        Self::Choice,
        Self::Consent,
        Self::Hidden,
        Self::Name,
        Self::Company,
        Self::Url,
        Self::Date,
        Self::Country,
        Self::File,
        Self::Rating,
        Self::Nps,
    ];
}

/// Something that another field holds. Without a field, nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Condition {
    pub field: String,
    /// The value it must hold; empty: it must be filled in.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub value: String,
}

impl Condition {
    pub fn is_none(&self) -> bool {
        self.field.is_empty()
    }
}

/// One option of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Choice {
    pub value: String,
    #[cfg(feature = "serde")]
    pub label: String,
}

impl Choice {
    /// An option without a label.
    pub fn of(value: &str) -> Self {
        Self {
            value: value.to_owned(),
            #[cfg(feature = "serde")]
            label: String::new(),
        }
    }
}

/// A bound in JSON: a number where it is one, else a text.
#[cfg(feature = "serde")]
mod bound {
    use crate::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        match Decimal::parse(text) {
            Some(number) => number.serialize(serializer),
            None => serializer.serialize_str(text),
        }
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Whole(i64),
        Float(f64),
        Text(String),
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        Ok(match Either::deserialize(deserializer)? {
            Either::Whole(number) => number.to_string(),
            Either::Float(number) => number.to_string(),
            Either::Text(text) => text,
        })
    }
}
