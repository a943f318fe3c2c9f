//! What a form on the page asks for, read from its own controls.

use crate::attributes::{self, text};
use crate::js::complain;
use leadwell_core::form::KINDS;
use leadwell_wire::{Decimal, FieldDef, FieldKind, FormDef};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement};

/// One control of a form, by its name.
pub(crate) struct Control {
    pub(crate) name: String,
    pub(crate) element: HtmlElement,
}

/// The named controls in order, buttons, secrets and files left out.
pub(crate) fn controls(form: &HtmlFormElement) -> Vec<Control> {
    let elements = form.elements();
    let mut controls = Vec::new();
    for index in 0..elements.length() {
        let Some(element) = elements.item(index) else { continue };
        let kind = text(&element, "type");
        let skipped = ["submit", "button", "image", "reset", "password", "file"].contains(&kind.as_str());
        let name = text(&element, "name");
        if !skipped && !name.is_empty() && element.tag_name() != "BUTTON" {
            controls.push(Control { name, element: element.unchecked_into() });
        }
    }
    controls
}

pub(crate) fn definition(name: &str, controls: &[Control]) -> FormDef {
    let mut fields: Vec<FieldDef> = Vec::new();
    for control in controls {
        match fields.iter_mut().find(|f| f.name == control.name) {
            // A group: required as a whole where one of it is.
            Some(field) => {
                field.required |= control.element.has_attribute("required");
                if field.kind == FieldKind::Consent {
                    field.kind = FieldKind::Text;
                }
            }
            None => fields.push(field(control)),
        }
    }
    FormDef { form: name.to_owned(), fields, ..FormDef::default() }
}

fn field(control: &Control) -> FieldDef {
    let element: &Element = &control.element;
    attributes::check_field(element);
    let input = text(element, "type");
    let wanted = text(element, "data-leadwell-kind");
    let kind = if wanted.is_empty() {
        match input.as_str() {
            "email" => FieldKind::Email,
            "tel" => FieldKind::Phone,
            "number" => FieldKind::Number,
            "checkbox" => FieldKind::Consent,
            "hidden" => FieldKind::Hidden,
            _ => FieldKind::Text,
        }
    } else {
        let known = KINDS.iter().find(|(name, _)| *name == wanted);
        if known.is_none() {
            let mut message = "unknown \"data-leadwell-kind\" ".to_owned();
            message.push_str(&wanted);
            message.push_str("; allowed:");
            for (name, _) in KINDS {
                message.push(' ');
                message.push_str(name);
            }
            complain(&message);
        }
        known.map_or(FieldKind::Text, |(_, kind)| *kind)
    };
    let number = |name| element.get_attribute(name).and_then(|v| Decimal::parse(&v));
    let count = |name| number(name).and_then(|n| n.to_text().parse().ok());
    FieldDef {
        name: control.name.clone(),
        kind,
        required: element.has_attribute("required"),
        min: number("min"),
        max: number("max"),
        min_length: count("minlength"),
        max_length: count("maxlength"),
        ..FieldDef::default()
    }
}
