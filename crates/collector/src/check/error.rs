use std::io;
use std::path::Path;

use super::summary::Summary;

/// Why a list cannot be judged, or not to its end. Says nothing of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// A file that is not there, or must not be read.
    #[error("cannot read {file}: {why}")]
    Read { file: String, why: String },
    /// A file that cannot be written.
    #[error("cannot write {file}: {why}")]
    Write { file: String, why: String },
    /// A folder where a file is wanted.
    #[error("{0} is a folder; a list of leads is wanted")]
    Folder(String),
    /// A name that does not tell what is in the file.
    #[error("{0}: a list is called .csv (.tsv, .txt) or .jsonl (.ndjson)")]
    Extension(String),
    /// What is wrong in the form's definition, a line for each.
    #[error("{0}")]
    Form(String),
    /// Nothing in it.
    #[error("{0} is empty")]
    Empty(String),
    /// Another encoding.
    #[error("{0} is UTF-16; save it as UTF-8")]
    Utf16(String),
    /// No header, or the wrong form.
    #[error("none of the {columns} columns is a field of this form; its fields are {fields}")]
    Header { columns: usize, fields: String },
    /// The bad ones would be written over what is being read.
    #[error("{0} is the list itself; choose another file for --out")]
    Same(String),
    /// The list could be read only so far.
    #[error("{file}: stopped after row {row}: {why}")]
    CutShort { file: String, row: u64, why: String },
}

impl CheckError {
    pub(super) fn read(file: &Path, error: &io::Error) -> Self {
        Self::Read { file: file.display().to_string(), why: error.to_string() }
    }

    pub(super) fn write(file: &Path, error: &io::Error) -> Self {
        Self::Write { file: file.display().to_string(), why: error.to_string() }
    }

    pub(super) fn cut_short(file: &Path, error: &io::Error, summary: &Summary) -> Self {
        Self::CutShort { file: file.display().to_string(), row: summary.last_row, why: error.to_string() }
    }
}
