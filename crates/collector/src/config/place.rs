//! What is wrong in a file, and where.

use std::ops::Range;

/// The text of a configuration, and the mistakes that were found in it so far.
#[derive(Debug)]
pub(super) struct Faults<'t> {
    text: &'t str,
    found: Vec<(Option<usize>, String)>,
}

impl<'t> Faults<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Something is wrong with what stands here.
    pub(super) fn at(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.found.push((Some(span.start), message.into()));
    }

    /// Something is wrong with what was said at this place, or on the command line where nothing stands there.
    pub(super) fn at_or_aside(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        self.found.push((span.map(|span| span.start), message.into()));
    }

    /// All of them in the order of the file, each with line and column as editors count them.
    pub(super) fn told(mut self, file: &str) -> Vec<String> {
        self.found.sort_by_key(|(at, _)| *at);
        let place = |at: usize| {
            let before = self.text.get(..at).unwrap_or(self.text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
            format!("{file}:{line}:{column}")
        };
        let told = |(at, message): (Option<usize>, String)| match at {
            Some(at) => format!("{}: {message}", place(at)),
            None => message,
        };
        self.found.into_iter().map(told).collect()
    }
}
