//! The one validator: what it says in the page the collector says too.

mod email;

use crate::form::ID_FIELD;
use crate::json;
use crate::prelude::*;
use leadwell_wire::{Code, Decimal, FieldDef, FieldError, FieldKind, Fields, FormDef, limits};

/// All errors at once, in the form's order. Fields that the form does not define are kept unjudged, but
/// for their number and length.
pub fn check(form: &FormDef, fields: &Fields) -> Result<(), Vec<FieldError>> {
    let (_, errors) = look_at_all(form, fields);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The errors, and which of the form's fields have one: a bit for each, the first one lowest.
pub(crate) fn look_at_all(form: &FormDef, fields: &Fields) -> (u128, Vec<FieldError>) {
    let (mut wrong, mut bit) = (0, 1);
    let mut errors = Vec::new();
    for def in &form.fields {
        if let Some(error) = check_field(def, fields) {
            errors.push(error);
            wrong |= bit;
        }
        bit <<= 1;
    }
    let mut count = 0;
    for (name, value) in fields.iter() {
        // The lead's id comes along in a field of its own.
        count += usize::from(name != ID_FIELD);
        let flood = value.expose().len() > limits::VALUE_CHARS as usize * 4;
        if count > limits::FIELDS || (flood && !form.fields.iter().any(|f| f.name == *name)) {
            errors.push(error(name, Code::TooLong, "10000"));
            break;
        }
    }
    (wrong, errors)
}

/// The first thing wrong with one field.
pub fn check_field(def: &FieldDef, fields: &Fields) -> Option<FieldError> {
    look(def, fields).1
}

/// Whether a field is filled in, and the first thing wrong with it.
pub(crate) fn look(def: &FieldDef, fields: &Fields) -> (bool, Option<FieldError>) {
    let mut filled = false;
    let mut problem = None;
    let mut bound = String::new();
    for (name, value) in fields.iter() {
        let value = trim(value.expose());
        if *name != def.name || value.is_empty() {
            continue;
        }
        // Of a name that repeats the first value counts, but a choice is judged as a whole.
        if problem.is_none() && (!filled || def.kind == FieldKind::Choice) {
            problem = judge(def, value, filled, &mut bound);
        }
        filled = true;
    }
    if !filled && def.required {
        problem = Some(if def.kind == FieldKind::Consent { Code::Consent } else { Code::Required });
    }
    (filled, problem.map(|code| error(&def.name, code, &bound)))
}

/// White space and the invisible characters that copying brings along.
pub fn trim(text: &str) -> &str {
    let (mut start, mut end) = (text.len(), 0);
    let mut chars = text.chars();
    let mut left = text.len();
    while let Some(c) = chars.next() {
        let before = text.len() - left;
        left = chars.as_str().len();
        if c > ' ' && !matches!(c, '\u{a0}' | '\u{feff}' | '\u{2000}'..='\u{200f}' | '\u{3000}') {
            start = start.min(before);
            end = text.len() - left;
        }
    }
    text.get(start..end).unwrap_or_default()
}

/// What is wrong with a value that is not empty, and in `bound` the least or the most that it misses; `more`
/// where the field has others before it.
#[inline(never)]
fn judge(def: &FieldDef, value: &str, more: bool, bound: &mut String) -> Option<Code> {
    let (fine, code) = match def.kind {
        // A box that was not ticked is absent from a post; senders of JSON write one of these.
        FieldKind::Consent => {
            (!def.required || !matches!(value, "false" | "no" | "off" | "0"), Code::Consent)
        }
        FieldKind::Choice => {
            ((def.multiple || !more) && def.options.iter().any(|o| o.value == value), Code::Choice)
        }
        FieldKind::Email => (email::is_address(value), Code::Email),
        FieldKind::Number => return number(def, value, bound),
        FieldKind::Text | FieldKind::Phone | FieldKind::Hidden => return text(def, value, bound),
    };
    (!fine).then_some(code)
}

#[inline(never)]
fn number(def: &FieldDef, value: &str, bound: &mut String) -> Option<Code> {
    let Some(number) = Decimal::parse(value) else { return Some(Code::Number) };
    let (limit, code) = match (def.min, def.max) {
        (Some(min), _) if number < min => (min, Code::TooSmall),
        (_, Some(max)) if number > max => (max, Code::TooLarge),
        _ => return None,
    };
    *bound = limit.to_text();
    Some(code)
}

#[inline(never)]
fn text(def: &FieldDef, value: &str, bound: &mut String) -> Option<Code> {
    let mut count = 0;
    for byte in value.bytes() {
        // Every byte of UTF-8 but those that continue a character begins one.
        count += u32::from(byte & 0xc0 != 0x80);
    }
    let least = def.min_length.unwrap_or(0);
    let most = def.max_length.unwrap_or(limits::VALUE_CHARS);
    let (limit, code) = if count < least {
        (least, Code::TooShort)
    } else if count > most {
        (most, Code::TooLong)
    } else {
        return None;
    };
    json::push_whole(bound, limit.into());
    Some(code)
}

fn error(field: &str, code: Code, bound: &str) -> FieldError {
    let words = match code {
        Code::Required => "Please fill this in.",
        Code::Consent => "Please tick this box to go on.",
        Code::Email => "Please check this e-mail address.",
        Code::Number => "Please enter a number.",
        Code::TooSmall => "At least ",
        Code::TooLarge => "At most ",
        Code::TooShort => "Characters: at least ",
        Code::TooLong => "Characters: at most ",
        Code::Choice => "Please choose one of the options.",
    };
    let mut message = words.to_owned();
    if !bound.is_empty() {
        message.push_str(bound);
        message.push('.');
    }
    FieldError { field: field.to_owned(), code: code.as_str().to_owned(), message }
}

#[cfg(test)]
mod tests;
