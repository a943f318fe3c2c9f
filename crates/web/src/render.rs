//! `<leadwell-form form="…">`: the form is built from its definition, in the light DOM, where autofill,
//! password managers, screen readers and the site's own styles reach it.

use crate::attributes::text;
use crate::js::{self, complain};
use crate::send;
use crate::shell::Shell;
use crate::show::{self, make};
use leadwell_core::{FormKey, Reply, form};
use leadwell_wire::{Choice, Decimal, FieldDef, FieldKind, FormDef};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element};

/// Fetches the definition and replaces what stood in the place; on any failure that stays.
pub(crate) fn mount(shell: &'static Shell, place: Element) {
    let name = text(&place, "form");
    if !form::is_form_name(&name) {
        return complain("<leadwell-form> needs form=\"…\": 1 to 64 letters, digits, - or _");
    }
    let mut url = shell.collector.clone();
    url.push_str("/v1/forms/");
    url.push_str(&name);
    let options = js::object(&[("credentials", "omit".into())]);
    send::exchange(&url, &options, move |reply| match reply {
        Reply::Answer { status: 200, body, .. } => match form::parse(&body) {
            Ok(def) => {
                put(shell, &js::document(), &place, def);
            }
            Err(errors) => errors.iter().for_each(|e| complain(&e.message)),
        },
        _ => complain("the definition of a <leadwell-form> could not be loaded"),
    });
}

fn put(shell: &'static Shell, document: &Document, place: &Element, def: FormDef) -> Option<()> {
    let form = make(document, "form", "leadwell-form")?;
    let key = shell.next_key();
    let mut action = shell.collector.clone();
    action.push_str("/f/");
    action.push_str(&def.form);
    set(&form, "method", "post");
    set(&form, "action", &action);
    set(&form, "data-leadwell", &def.form);
    for (index, field) in def.fields.iter().enumerate() {
        let row = row(document, key, index, field)?;
        form.append_child(&row).ok()?;
    }
    let button = make(document, "button", "")?;
    set(&button, "type", "submit");
    button.set_text_content(Some(if def.submit.is_empty() { "Send" } else { &def.submit }));
    form.append_child(&button).ok()?;
    // Bound before it stands in the page, so that nobody takes it for a form of the site's own.
    shell.bind(form.clone().unchecked_into(), Some(def));
    place.set_text_content(None);
    place.append_child(&form).ok()?;
    Some(())
}

/// One field: label, control, help. A box stands before its label, everything else behind it.
fn row(document: &Document, key: FormKey, index: usize, field: &FieldDef) -> Option<Element> {
    let id = show::id("leadwell-field-", key, index);
    let control = control(document, field)?;
    set(&control, "name", &field.name);
    set(&control, "id", &id);
    if field.kind == FieldKind::Hidden {
        return Some(control);
    }
    for (name, value) in [("placeholder", &field.placeholder), ("autocomplete", &field.autocomplete)] {
        set(&control, name, value);
    }
    if field.required {
        set(&control, "required", "required");
    }
    let row = make(document, "div", "leadwell-field")?;
    let label = make(document, "label", "")?;
    set(&label, "for", &id);
    label.set_text_content(Some(if field.label.is_empty() { &field.name } else { &field.label }));
    let (first, second) =
        if field.kind == FieldKind::Consent { (&control, &label) } else { (&label, &control) };
    row.append_child(first).ok()?;
    row.append_child(second).ok()?;
    if !field.help.is_empty() {
        let help = make(document, "small", "leadwell-help")?;
        let mut help_id = id;
        help_id.push_str("-help");
        set(&help, "id", &help_id);
        set(&control, "aria-describedby", &help_id);
        help.set_text_content(Some(&field.help));
        row.append_child(&help).ok()?;
    }
    Some(row)
}

fn control(document: &Document, field: &FieldDef) -> Option<Element> {
    let kind = match field.kind {
        FieldKind::Choice => {
            let select = make(document, "select", "")?;
            if field.multiple {
                set(&select, "multiple", "multiple");
            } else {
                let none = Choice { value: String::new(), label: field.placeholder.clone() };
                option(document, &select, &none)?;
            }
            for choice in &field.options {
                option(document, &select, choice)?;
            }
            return Some(select);
        }
        FieldKind::Text if field.rows > 0 => {
            let area = make(document, "textarea", "")?;
            set(&area, "rows", &Decimal::whole(i64::from(field.rows)).to_text());
            return Some(area);
        }
        FieldKind::Text => "text",
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Number => "number",
        FieldKind::Consent => "checkbox",
        FieldKind::Hidden => "hidden",
    };
    let input = make(document, "input", "")?;
    set(&input, "type", kind);
    if field.kind == FieldKind::Consent {
        set(&input, "value", "yes");
    }
    for (name, bound) in [("min", field.min), ("max", field.max)] {
        if let Some(bound) = bound {
            set(&input, name, &bound.to_text());
        }
    }
    Some(input)
}

fn option(document: &Document, select: &Element, choice: &Choice) -> Option<()> {
    let option = make(document, "option", "")?;
    // Set even where empty: an option without a value has its label for one.
    let _ = option.set_attribute("value", &choice.value);
    option.set_text_content(Some(&choice.label));
    select.append_child(&option).ok().map(drop)
}

fn set(element: &Element, name: &str, value: &str) {
    if !value.is_empty() {
        // Names are ours and valid.
        let _ = element.set_attribute(name, value);
    }
}
