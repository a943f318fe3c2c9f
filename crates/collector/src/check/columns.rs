//! Which column of a table fills which field of the form.

use csv::ByteRecord;
use leadwell_core::validate;
use leadwell_wire::{FieldKind, Fields, FormDef};

use super::bad::REASONS;
use super::error::CheckError;

/// The columns of one table, in order.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// The field of each column by its place in the form.
    fields: Vec<Option<usize>>,
    pub(super) delimiter: u8,
}

/// A field by the name of a column; upper and lower case are one, spaces around it do not count.
pub(super) fn field_of(column: &[u8], form: &FormDef) -> Option<usize> {
    let name = std::str::from_utf8(column).ok().map(validate::trim)?;
    let exact = form.fields.iter().position(|field| field.name == name);
    exact.or_else(|| form.fields.iter().position(|field| field.name.eq_ignore_ascii_case(name)))
}

impl Columns {
    pub(super) fn of(header: &ByteRecord, form: &FormDef) -> Result<Columns, CheckError> {
        let names = header.iter().map(|name| validate::trim(&String::from_utf8_lossy(name)).to_owned());
        let fields: Vec<_> = header.iter().map(|name| field_of(name, form)).collect();
        if fields.iter().all(Option::is_none) {
            let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
            return Err(CheckError::Header { columns: header.len(), fields: names.join(", ") });
        }
        Ok(Columns { names: names.collect(), fields, delimiter: b',' })
    }

    pub(super) fn split_by(self, delimiter: u8) -> Columns {
        Columns { delimiter, ..self }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether a column carries the reasons of an earlier run.
    pub(super) fn is_reason(&self, column: usize) -> bool {
        self.names.get(column).is_some_and(|name| REASONS.contains(&name.as_str()))
    }

    /// What the two sides do not have in common.
    pub(super) fn notes(&self, form: &FormDef) -> Vec<String> {
        let mut notes = Vec::new();
        let strange: Vec<String> = (0..self.len())
            .filter(|column| self.fields[*column].is_none() && !self.is_reason(*column))
            .map(|column| tell(&self.names[column], column))
            .collect();
        if !strange.is_empty() {
            notes.push(format!("columns that the form does not ask for: {}", strange.join(", ")));
        }
        let missing: Vec<String> = form
            .fields
            .iter()
            .enumerate()
            .filter(|(place, _)| !self.fields.contains(&Some(*place)))
            .map(
                |(_, field)| {
                    if field.required { format!("{} (required)", field.name) } else { field.name.clone() }
                },
            )
            .collect();
        if !missing.is_empty() {
            notes.push(format!("fields without a column: {}", missing.join(", ")));
        }
        notes
    }

    /// The filled cells of a row as fields; `None` where one is not UTF-8.
    pub(super) fn fields(&self, row: &ByteRecord, form: &FormDef) -> Option<Fields> {
        let mut fields = Fields::default();
        for (cell, field) in row.iter().zip(&self.fields) {
            let Some(field) = field.and_then(|place| form.fields.get(place)) else { continue };
            let cell = std::str::from_utf8(cell).ok()?;
            if cell.is_empty() {
                continue;
            }
            let several = field.kind == FieldKind::Choice
                && field.multiple
                && !field.options.iter().any(|option| option.value == validate::trim(cell));
            if several {
                for part in cell.split(SEPARATORS) {
                    fields.push(field.name.as_str(), validate::trim(part));
                }
            } else {
                fields.push(field.name.as_str(), cell);
            }
        }
        std::str::from_utf8(row.as_slice()).ok().map(|_| fields)
    }
}

/// What may stand between the values of one cell of a choice of several.
const SEPARATORS: [char; 3] = ['|', ';', '\n'];

/// A column by its name, or by its place where the name could be somebody's value: of a list without a header
/// the first row is a person.
fn tell(name: &str, column: usize) -> String {
    let plain = name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain { name.to_owned() } else { format!("column {}", column + 1) }
}
