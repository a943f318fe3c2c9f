//! One row against the form.

use leadwell_core::aid::Native;
use leadwell_core::validate;
use leadwell_core::words::{self, Words};
use leadwell_wire::{FieldError, Fields, FormDef};

use super::bad::Bad;
use super::columns::Columns;
use super::lines;
use super::rows::{Row, Text};
use super::seen::Keys;
use super::signs::Domains;
use super::summary::Tally;

/// Shared by all threads.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    form: &'a FormDef,
    columns: Option<&'a Columns>,
    bad: &'a Bad<'a>,
    keys: Keys,
    words: Words,
}

/// A batch of rows, judged.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) tally: Tally,
    /// The bad rows as they are to be written.
    pub(super) bad: Vec<u8>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(form: &'a FormDef, columns: Option<&'a Columns>, bad: &'a Bad<'a>) -> Judge<'a> {
        Judge { form, columns, bad, keys: Keys::default(), words: words::of(&form.language) }
    }

    pub(super) fn batch(&self, rows: &[Row]) -> Judged {
        let (mut judged, mut domains) = (Judged::default(), Domains::default());
        for row in rows {
            self.row(row, &mut judged, &mut domains);
        }
        judged
    }

    fn row(&self, row: &Row, judged: &mut Judged, domains: &mut Domains) {
        let errors = match self.fields(row) {
            Ok(fields) => {
                let mut errors = validate::check(self.form, &fields, &Native).err().unwrap_or_default();
                words::say(self.form, self.words, &mut errors);
                self.keys.of(self.form, &fields, &errors, &mut judged.tally);
                judged.tally.signs.look(self.form, &fields, &errors, domains);
                errors
            }
            Err(fault) => {
                judged.tally.fault(row.number, fault);
                vec![FieldError {
                    field: String::new(),
                    code: fault.code.into(),
                    message: fault.message.into(),
                    ..FieldError::default()
                }]
            }
        };
        judged.tally.row(row.number, &errors);
        if !errors.is_empty() {
            self.bad.row(row, &errors, &mut judged.bad);
        }
    }

    fn fields(&self, row: &Row) -> Result<Fields, &'static Fault> {
        match (&row.text, self.columns) {
            (Text::Cells(cells), Some(columns)) if cells.len() == columns.len() => {
                columns.fields(cells, self.form).ok_or(&NOT_UTF8)
            }
            (Text::Cells(_), _) => Err(&RAGGED),
            (Text::Line(line), _) => {
                let line = std::str::from_utf8(line).map_err(|_| &NOT_UTF8)?;
                lines::fields(line).ok_or(&NOT_AN_OBJECT)
            }
            (Text::TooLong, _) => Err(&TOO_LONG),
        }
    }
}

/// What can be wrong with a row before its fields can be looked at.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

const NOT_UTF8: Fault = Fault { code: "not_utf8", message: "This row is not UTF-8." };
const RAGGED: Fault =
    Fault { code: "ragged", message: "This row has more or fewer cells than the first one has names." };
const NOT_AN_OBJECT: Fault =
    Fault { code: "not_an_object", message: "This line is not a JSON object of field values." };
const TOO_LONG: Fault = Fault { code: "too_long", message: "This line is longer than 1 MiB." };
