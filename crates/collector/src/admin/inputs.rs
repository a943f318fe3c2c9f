//! The inputs by which a lead is corrected: one for each field, by what its form says of it.

use leadwell_wire::{FieldDef, FieldError, FieldKind, Fields, FormDef};

/// A field to be corrected.
pub(super) struct Input {
    pub(super) name: String,
    /// Unique on the page.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) by: By,
    pub(super) error: String,
}

/// How it is filled in.
pub(super) enum By {
    /// A line for each value, of this type.
    Lines { kind: &'static str, values: Vec<String> },
    /// Several lines.
    Text { value: String, rows: u32 },
    /// One of these.
    One(Vec<Choice>),
    /// Some of these.
    Some(Vec<Choice>),
}

/// An option.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) taken: bool,
}

/// Those of the form in its order, then what else was sent. What somebody agreed to and files are left out.
pub(super) fn inputs(form: Option<&FormDef>, fields: &Fields, errors: &[FieldError]) -> Vec<Input> {
    let defined = form.map_or(&[][..], |form| &form.fields);
    let mut all: Vec<Input> = Vec::new();
    let mut add = |name: &str, label: &str, by: By| {
        let error = errors.iter().find(|error| error.field == name);
        all.push(Input {
            name: name.to_owned(),
            id: format!("correct-{}", all.len()),
            label: if label.is_empty() { name.to_owned() } else { label.to_owned() },
            by,
            error: error.map(|error| error.message.clone()).unwrap_or_default(),
        });
    };
    for def in defined.iter().filter(|def| !matches!(def.kind, FieldKind::Consent | FieldKind::File)) {
        add(&def.name, &def.label, by(def, &values(fields, &def.name)));
    }
    let mut told: Vec<&str> = defined.iter().map(|def| def.name.as_str()).collect();
    for (name, _) in fields.iter() {
        if !told.contains(&name.as_str()) {
            told.push(name);
            let values = values(fields, name);
            let by = match &values[..] {
                [one] if one.contains('\n') || one.len() > 80 => By::Text { value: one.clone(), rows: 4 },
                _ => By::Lines { kind: "text", values },
            };
            add(name, "", by);
        }
    }
    all
}

/// A number, a date and the like are shown as text: what was typed may be none, and a browser would show nothing.
fn by(def: &FieldDef, values: &[String]) -> By {
    let first = values.first().cloned().unwrap_or_default();
    if !def.options.is_empty() {
        let options = def.options.iter().map(|option| (&option.value, &option.label));
        let unknown = values.iter().filter(|value| def.options.iter().all(|option| option.value != **value));
        let mut choices: Vec<Choice> = options
            .chain(unknown.map(|value| (value, value)))
            .map(|(value, label)| Choice {
                value: value.clone(),
                label: if label.is_empty() { value.clone() } else { label.clone() },
                taken: values.contains(value),
            })
            .filter(|choice| !choice.value.is_empty())
            .collect();
        if def.multiple {
            return By::Some(choices);
        }
        choices.insert(0, Choice { value: String::new(), label: "—".into(), taken: first.is_empty() });
        return By::One(choices);
    }
    if def.rows > 1 || first.contains('\n') {
        return By::Text { value: first, rows: def.rows.clamp(3, 12) };
    }
    let kind = match def.kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Url => "url",
        _ => "text",
    };
    By::Lines { kind, values: if values.is_empty() { vec![String::new()] } else { values.to_vec() } }
}

fn values(fields: &Fields, name: &str) -> Vec<String> {
    fields.all(name).map(|value| value.expose().clone()).collect()
}
