//! A field as its template needs it.

use leadwell_core::validate;
use leadwell_wire::{FieldDef, FieldError, FieldKind, Fields, FormDef};

/// One field of the page.
pub(super) struct FieldView<'a> {
    pub(super) def: &'a FieldDef,
    /// Unique on the page; field names may hold characters that ids may not.
    pub(super) id: String,
    pub(super) label: &'a str,
    pub(super) value: &'a str,
    pub(super) chosen: Vec<&'a str>,
    pub(super) error: Option<&'a str>,
}

impl FieldView<'_> {
    /// The `type` of its input.
    pub(super) fn input_type(&self) -> &'static str {
        match self.def.kind {
            FieldKind::Email => "email",
            FieldKind::Phone => "tel",
            FieldKind::Hidden => "hidden",
            _ => "text",
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.def.kind, FieldKind::Number | FieldKind::Rating | FieldKind::Nps)
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.def.kind == FieldKind::Hidden
    }

    pub(super) fn is_consent(&self) -> bool {
        self.def.kind == FieldKind::Consent
    }

    pub(super) fn is_choice(&self) -> bool {
        self.def.kind == FieldKind::Choice
    }

    pub(super) fn is_area(&self) -> bool {
        self.def.kind == FieldKind::Text && self.def.rows > 1
    }

    /// Whether this option was chosen.
    pub(super) fn has(&self, option: &str) -> bool {
        self.chosen.contains(&option)
    }

    pub(super) fn is_ticked(&self) -> bool {
        !matches!(self.value, "" | "false" | "no" | "off" | "0")
    }

    /// The ids of what describes the control.
    pub(super) fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        if !self.def.help.is_empty() {
            ids.push(format!("{}-help", self.id));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// All fields in the form's order, with what was typed and what is wrong.
pub(super) fn fields<'a>(
    def: &'a FormDef,
    values: &'a Fields,
    errors: &'a [FieldError],
) -> Vec<FieldView<'a>> {
    def.fields
        .iter()
        .enumerate()
        .map(|(index, field)| FieldView {
            def: field,
            id: format!("field-{}", index + 1),
            label: if field.label.is_empty() { &field.name } else { &field.label },
            value: values.get(&field.name).map_or("", |value| value.expose()),
            // Trimmed as the validator does it, so that what it takes is shown as chosen.
            chosen: values.all(&field.name).map(|value| validate::trim(value.expose())).collect(),
            error: errors.iter().find(|error| error.field == field.name).map(|error| error.message.as_str()),
        })
        .collect()
}

/// What was sent and is no field of the definition.
pub(super) fn extras<'a>(def: &FormDef, values: &'a Fields) -> Vec<(&'a str, &'a str)> {
    values
        .iter()
        .filter(|(name, _)| !def.fields.iter().any(|field| field.name == *name))
        .map(|(name, value)| (name.as_str(), value.expose().as_str()))
        .collect()
}
