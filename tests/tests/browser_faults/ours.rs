//! Scenarios that only a form has (F12 a to c, F13 to F20).

use leadwell_tests::trial::scenarios::Trial;

pub(crate) const ALL: &[Trial] = &[];
