//! What a model asks of a form's answers.

use super::model::asked;
use crate::prelude::*;
use crate::text::{is_one_of, split_at_byte};

/// Those questions of a model, a line each, that the fields of a form answer as asked: a line for each field, with a tab
/// between its name and its value.
pub fn answers(model: &str, fields: &str) -> String {
    let mut given = String::new();
    let mut rest = model;
    while !rest.is_empty() {
        let (line, after) = split_at_byte(rest, b'\n');
        rest = after;
        let Some(asked) = asked(line) else { continue };
        let mut fields = fields;
        while !fields.is_empty() {
            let (field, after) = split_at_byte(fields, b'\n');
            let (name, value) = split_at_byte(field, b'\t');
            fields = after;
            if answers_to(asked, name, value) {
                given.push_str(asked);
                given.push('\n');
                break;
            }
        }
    }
    given
}

/// Whether a field is as asked, `field=value`, with `|` between alternatives; any value where none is asked for.
pub(super) fn answers_to(asked: &str, name: &str, value: &str) -> bool {
    let (field, wanted) = split_at_byte(asked, b'=');
    name == field && !value.is_empty() && (wanted.is_empty() || is_one_of(value, wanted))
}
