//! `leadwell check`: a list of leads judged by the rules of a form, as the page and the collector would.
//!
//! One thread reads, all others judge, one writes; between them only a few batches wait, so a list of any
//! length takes the same memory. Neither the summary nor a note repeats what a person typed: that stands in
//! the file of bad rows alone.

mod bad;
mod columns;
mod error;
mod judge;
mod lines;
mod pipeline;
mod progress;
mod rows;
mod seen;
mod signs;
mod sniff;
mod summary;

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

pub use error::CheckError;

use bad::{Bad, Shape};
use columns::Columns;
use judge::Judge;
use leadwell_wire::FormDef;
use rows::Rows;
use summary::Summary;

/// What `leadwell check` is asked.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The leads: .csv (also .tsv, .txt), the first row naming the fields; or .jsonl (also .ndjson), an object
    /// of field values or a record in each line
    file: PathBuf,
    /// The definition of the form whose rules are to be kept
    #[arg(long, value_name = "FILE")]
    form: PathBuf,
    /// Where the bad ones go, each with its reasons; `-` is the standard output, and the summary then goes to
    /// the standard error [default: FILE.bad.EXT]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The summary as JSON
    #[arg(long)]
    json: bool,
}

/// Judges the whole list. `Ok` tells whether all are good. The summary goes to `stdout`, notes to `stderr`.
pub fn run(
    options: &Options,
    stdout: &mut (dyn Write + Send),
    stderr: &mut dyn Write,
) -> Result<bool, CheckError> {
    let shape = Shape::of(&options.file)?;
    let form = read_form(&options.form)?;
    let file = File::open(&options.file).map_err(|error| CheckError::read(&options.file, &error))?;
    let meta = file.metadata().map_err(|error| CheckError::read(&options.file, &error))?;
    if meta.is_dir() {
        return Err(CheckError::Folder(options.file.display().to_string()));
    }
    let bar = progress::bar(meta.len());
    let input: Box<dyn Read + Send> = Box::new(bar.wrap_read(file));
    let mut input = BufReader::with_capacity(1 << 16, input);
    let opening = sniff::Opening::read(&mut input, &options.file)?;

    let (mut rows, columns) = match shape {
        Shape::Lines => (Rows::lines(input), None),
        Shape::Cells => {
            let delimiter = opening.delimiter(&form);
            let (rows, header) = Rows::cells(input, delimiter)?;
            (rows, Some(Columns::of(&header, &form)?.split_by(delimiter)))
        }
    };
    for note in columns.iter().flat_map(|columns| columns.notes(&form)) {
        // A note that cannot be written is no reason to stop.
        let _ = writeln!(stderr, "note: {note}");
    }

    let (place, to_stdout) = match &options.out {
        Some(out) if out.as_os_str() == "-" => (PathBuf::from("-"), true),
        Some(out) => (out.clone(), false),
        None => (default_out(&options.file), false),
    };
    let out_shape = if to_stdout { shape } else { Shape::of(&place)? };
    let bad = Bad::new(out_shape, &form, columns.as_ref(), opening.bom);
    let judge = Judge::new(&form, columns.as_ref(), &bad);
    let mut writer: Box<dyn Write + Send + '_> = if to_stdout {
        Box::new(&mut *stdout)
    } else {
        refuse_to_overwrite(&options.file, &place)?;
        Box::new(File::create(&place).map_err(|error| CheckError::write(&place, &error))?)
    };
    let mut summary = Summary::default();
    let done = {
        let mut writer = BufWriter::with_capacity(1 << 16, &mut writer);
        bad.header(&mut writer)
            .and_then(|()| pipeline::run(&mut rows, &judge, &mut writer, &mut summary))
            .and_then(|()| writer.flush().map_err(pipeline::Stop::Write))
    };
    drop(writer);
    bar.finish_and_clear();
    for fault in summary.faults() {
        let _ = writeln!(stderr, "{}: {fault}", options.file.display());
    }
    match done {
        Ok(()) => {}
        Err(pipeline::Stop::Write(error)) => return Err(CheckError::write(&place, &error)),
        Err(pipeline::Stop::Read(error)) => {
            return Err(CheckError::cut_short(&options.file, &error, &summary));
        }
    }
    let names = summary::Names { file: &options.file, form: &form.form, out: &place };
    let text = if options.json { summary.json(&names) } else { summary.text(&names) };
    let told: &mut dyn Write = if to_stdout { stderr } else { stdout };
    // Whoever closed the pipe did not want to hear it.
    let _ = told.write_all(text.as_bytes());
    let _ = told.flush();
    Ok(summary.bad == 0)
}

fn read_form(path: &Path) -> Result<FormDef, CheckError> {
    let text = std::fs::read_to_string(path).map_err(|error| CheckError::read(path, &error))?;
    leadwell_core::form::parse(&text).map_err(|errors| {
        let lines = errors.iter().map(|error| format!("{}: {}", path.display(), error.message));
        CheckError::Form(lines.collect::<Vec<_>>().join("\n"))
    })
}

/// `leads.csv` → `leads.bad.csv`, beside it.
fn default_out(file: &Path) -> PathBuf {
    let extension = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    file.with_extension(format!("bad.{extension}"))
}

fn refuse_to_overwrite(input: &Path, out: &Path) -> Result<(), CheckError> {
    match (input.canonicalize(), out.canonicalize()) {
        (Ok(input), Ok(out)) if input == out => Err(CheckError::Same(out.display().to_string())),
        _ => Ok(()),
    }
}
