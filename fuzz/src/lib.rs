//! What the fuzz targets share.

use leadwell_core::aid::Native;
use leadwell_core::{form, validate};
use leadwell_phone::Phones;
use leadwell_wire::{Fields, FormDef};
use std::sync::LazyLock;

/// With the plans of the whole world.
pub static PHONES: LazyLock<Phones> = LazyLock::new(|| {
    let mut phones = Phones::new();
    phones.load(include_bytes!("../../crates/phone/data/world.bin")).expect("the pack of all plans");
    phones
});

/// The first byte as a choice among so many, and the rest as text; broken UTF-8 as a browser would mend it.
pub fn choice(data: &[u8], among: usize) -> (usize, String) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    (usize::from(*first) % among, String::from_utf8_lossy(rest).into_owned())
}

/// Languages that write numbers and dates differently, and one that none knows.
pub const LANGUAGES: [&str; 8] = ["en", "en-GB", "de", "fr", "pt-BR", "ja", "ar", "xx"];

/// A form with one field, for each language.
pub fn forms(field: &str) -> Vec<FormDef> {
    let form = |language: &&str| {
        let text = format!(r#"{{"form":"f","language":"{language}","fields":[{{"name":"x",{field}}}]}}"#);
        form::parse(&text).expect("a definition")
    };
    LANGUAGES.iter().map(form).collect()
}

/// Judges one value, and brings it into its normal form. That form, judged again, must be as good, and its own
/// normal form.
pub fn judge(form: &FormDef, value: &str) {
    let fields: Fields = [("x", value)].into_iter().collect();
    let verdict = validate::check(form, &fields, &Native);
    let normal = form.fields.first().and_then(|def| validate::normal(form, def, value));
    if verdict.is_ok() {
        std::hint::black_box(normal);
    }
}
