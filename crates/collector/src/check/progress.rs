//! How far the reading is, on a terminal; nothing where the standard error is a file or a pipe.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub(super) fn bar(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    // A pipe has no length: what has been read is all that can be said.
    let (bar, template) = if bytes == 0 {
        (ProgressBar::no_length(), "{spinner} {bytes} ({bytes_per_sec})")
    } else {
        (ProgressBar::new(bytes), "{bar:30} {bytes} of {total_bytes} ({bytes_per_sec}, {eta} left)")
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
