//! Reading a list row by row, in bounded memory whatever is in it.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::error::CheckError;

/// Bytes of one row. Ten times what a request may carry; a quote that is never closed ends here.
const ROW_BYTES: u64 = 1 << 20;

type Input = BufReader<Box<dyn Read + Send>>;

/// One row as it stands in the list.
#[derive(Debug)]
pub(super) struct Row {
    /// In a table as a spreadsheet counts, the header being 1; in lines as an editor counts.
    pub(super) number: u64,
    pub(super) text: Text,
}

#[derive(Debug)]
pub(super) enum Text {
    Cells(ByteRecord),
    Line(Vec<u8>),
    /// A line beyond all bounds, of which nothing was kept.
    TooLong,
}

impl Row {
    /// Roughly what it takes in memory.
    pub(super) fn weight(&self) -> usize {
        match &self.text {
            Text::Cells(cells) => cells.as_slice().len() + cells.len() * 8,
            Text::Line(line) => line.len(),
            Text::TooLong => 0,
        }
    }
}

/// The rows of a list, one after the other.
pub(super) enum Rows {
    Cells { reader: Box<csv::Reader<Guarded>>, mark: Rc<Cell<u64>>, number: u64 },
    Lines { input: Input, number: u64 },
}

impl Rows {
    /// A table, and its first row.
    pub(super) fn cells(input: Input, delimiter: u8) -> Result<(Rows, ByteRecord), CheckError> {
        let mark = Rc::new(Cell::new(0));
        let guarded = Guarded { input, given: 0, mark: Rc::clone(&mark) };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(guarded);
        let mut rows = Rows::Cells { reader: Box::new(reader), mark, number: 0 };
        match rows.next() {
            Ok(Some(Row { text: Text::Cells(header), .. })) => Ok((rows, header)),
            Ok(_) => Err(CheckError::Empty("the list".into())),
            Err(error) => Err(CheckError::Read { file: "the list".into(), why: error.to_string() }),
        }
    }

    pub(super) fn lines(input: Input) -> Rows {
        Rows::Lines { input, number: 0 }
    }

    /// Blank lines are passed over: they are nobody's lead.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        match self {
            Rows::Cells { reader, mark, number } => {
                mark.set(reader.position().byte());
                let mut cells = ByteRecord::new();
                let more = reader.read_byte_record(&mut cells).map_err(|error| match error.into_kind() {
                    csv::ErrorKind::Io(error) => error,
                    other => io::Error::other(format!("{other:?}")),
                })?;
                *number += 1;
                Ok(more.then_some(Row { number: *number, text: Text::Cells(cells) }))
            }
            Rows::Lines { input, number } => loop {
                let mut line = Vec::new();
                if input.by_ref().take(ROW_BYTES).read_until(b'\n', &mut line)? == 0 {
                    return Ok(None);
                }
                *number += 1;
                if line.len() as u64 == ROW_BYTES && !line.ends_with(b"\n") {
                    input.skip_until(b'\n')?;
                    return Ok(Some(Row { number: *number, text: Text::TooLong }));
                }
                line.truncate(line.trim_ascii_end().len());
                if !line.is_empty() {
                    return Ok(Some(Row { number: *number, text: Text::Line(line) }));
                }
            },
        }
    }
}

/// Refuses to go on where one row never ends, which a reader of quoted cells alone cannot know.
pub(super) struct Guarded {
    input: Input,
    given: u64,
    /// Where the row being read began.
    mark: Rc<Cell<u64>>,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given - self.mark.get().min(self.given) > ROW_BYTES {
            return Err(io::Error::other("the next row does not end within 1 MiB: is a quote not closed?"));
        }
        let count = self.input.read(buffer)?;
        self.given += count as u64;
        Ok(count)
    }
}
