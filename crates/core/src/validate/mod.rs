//! The one validator: what it says in the page the collector says too.

mod choice;
mod consent;
mod email;
mod number;
mod text;

use leadwell_wire::{Code, Decimal, FieldDef, FieldError, FieldKind, Fields, FormDef, limits};

/// All errors at once, in the form's order. Fields that the form does not define are kept unjudged, but
/// for their number and length.
pub fn check(form: &FormDef, fields: &Fields) -> Result<(), Vec<FieldError>> {
    let mut errors: Vec<FieldError> = form.fields.iter().filter_map(|field| check_field(field, fields)).collect();
    let mut count = 0;
    for (name, value) in fields.iter() {
        count += 1;
        let defined = form.fields.iter().any(|f| f.name == *name);
        if count > limits::FIELDS || (!defined && value.expose().len() > limits::VALUE_CHARS as usize * 4) {
            errors.push(error(name, Problem::TooLong(limits::VALUE_CHARS)));
            break;
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The first thing wrong with one field.
pub fn check_field(def: &FieldDef, fields: &Fields) -> Option<FieldError> {
    let mut values = fields.all(&def.name).map(|v| trim(v.expose())).filter(|v| !v.is_empty());
    let problem = match (def.kind, values.next()) {
        (FieldKind::Consent, value) => consent::check(def.required, value),
        (_, None) => def.required.then_some(Problem::Required),
        (FieldKind::Choice, Some(first)) => choice::check(def, first, values),
        (FieldKind::Email, Some(value)) => email::check(value),
        (FieldKind::Number, Some(value)) => number::check(def, value),
        (FieldKind::Text | FieldKind::Phone | FieldKind::Hidden, Some(value)) => text::check(def, value),
    };
    problem.map(|problem| error(&def.name, problem))
}

/// White space and the invisible characters that copying brings along.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c| c <= ' ' || matches!(c, '\u{a0}' | '\u{feff}' | '\u{2000}'..='\u{200f}' | '\u{3000}'))
}

/// What is wrong, with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Required,
    Consent,
    Email,
    Number,
    TooSmall(Decimal),
    TooLarge(Decimal),
    TooShort(u32),
    TooLong(u32),
    Choice,
}

fn error(field: &str, problem: Problem) -> FieldError {
    let (code, words, bound) = match problem {
        Problem::Required => (Code::Required, "Please fill this in.", None),
        Problem::Consent => (Code::Consent, "Please tick this box to go on.", None),
        Problem::Email => (Code::Email, "Please check this e-mail address.", None),
        Problem::Number => (Code::Number, "Please enter a number.", None),
        Problem::TooSmall(min) => (Code::TooSmall, "The least is ", Some(min)),
        Problem::TooLarge(max) => (Code::TooLarge, "The most is ", Some(max)),
        Problem::TooShort(min) => (Code::TooShort, "The least number of characters is ", Some(whole(min))),
        Problem::TooLong(max) => (Code::TooLong, "The most characters are ", Some(whole(max))),
        Problem::Choice => (Code::Choice, "Please choose one of the options.", None),
    };
    let mut message = words.to_owned();
    if let Some(bound) = bound {
        message.push_str(&bound.to_text());
        message.push('.');
    }
    FieldError { field: field.to_owned(), code: code.as_str().to_owned(), message }
}

const fn whole(number: u32) -> Decimal {
    Decimal::whole(number as i64)
}

#[cfg(test)]
mod tests;
