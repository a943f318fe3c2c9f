//! Web addresses.
#![no_main]

use leadwell_fuzz::{LANGUAGES, choice, forms, judge};
use leadwell_wire::FormDef;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| forms(r#""kind":"url""#));

fuzz_target!(|data: &[u8]| {
    let (language, value) = choice(data, LANGUAGES.len());
    judge(&FORMS[language], &value);
});
