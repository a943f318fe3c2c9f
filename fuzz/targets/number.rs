//! Numbers as they are written in different languages.
#![no_main]

use leadwell_fuzz::{LANGUAGES, choice, forms, judge};
use leadwell_wire::FormDef;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FORMS: LazyLock<Vec<FormDef>> = LazyLock::new(|| forms(r#""kind":"number","min":-5,"max":1000000.5"#));

fuzz_target!(|data: &[u8]| {
    let (language, value) = choice(data, LANGUAGES.len());
    judge(&FORMS[language], &value);
});
