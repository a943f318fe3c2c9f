//! What the first bytes of a list tell: its encoding, and what stands between its cells.

use std::io::{BufRead, Read};
use std::path::Path;

use leadwell_wire::FormDef;

use super::error::CheckError;

/// How a list begins.
#[derive(Debug)]
pub(super) struct Opening {
    /// The first line that is not blank, as far as it was looked at.
    line: Vec<u8>,
    /// What `sep=;` says, a line by which Excel is told the delimiter.
    told: Option<u8>,
    /// It begins with a byte-order mark, without which Excel would not take it for UTF-8.
    pub(super) bom: bool,
}

/// The last one is what Excel asks for where it is told nothing.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl Opening {
    /// Looks without taking anything but a byte-order mark and Excel's line.
    pub(super) fn read(
        input: &mut std::io::BufReader<Box<dyn Read + Send>>,
        file: &Path,
    ) -> Result<Opening, CheckError> {
        let start = input.fill_buf().map_err(|error| CheckError::read(file, &error))?;
        let bom = start.starts_with(b"\xef\xbb\xbf");
        let utf16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
        let rest = start.get(if bom { 3.. } else { 0.. }).unwrap_or_default();
        if utf16 {
            return Err(CheckError::Utf16(file.display().to_string()));
        }
        if rest.iter().all(u8::is_ascii_whitespace) && start.len() < 1 << 16 {
            return Err(CheckError::Empty(file.display().to_string()));
        }
        let line = rest.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
        let line = line.unwrap_or_default().to_vec();
        let told = match line.trim_ascii_end() {
            [b's', b'e', b'p', b'=', delimiter] if rest.starts_with(&line) => Some(*delimiter),
            _ => None,
        };
        let taken = (if bom { 3 } else { 0 }) + told.map_or(0, |_| line.len() + 1);
        input.consume(taken);
        Ok(Opening { line, told, bom })
    }

    /// What makes most columns into fields of the form, else what makes most columns.
    pub(super) fn delimiter(&self, form: &FormDef) -> u8 {
        if let Some(delimiter) = self.told {
            return delimiter;
        }
        let mut best = (0, b',');
        for delimiter in DELIMITERS {
            let mut reader =
                csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(&self.line[..]);
            let Some(Ok(header)) = reader.byte_records().next() else { continue };
            let known = header.iter().filter(|name| super::columns::field_of(name, form).is_some()).count();
            let score = known * 10_000 + header.len();
            // The first one wins a draw.
            if score > best.0 {
                best = (score, delimiter);
            }
        }
        best.1
    }
}
