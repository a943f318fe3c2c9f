//! The one validator: what it says in the page the collector says too. A file for each kind of field that has
//! rules of its own.

mod country;
mod date;
mod digits;
mod email;
mod file;
mod number;
pub mod pattern;
mod special;
mod text;
mod url;

#[cfg(feature = "native")]
mod name;
#[cfg(feature = "native")]
mod normal;

use crate::aid::{Aid, Phone};
use crate::form::ID_FIELD;
use crate::language::Language;
use crate::prelude::*;
#[cfg(feature = "serde")]
pub(crate) use country::is_code as is_country;
#[cfg(feature = "serde")]
pub(crate) use date::is_iso as iso_date;
use leadwell_wire::{Code, Condition, FieldDef, FieldError, FieldKind, Fields, FormDef, limits};
#[cfg(feature = "native")]
pub use normal::normal;
pub use special::{PATTERN, special};

/// All errors at once, in the form's order, not yet worded. Fields that the form does not define are kept
/// unjudged, but for their number and length.
pub fn check(form: &FormDef, fields: &Fields, aid: &dyn Aid) -> Result<(), Vec<FieldError>> {
    let (_, errors) = look_at_all(form, fields, aid);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The errors, and which of the form's fields have one: a bit for each, the first one lowest.
pub(crate) fn look_at_all(form: &FormDef, fields: &Fields, aid: &dyn Aid) -> (u128, Vec<FieldError>) {
    let (mut wrong, mut bit) = (0, 1);
    let mut errors = Vec::new();
    for def in &form.fields {
        if let Some(error) = look(form, def, fields, aid).1 {
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
            errors.push(error(name, Code::TooLong, "10000".to_owned()));
            break;
        }
    }
    (wrong, errors)
}

/// The first thing wrong with one field.
pub fn check_field(form: &FormDef, def: &FieldDef, fields: &Fields, aid: &dyn Aid) -> Option<FieldError> {
    look(form, def, fields, aid).1
}

/// Whether a field is filled in, and the first thing wrong with it.
pub(crate) fn look(
    form: &FormDef,
    def: &FieldDef,
    fields: &Fields,
    aid: &dyn Aid,
) -> (bool, Option<FieldError>) {
    let mut filled = false;
    let mut problem = None;
    let mut param = String::new();
    for (name, value) in fields.iter() {
        let value = trim(value.expose());
        if *name != def.name || value.is_empty() {
            continue;
        }
        // Of a name that repeats the first value counts, but a choice is judged as a whole, and so are files.
        if problem.is_none() && (!filled || matches!(def.kind, FieldKind::Choice | FieldKind::File)) {
            problem = Judge { form, def, aid, value, more: filled, param: &mut param }.judge(fields);
        }
        filled = true;
    }
    if !filled && (def.required || holds(&def.required_if, fields)) {
        problem = Some(if def.kind == FieldKind::Consent { Code::Consent } else { Code::Required });
    }
    if problem.is_none() && !filled {
        problem = none_of(form, def, fields, &mut param);
    }
    (filled, problem.map(|code| error(&def.name, code, param)))
}

/// The country in which a telephone number is written: the field's, else that of the form's language.
pub(crate) fn home<'a>(form: &'a FormDef, def: &'a FieldDef) -> &'a str {
    if def.country.is_empty() { Language(&form.language).region() } else { &def.country }
}

/// Whether a field holds that value, or any where none is named.
fn holds(condition: &Condition, fields: &Fields) -> bool {
    for (name, value) in fields.iter() {
        let value = trim(value.expose());
        let met = if condition.value.is_empty() { !is_no(value) } else { condition.value == value };
        if *name == condition.field && met {
            return true;
        }
    }
    false
}

/// A group of which nothing is filled in is wrong at its first field.
fn none_of(form: &FormDef, def: &FieldDef, fields: &Fields, param: &mut String) -> Option<Code> {
    for group in &form.one_of {
        let mut members = group.iter();
        if members.next() != Some(&def.name) {
            continue;
        }
        let mut any = false;
        for (name, value) in fields.iter() {
            any |= group.contains(name) && !is_no(trim(value.expose()));
        }
        if !any {
            for name in group {
                if !param.is_empty() {
                    param.push_str(", ");
                }
                param.push_str(name);
            }
            return Some(Code::OneOf);
        }
    }
    None
}

/// Nothing, or what senders of JSON write for a box that is not ticked (in a post it is absent).
fn is_no(value: &str) -> bool {
    matches!(value, "" | "false" | "no" | "off" | "0")
}

/// White space and the invisible characters that copying brings along.
pub fn trim(text: &str) -> &str {
    let (mut start, mut end) = (text.len(), 0);
    let mut chars = text.chars();
    let mut left = text.len();
    while let Some(c) = chars.next() {
        let before = text.len() - left;
        left = chars.as_str().len();
        if !is_around(c) {
            start = start.min(before);
            end = text.len() - left;
        }
    }
    text.get(start..end).unwrap_or_default()
}

/// As `leadwell_email::trim` has it.
const fn is_around(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}')
}

/// One value that is not empty, trimmed.
struct Judge<'a> {
    form: &'a FormDef,
    def: &'a FieldDef,
    aid: &'a dyn Aid,
    value: &'a str,
    /// Whether the field has others before it.
    more: bool,
    /// What an error is about.
    param: &'a mut String,
}

impl Judge<'_> {
    /// What is wrong with the value: of its length first, then of its kind, then of the rules beside that.
    #[inline(never)]
    fn judge(&mut self, fields: &Fields) -> Option<Code> {
        let def = self.def;
        if def.kind == FieldKind::Consent {
            return (def.required && is_no(self.value)).then_some(Code::Consent);
        }
        self.text().or_else(|| self.kind()).or_else(|| self.pattern()).or_else(|| {
            let other = fields.get(&def.equal_to).map(|other| trim(other.expose())).unwrap_or_default();
            if def.equal_to.is_empty() || other == self.value {
                return None;
            }
            self.param.push_str(&def.equal_to);
            Some(Code::EqualTo)
        })
    }

    #[inline(never)]
    fn kind(&mut self) -> Option<Code> {
        let (fine, code) = match self.def.kind {
            FieldKind::Choice => ((self.def.multiple || !self.more) && self.offers(self.value), Code::Choice),
            FieldKind::Email => return self.email(),
            FieldKind::Phone => return self.phone(),
            FieldKind::Url => (url::is_address(self.value, self.aid), Code::Url),
            FieldKind::File if self.more && !self.def.multiple => (false, Code::Choice),
            FieldKind::Country if !self.offers_country() => (false, Code::Country),
            FieldKind::Number
            | FieldKind::Date
            | FieldKind::Country
            | FieldKind::File
            | FieldKind::Rating
            | FieldKind::Nps => return self.special(),
            FieldKind::Text
            | FieldKind::Consent
            | FieldKind::Hidden
            | FieldKind::Name
            | FieldKind::Company => return None,
        };
        (!fine).then_some(code)
    }

    /// Whether that is one of the options.
    fn offers(&self, value: &str) -> bool {
        self.def.options.iter().any(|option| option.value == value)
    }

    fn offers_country(&self) -> bool {
        let options = &self.def.options;
        options.is_empty() || options.iter().any(|option| option.value.eq_ignore_ascii_case(self.value))
    }

    fn email(&self) -> Option<Code> {
        if !email::is_address(self.value, self.aid) {
            return Some(Code::Email);
        }
        (self.def.work_email && email::is_open(self.value, self.aid)).then_some(Code::WorkEmail)
    }

    fn phone(&self) -> Option<Code> {
        match self.aid.phone(self.value, home(self.form, self.def)) {
            Phone::Unknown | Phone::Possible => None,
            Phone::TooShort => Some(Code::PhoneTooShort),
            Phone::TooLong => Some(Code::PhoneTooLong),
            Phone::Impossible => Some(Code::Phone),
        }
    }
}

fn error(field: &str, code: Code, param: String) -> FieldError {
    FieldError { field: field.to_owned(), code: code.as_str().to_owned(), param, message: String::new() }
}

#[cfg(test)]
mod tests;
