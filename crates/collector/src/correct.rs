//! What somebody who works with leads may put right in one, judged by the validator that judged it first.

use leadwell_core::aid::Native;
use leadwell_core::{validate, words};
use leadwell_wire::{FieldError, FieldKind, Fields, FormDef, limits};

use crate::store::replace;

/// The fields of `wanted` that differ from those of the lead as it is, with all of their values; an empty text where
/// nothing is left. Fields that the form does not define are taken too: a destination may want more than was asked.
///
/// Only what is changed is judged: a lead may be older than its form. Nobody can agree to something for somebody else,
/// and a file is what it is.
pub(crate) fn changes(
    form: Option<&FormDef>,
    lead: &Fields,
    wanted: &Fields,
) -> Result<Fields, Vec<FieldError>> {
    let mut changed = Fields::default();
    for (name, _) in wanted.iter() {
        let values =
            |fields: &Fields| fields.all(name).map(|value| lines(value.expose())).collect::<Vec<_>>();
        let (old, new) = (values(lead), values(wanted));
        let empty = |values: &[String]| values.iter().all(String::is_empty);
        if changed.get(name).is_none() && old != new && !(empty(&old) && empty(&new)) {
            new.iter().for_each(|value| changed.push(name, value.as_str()));
        }
    }
    let asks_nothing = FormDef::default();
    let form = form.unwrap_or(&asks_nothing);
    let whole = replace(lead, &changed);
    let mut errors = validate::check(form, &whole, &Native).err().unwrap_or_default();
    errors.retain(|error| changed.get(&error.field).is_some());
    for (name, _) in changed.iter() {
        let kind = form.fields.iter().find(|field| field.name == *name).map(|field| field.kind);
        let wrong = match kind {
            Some(FieldKind::Consent) => ("fixed", "Nobody can agree to this for somebody else."),
            Some(FieldKind::File) => ("fixed", "A file cannot be corrected."),
            _ if name.is_empty() || name.len() > limits::TAG_CHARS => ("name", "This is no name of a field."),
            _ => continue,
        };
        errors.retain(|error| error.field != *name);
        errors.push(FieldError {
            field: name.clone(),
            code: wrong.0.into(),
            message: wrong.1.into(),
            ..FieldError::default()
        });
    }
    words::say(form, words::of("en"), &mut errors);
    if errors.is_empty() { Ok(changed) } else { Err(errors) }
}

/// As a page writes the ends of lines; what a browser posts has two characters for each.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"{"form":"f","fields":[{"name":"email","kind":"email","required":true},{"name":"age","kind":"number"},
        {"name":"repeat","equal_to":"email"},{"name":"plan","kind":"choice","options":["a","b"]},{"name":"note","rows":3},
        {"name":"topics","kind":"choice","multiple":true,"options":["x","y"]},{"name":"new","required":true},
        {"name":"terms","kind":"consent"},{"name":"cv","kind":"file"}]}"#;

    fn fields(text: &str) -> Fields {
        leadwell_core::urlencoded::fields(text)
    }

    /// Of a lead that was sent before its form wanted `new`: the changes, or field and code of each error.
    fn check(wanted: &str, expected: &str) {
        let form = leadwell_core::form::parse(FORM).unwrap();
        let lead = fields("email=a@b.de&note=one%0Atwo&topics=x&topics=y&terms=yes&cv=cv.pdf&extra=1");
        let found = match changes(Some(&form), &lead, &fields(wanted)) {
            Ok(changed) => changed.iter().map(|(n, v)| format!("{n}={}", v.expose())).collect::<Vec<_>>(),
            Err(errors) => errors.iter().map(|e| format!("!{}:{}", e.field, e.code)).collect(),
        };
        assert_eq!(found.join(" "), expected, "{wanted}");
    }

    #[test]
    fn what_differs_and_is_right() {
        for (wanted, expected) in [
            ("", ""),
            ("email=a@b.de&note=one%0D%0Atwo&topics=x&topics=y&terms=yes&age=&extra=1", ""),
            ("email=ana@b.de", "email=ana@b.de"),
            ("email=", "!email:required"),
            ("email=ana@b&age=old&plan=c", "!email:email !age:number !plan:choice"),
            ("topics=x", "topics=x"),
            ("topics=", "topics="),
            ("topics=x&topics=z", "!topics:choice"),
            ("repeat=else@b.de", "!repeat:equal_to"),
            ("extra=2&lastname=Berg", "extra=2 lastname=Berg"),
            ("terms=", "!terms:fixed"),
            ("cv=other.pdf", "!cv:fixed"),
            ("new=", ""),
            ("=x", "!:name"),
        ] {
            check(wanted, expected);
        }
        check(&format!("extra={}", "x".repeat(40_001)), "!extra:too_long");
        let many: Vec<String> = (0..100).map(|n| format!("f{n}=1")).collect();
        check(&many.join("&"), "!f93:too_long");
    }

    #[test]
    fn without_a_form_all_is_text() {
        let changed = changes(None, &fields("email=a@b.de"), &fields("email=nobody")).unwrap();
        assert_eq!(changed, fields("email=nobody"));
    }
}
