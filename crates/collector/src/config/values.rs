//! Values of the keys that are expected, and a word for what stands there instead.

use std::path::Path;

use leadwell_wire::Pii;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::place::Faults;

pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// Says which keys are none of these.
pub(super) fn only(table: &DeTable<'_>, allowed: &[&str], faults: &mut Faults<'_>) {
    for key in table.keys().filter(|key| !allowed.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref();
        let close = close_to(name, allowed.iter().copied());
        faults.at(key.span(), format!("unknown key \"{name}\"{close}; allowed: {}", allowed.join(", ")));
    }
}

/// Which of these words was meant, as ` (did you mean "url"?)`; empty where none is near.
pub(super) fn close_to<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known.map(|one| (slips(word, one), one)).min();
    match near {
        // A slip for every third letter is another word.
        Some((slips, one)) if slips <= 2 && slips * 3 <= one.chars().count() => {
            format!(" (did you mean \"{one}\"?)")
        }
        _ => String::new(),
    }
}

/// How many letters were left out, added, taken for another or changed places.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    // The last two rows of the table, and the one that is filled in.
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The text at this key.
pub(super) fn text(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Option<String> {
    let value = table.get(key)?;
    match value.get_ref() {
        DeValue::String(text) => Some(text.clone().into_owned()),
        other => {
            faults.at(value.span(), format!("\"{key}\" must be a text, not {}", a_type(other)));
            None
        }
    }
}

/// `true` or `false` at this key.
pub(super) fn flag(table: &DeTable<'_>, key: &str, faults: &mut Faults<'_>) -> Option<bool> {
    let value = table.get(key)?;
    match value.get_ref() {
        DeValue::Boolean(flag) => Some(*flag),
        other => {
            faults.at(value.span(), format!("\"{key}\" must be true or false, not {}", a_type(other)));
            None
        }
    }
}

/// One text, or a list of them.
pub(super) fn texts<'v>(
    key: &str,
    value: &'v Value<'_>,
    faults: &mut Faults<'_>,
) -> Vec<(std::ops::Range<usize>, &'v str)> {
    let mut list = Vec::new();
    let items = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    for item in items {
        match item.get_ref() {
            DeValue::String(text) => list.push((item.span(), text.as_ref())),
            other => {
                let said = format!("\"{key}\" must be a text or a list of texts, not {}", a_type(other));
                faults.at(item.span(), said);
            }
        }
    }
    list
}

/// Where secrets are looked up.
#[derive(Clone, Copy)]
pub(super) struct Secrets<'a> {
    /// Files are relative to this folder.
    pub(super) base: &'a Path,
    pub(super) env: &'a dyn Fn(&str) -> Option<String>,
}

impl Secrets<'_> {
    /// The text that `{ env = "NAME" }` or `{ file = "PATH" }` leads to. A message names the variable or the file, and
    /// never what is in it.
    pub(super) fn look_up(
        self,
        key: &str,
        value: &Value<'_>,
        faults: &mut Faults<'_>,
    ) -> Option<Pii<String>> {
        let place = value.get_ref().as_table().filter(|table| table.len() == 1).and_then(|table| {
            let (kind, name) = table.iter().next()?;
            Some((kind.get_ref().as_ref(), name.get_ref().as_str()?))
        });
        let said = match place {
            Some(("env", name)) => match (self.env)(name) {
                Some(text) if !text.trim().is_empty() => return Some(Pii::new(text.trim().to_owned())),
                Some(_) => format!("\"{key}\": the environment variable {name} is empty"),
                None => format!("\"{key}\": there is no environment variable {name}"),
            },
            Some(("file", name)) => match std::fs::read_to_string(self.base.join(name)) {
                Ok(text) if !text.trim().is_empty() => return Some(Pii::new(text.trim().to_owned())),
                Ok(_) => format!("\"{key}\": the file {name} is empty"),
                Err(error) => format!("\"{key}\": cannot read {name}: {error}"),
            },
            _ => format!("\"{key}\" must be {{ env = \"NAME\" }} or {{ file = \"PATH\" }}"),
        };
        faults.at(value.span(), said);
        None
    }
}

pub(super) fn a_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant() {
        let known = ["url", "secret", "allow_private", "Paid Search", "map.*"];
        for (word, meant) in [
            ("urll", "url"),
            ("ulr", "url"),
            ("secert", "secret"),
            ("Secret", "secret"),
            ("alow_privat", "allow_private"),
            ("paid search", "Paid Search"),
            ("host", ""),
            ("u", ""),
            ("", ""),
            ("\u{1f44b}", ""),
        ] {
            let expected =
                if meant.is_empty() { String::new() } else { format!(" (did you mean \"{meant}\"?)") };
            assert_eq!(close_to(word, known.into_iter()), expected, "{word}");
        }
    }
}
