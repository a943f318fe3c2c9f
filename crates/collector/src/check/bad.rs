//! The bad rows as they are written: what was there, and why it was refused, so that the file can be corrected
//! and checked again.

use std::io::Write;
use std::path::Path;

use leadwell_wire::{FieldError, FormDef};
use serde::Serialize;
use serde_json::json;

use super::columns::Columns;
use super::error::CheckError;
use super::lines;
use super::pipeline::Stop;
use super::rows::{Row, Text};
use crate::parts::Members;

/// Columns before those of the list. Before, because a row with too many cells would shift what comes behind.
pub(super) const REASONS: [&str; 4] = ["leadwell_row", "leadwell_field", "leadwell_code", "leadwell_message"];

/// The member that carries the reasons in a line of JSON.
pub(super) const MEMBER: &str = "leadwell";

/// Between several reasons, or several values, in one cell.
const BETWEEN: &str = " | ";

#[derive(Serialize)]
struct Reasons<'a> {
    row: u64,
    errors: &'a [FieldError],
}

/// A table or lines of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Cells,
    Lines,
}

impl Shape {
    pub(super) fn of(file: &Path) -> Result<Shape, CheckError> {
        let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("csv" | "tsv" | "txt") => Ok(Shape::Cells),
            Some("jsonl" | "ndjson") => Ok(Shape::Lines),
            _ => Err(CheckError::Extension(file.display().to_string())),
        }
    }
}

/// Writes bad rows in one of the two shapes.
#[derive(Debug)]
pub(super) struct Bad<'a> {
    shape: Shape,
    form: &'a FormDef,
    columns: Option<&'a Columns>,
    /// Whether a table begins as the list does, with a byte-order mark.
    bom: bool,
}

impl<'a> Bad<'a> {
    pub(super) fn new(shape: Shape, form: &'a FormDef, columns: Option<&'a Columns>, bom: bool) -> Bad<'a> {
        Bad { shape, form, columns, bom }
    }

    /// The names of the columns.
    pub(super) fn header(&self, out: &mut impl Write) -> Result<(), Stop> {
        if self.shape == Shape::Lines {
            return Ok(());
        }
        let mut row: Vec<&str> = REASONS.to_vec();
        match self.columns {
            Some(columns) => {
                row.extend((0..columns.len()).filter(|i| !columns.is_reason(*i)).map(|i| &*columns.names[i]));
            }
            None => row.extend(self.form.fields.iter().map(|field| field.name.as_str())),
        }
        let mut text = if self.bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        self.write_cells(&mut text, row.iter().map(|cell| cell.as_bytes()));
        out.write_all(&text).map_err(Stop::Write)
    }

    /// One bad row.
    pub(super) fn row(&self, row: &Row, errors: &[FieldError], out: &mut Vec<u8>) {
        match self.shape {
            Shape::Cells => self.cells(row, errors, out),
            Shape::Lines => self.line(row, errors, out),
        }
    }

    fn cells(&self, row: &Row, errors: &[FieldError], out: &mut Vec<u8>) {
        let join = |part: fn(&FieldError) -> &str| errors.iter().map(part).collect::<Vec<_>>().join(BETWEEN);
        let reasons = [
            row.number.to_string(),
            join(|error| &error.field),
            join(|error| &error.code),
            join(|error| &error.message),
        ];
        let reasons = reasons.iter().map(String::as_bytes);
        match (&row.text, self.columns) {
            (Text::Cells(cells), Some(columns)) => {
                let cells = cells.iter().enumerate().filter(|(i, _)| !columns.is_reason(*i));
                self.write_cells(out, reasons.chain(cells.map(|(_, cell)| cell)));
            }
            (Text::Line(line), _) => {
                let fields = std::str::from_utf8(line).ok().and_then(lines::fields).unwrap_or_default();
                let values: Vec<String> = self
                    .form
                    .fields
                    .iter()
                    .map(|field| {
                        let all: Vec<_> =
                            fields.all(&field.name).map(|value| value.expose().as_str()).collect();
                        all.join(BETWEEN)
                    })
                    .collect();
                self.write_cells(out, reasons.chain(values.iter().map(String::as_bytes)));
            }
            _ => self.write_cells(out, reasons),
        }
    }

    fn line(&self, row: &Row, errors: &[FieldError], out: &mut Vec<u8>) {
        let reasons = serde_json::to_string(&Reasons { row: row.number, errors }).unwrap_or_default();
        let text = match &row.text {
            Text::Cells(cells) => {
                let mut fields = leadwell_wire::Fields::default();
                for (i, cell) in cells.iter().enumerate() {
                    let name = self.columns.and_then(|columns| columns.names.get(i));
                    if self.columns.is_some_and(|columns| columns.is_reason(i)) {
                        continue;
                    }
                    // A cell beyond the header has no name; its place is all that is known.
                    let name = name.cloned().unwrap_or_else(|| format!("column {}", i + 1));
                    fields.push(name, String::from_utf8_lossy(cell));
                }
                serde_json::to_string(&fields).unwrap_or_default()
            }
            Text::Line(line) => {
                let text = String::from_utf8_lossy(line);
                match serde_json::from_str::<Members<'_>>(&text) {
                    Ok(Members(mut members)) => {
                        members.retain(|(name, _)| name != MEMBER);
                        lines::object(&members)
                    }
                    Err(_) => json!({ "line": text }).to_string(),
                }
            }
            Text::TooLong => "{}".to_owned(),
        };
        let body = text.strip_suffix('}').unwrap_or_default();
        let comma = if body.len() > 1 { "," } else { "" };
        out.extend_from_slice(format!("{body}{comma}\"{MEMBER}\":{reasons}}}\n").as_bytes());
    }

    fn write_cells<'c>(&self, out: &mut Vec<u8>, cells: impl Iterator<Item = &'c [u8]>) {
        let delimiter = self.columns.map_or(b',', |columns| columns.delimiter);
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(out);
        // Memory takes everything.
        let _ = writer.write_record(cells);
        let _ = writer.flush();
    }
}
