//! What is said inside a form: an error at its field, one line of status at the end. Text only, in
//! elements that a screen reader is led to.

use crate::attributes::text;
use crate::read_form::Control;
use leadwell_core::FormKey;
use leadwell_wire::FieldError;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlFormElement};

const DESCRIBED: &str = "aria-describedby";

/// An element's id: of the form's number and the field's place in it, so that two copies of a form differ.
pub(crate) fn id(prefix: &str, key: FormKey, index: usize) -> String {
    let mut id = prefix.to_owned();
    id.push_str(&leadwell_wire::Decimal::whole(i64::from(key)).to_text());
    id.push('-');
    id.push_str(&leadwell_wire::Decimal::whole(index as i64).to_text());
    id
}

/// Shows a field's error, or takes it away.
pub(crate) fn error(document: &Document, key: FormKey, index: usize, control: &Control, error: Option<&FieldError>) {
    let element = &control.element;
    let id = id("leadwell-error-", key, index);
    let shown = document.get_element_by_id(&id);
    let Some(error) = error else {
        if let Some(shown) = shown {
            shown.remove();
        }
        let _ = element.remove_attribute("aria-invalid");
        describe(element, &id, false);
        return;
    };
    let note = shown.or_else(|| {
        let note = make(document, "span", "leadwell-error")?;
        note.set_id(&id);
        anchor(control).after_with_node_1(&note).ok()?;
        Some(note)
    });
    if let Some(note) = note {
        note.set_text_content(Some(&error.message));
    }
    let _ = element.set_attribute("aria-invalid", "true");
    describe(element, &id, true);
}

/// A control inside its label has its error after the label, lest the error become part of the name.
fn anchor(control: &Control) -> Element {
    let label = control.element.closest("label").ok().flatten();
    label.unwrap_or_else(|| control.element.clone().unchecked_into())
}

/// Adds `id` to what describes the element, or takes it away; what the site put there stays.
fn describe(element: &Element, id: &str, on: bool) {
    let given = text(element, DESCRIBED);
    let mut ids: Vec<&str> = given.split(' ').filter(|word| !word.is_empty() && *word != id).collect();
    if on {
        ids.push(id);
    }
    let _ = if ids.is_empty() {
        element.remove_attribute(DESCRIBED)
    } else {
        element.set_attribute(DESCRIBED, &ids.join(" "))
    };
}

/// The status line of a form, made while the person fills it in: a live region must stand there, empty,
/// before its text is announced.
pub(crate) fn status(document: &Document, form: &HtmlFormElement) -> Option<Element> {
    let line = make(document, "p", "leadwell-status")?;
    let _ = line.set_attribute("role", "status");
    form.append_child(&line).ok()?;
    Some(line)
}

pub(crate) fn make(document: &Document, tag: &str, class: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    if !class.is_empty() {
        let _ = element.set_attribute("class", class);
    }
    Some(element)
}
