use crate::Decimal;

/// What a form asks for. Read by `core::form::parse`, in the page and in the collector alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct FormDef {
    /// The form's name: `contact` in `/f/contact` and `data-leadwell="contact"`.
    pub form: String,
    pub title: String,
    /// Text of the submit button.
    pub submit: String,
    /// Shown once the lead is captured.
    pub success: String,
    /// Where a visitor goes once the lead is captured (absolute `https:`, or a path); empty = stay.
    pub next: String,
    pub fields: Vec<FieldDef>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct FieldDef {
    pub name: String,
    pub kind: FieldKind,
    pub label: String,
    pub required: bool,
    pub placeholder: String,
    pub help: String,
    /// The HTML autofill token (`email`, `tel`, `organization` …).
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

/// One option of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Choice {
    pub value: String,
    pub label: String,
}
