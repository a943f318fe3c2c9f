//! What is wrong in a file, and where.

use std::ops::Range;

/// The text of a configuration, and the mistakes that were found in it so far.
#[derive(Debug)]
pub(super) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<(Option<usize>, String)>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    /// Something is wrong with what stands here.
    pub(super) fn at(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.found.push((Some(span.start), message.into()));
    }

    /// Something is wrong with what was said at this place, or on the command line where nothing stands there.
    pub(super) fn at_or_aside(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        self.found.push((span.map(|span| span.start), message.into()));
    }

    /// File, line and column, as editors count them.
    pub(super) fn place(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        format!("{}:{line}:{column}", self.file)
    }

    /// All of them in the order of the file, each with its place.
    pub(super) fn told(mut self) -> Vec<String> {
        self.found.sort_by_key(|(at, _)| *at);
        let found = std::mem::take(&mut self.found);
        let told = |(at, message): (Option<usize>, String)| match at {
            Some(at) => format!("{}: {message}", self.place(at)),
            None => message,
        };
        found.into_iter().map(told).collect()
    }
}
