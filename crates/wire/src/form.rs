use crate::Decimal;
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
    pub fields: Vec<FieldDef>,
}

impl FormDef {
    /// A form that asks for these fields, and shows nothing.
    pub fn asking(form: String, fields: Vec<FieldDef>) -> Self {
        Self {
            form,
            fields,
            #[cfg(feature = "serde")]
            title: String::new(),
            #[cfg(feature = "serde")]
            submit: String::new(),
            #[cfg(feature = "serde")]
            success: String::new(),
            #[cfg(feature = "serde")]
            next: String::new(),
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
    #[cfg(feature = "serde")]
    pub placeholder: String,
    #[cfg(feature = "serde")]
    pub help: String,
    /// The HTML autofill token (`email`, `tel`, `organization` …).
    #[cfg(feature = "serde")]
    pub autocomplete: String,
    /// Bounds of a number.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "ts", tsify(type = "number"))]
    pub min: Option<Decimal>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "ts", tsify(type = "number"))]
    pub max: Option<Decimal>,
    /// Bounds of a text, in characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub min_length: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_length: Option<u32>,
    /// Text over several rows; 0 = one line.
    #[cfg(feature = "serde")]
    pub rows: u32,
    /// A choice of which several may be taken.
    pub multiple: bool,
    pub options: Vec<Choice>,
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
}

impl FieldKind {
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Email, Self::Phone, Self::Number, Self::Choice, Self::Consent, Self::Hidden];
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
