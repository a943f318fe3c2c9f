//! What is said to visitors, by code and language. The tables are `words/*.json` beside the sources; the widget
//! loads its page's one and words the codes itself.

use crate::json;
use crate::language::Language;
use leadwell_wire::{Code, FieldDef, FieldError, FormDef};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The tables by their language, English first.
const TABLES: &[(&str, &str)] = &[
    ("en", include_str!("../words/en.json")),
    #[cfg(feature = "words")]
    ("ar", include_str!("../words/ar.json")),
    #[cfg(feature = "words")]
    ("de", include_str!("../words/de.json")),
    #[cfg(feature = "words")]
    ("es", include_str!("../words/es.json")),
    #[cfg(feature = "words")]
    ("fr", include_str!("../words/fr.json")),
    #[cfg(feature = "words")]
    ("hi", include_str!("../words/hi.json")),
    #[cfg(feature = "words")]
    ("it", include_str!("../words/it.json")),
    #[cfg(feature = "words")]
    ("ja", include_str!("../words/ja.json")),
    #[cfg(feature = "words")]
    ("nl", include_str!("../words/nl.json")),
    #[cfg(feature = "words")]
    ("pl", include_str!("../words/pl.json")),
    #[cfg(feature = "words")]
    ("pt", include_str!("../words/pt.json")),
    #[cfg(feature = "words")]
    ("zh-Hans", include_str!("../words/zh-Hans.json")),
];

/// The same, read once.
static WORDS: LazyLock<Vec<(&str, BTreeMap<String, String>)>> =
    LazyLock::new(|| TABLES.iter().map(|(language, table)| (*language, read(table))).collect());

fn read(table: &str) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut members = json::parse(table).unwrap_or_default().members();
    while let Some(word) = members.next() {
        words.insert(members.key.clone(), word.string());
    }
    words
}

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Its tag, for `lang`.
    pub language: &'static str,
    table: &'static BTreeMap<String, String>,
}

impl Words {
    /// The text of that name; empty where there is none.
    pub fn get(&self, name: &str) -> &'static str {
        self.table.get(name).map_or("", String::as_str)
    }

    /// `rtl` or `ltr`, for `dir`.
    pub fn direction(&self) -> &'static str {
        if is_rtl(self.language) { "rtl" } else { "ltr" }
    }
}

/// The words of that language (BCP 47), else of English.
pub fn of(language: &str) -> Words {
    static NONE: BTreeMap<String, String> = BTreeMap::new();
    find(language).or_else(|| find("en")).unwrap_or(Words { language: "en", table: &NONE })
}

/// By the first part of the tag. A reader of traditional Chinese gets simplified: CLDR's language matching puts
/// the two closer than any other language.
fn find(language: &str) -> Option<Words> {
    let wanted = Language(language).primary();
    let found = WORDS.iter().find(|(tag, _)| Language(tag).primary().eq_ignore_ascii_case(wanted));
    found.map(|(language, table)| Words { language, table })
}

/// The words in which a form speaks: of its own language, else of the first of `accepted` (an `Accept-Language`
/// header, RFC 9110 12.5.4) that there are words of, else English.
pub fn for_form(form: &FormDef, accepted: &str) -> Words {
    if !form.language.is_empty() {
        return of(&form.language);
    }
    let mut best = None;
    let mut most = 0.0;
    for range in accepted.split(',').take(32) {
        let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
        let weight = rest.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>).unwrap_or(0.0);
        if let Some(words) = find(tag.trim())
            && weight > most
        {
            (best, most) = (Some(words), weight);
        }
    }
    best.unwrap_or_else(|| of("en"))
}

/// Whether the language is written from right to left.
pub fn is_rtl(language: &str) -> bool {
    matches!(
        Language(language).primary().to_ascii_lowercase().as_str(),
        "ar" | "ckb" | "dv" | "fa" | "he" | "iw" | "ps" | "sd" | "ug" | "ur" | "yi"
    )
}

/// Bytes as people say them, rounded down: what is said to be allowed is.
fn size(bytes: &str) -> String {
    match bytes.parse::<u64>() {
        Ok(bytes @ 1_000_000..) => format!("{} MB", bytes / 1_000_000),
        Ok(bytes @ 1000..) => format!("{} kB", bytes / 1000),
        Ok(bytes) => format!("{bytes} B"),
        Err(_) => bytes.to_owned(),
    }
}

/// Words each error that has no message: by the site's own words for the field or the form, else by these.
pub fn say(form: &FormDef, words: Words, errors: &mut [FieldError]) {
    for error in errors.iter_mut().filter(|error| error.message.is_empty()) {
        let field: Option<&FieldDef> = form.fields.iter().find(|field| field.name == error.field);
        let own = field.and_then(|field| field.messages.get(&error.code)).or(form.messages.get(&error.code));
        let message = own.unwrap_or_else(|| words.get(&error.code));
        error.message = if error.code == Code::FileSize.as_str() {
            message.replace("{n}", &size(&error.param))
        } else {
            message.replace("{n}", &error.param)
        };
    }
}

#[cfg(test)]
mod tests;
