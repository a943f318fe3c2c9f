//! A field as its template needs it.

use std::sync::LazyLock;

use leadwell_core::validate;
use leadwell_wire::{FieldDef, FieldError, FieldKind, Fields, FormDef};

/// More would be no scale for people.
const MOST_POINTS: u32 = 100;

/// All countries. Their names are the browser's business where there is a script; here the codes have to do.
static COUNTRIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let (form, def) = (FormDef::default(), FieldDef { kind: FieldKind::Country, ..FieldDef::default() });
    ('A'..='Z')
        .flat_map(|first| ('A'..='Z').map(move |second| [first, second].iter().collect()))
        .filter(|code: &String| validate::normal(&form, &def, code).is_some())
        .collect()
});

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
            FieldKind::Url => "url",
            FieldKind::File => "file",
            // A control for dates shows nothing of a text that it cannot read, and what was typed must stay.
            FieldKind::Date if self.value.is_empty() || self.is_iso() => "date",
            _ => "text",
        }
    }

    fn is_iso(&self) -> bool {
        let value = validate::trim(self.value);
        validate::normal(&FormDef::default(), self.def, value).is_some_and(|normal| normal == value)
    }

    pub(super) fn is_date(&self) -> bool {
        self.def.kind == FieldKind::Date
    }

    pub(super) fn is_file(&self) -> bool {
        self.def.kind == FieldKind::File
    }

    pub(super) fn is_number(&self) -> bool {
        self.def.kind == FieldKind::Number
    }

    /// What a browser can fill in: as the form says, else by the kind.
    pub(super) fn autocomplete(&self) -> &str {
        match self.def.kind {
            _ if !self.def.autocomplete.is_empty() => &self.def.autocomplete,
            FieldKind::Name => "name",
            FieldKind::Company => "organization",
            FieldKind::Email => "email",
            FieldKind::Phone => "tel",
            FieldKind::Url => "url",
            FieldKind::Country => "country",
            _ => "",
        }
    }

    /// The points of a scale; nothing for what is none.
    pub(super) fn points(&self) -> Vec<String> {
        let (first, last) = match self.def.kind {
            FieldKind::Rating => (1, self.def.max.parse().unwrap_or(5).min(MOST_POINTS)),
            FieldKind::Nps => (0, 10),
            _ => return Vec::new(),
        };
        (first..=last).map(|point: u32| point.to_string()).collect()
    }

    /// What a list offers: value, text, and whether it is chosen.
    pub(super) fn listed(&self) -> Vec<(&str, &str, bool)> {
        let is_country = self.def.kind == FieldKind::Country;
        let chosen = |value: &str| {
            self.has(value) || is_country && self.chosen.iter().any(|one| one.eq_ignore_ascii_case(value))
        };
        if is_country && self.def.options.is_empty() {
            return COUNTRIES.iter().map(|code| (code.as_str(), code.as_str(), chosen(code))).collect();
        }
        let options = self.def.options.iter();
        options.map(|one| (one.value.as_str(), one.label.as_str(), chosen(&one.value))).collect()
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

    pub(super) fn is_list(&self) -> bool {
        matches!(self.def.kind, FieldKind::Choice | FieldKind::Country)
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
