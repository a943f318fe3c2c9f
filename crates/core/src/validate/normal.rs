//! What a value means, in one form whatever way it was typed: for comparing, sorting and calling. The value
//! itself is kept as it was typed.

use super::{country, date, home, name, number, trim, url};
use crate::aid::Native;
use leadwell_wire::{FieldDef, FieldKind, FormDef};

/// An address for comparison, a telephone number in E.164, a number with a decimal point, a date as
/// `2026-11-25`, a web address with its scheme, a country in capitals, a name where all of it is in one case.
/// Nothing where the value is empty, not right, or of a kind that has no such form.
pub fn normal(form: &FormDef, def: &FieldDef, value: &str) -> Option<String> {
    let value = trim(value);
    match def.kind {
        FieldKind::Email => {
            let address = leadwell_email::parse(value, &leadwell_email::native::Native).ok()?;
            Some(leadwell_email::native::key(&address))
        }
        FieldKind::Phone => Native.e164(value, home(form, def)),
        FieldKind::Number => Some(number::read(value, &form.language)?.to_text()),
        FieldKind::Date => {
            let [year, month, day] = date::read(value, &form.language)?;
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        FieldKind::Url => url::is_address(value, &Native).then(|| {
            let rest = url::without_scheme(value);
            let scheme =
                if rest.len() < value.len() { &value[..value.len() - rest.len()] } else { "https://" };
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            // Case means nothing in a domain, and may do so in what follows it.
            format!("{}{}{}", scheme.to_ascii_lowercase(), rest[..end].to_lowercase(), &rest[end..])
        }),
        FieldKind::Country => country::is_code(value).then(|| value.to_ascii_uppercase()),
        FieldKind::Name => name::tidy(value, &form.language),
        FieldKind::Text
        | FieldKind::Choice
        | FieldKind::Consent
        | FieldKind::Hidden
        | FieldKind::Company
        | FieldKind::File
        | FieldKind::Rating
        | FieldKind::Nps => None,
    }
}
