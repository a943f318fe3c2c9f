//! How far our validators agree with the references, on a file of recorded answers: `cargo xtask conform FILE`.
//!
//! The four formats of the recorded fixtures are told apart by their keys. One line is printed for each column, then
//! the first disagreements. Ends with 1 where a column is below what the product promises, with 2 where the
//! file cannot be read.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks by printing")]

mod column;
mod email;
mod hints;
mod keys;
mod numbers;

use anyhow::{Context as _, bail};
use column::Column;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

/// Disagreements that are printed without `--all`.
const SHOWN: usize = 10;

/// One format of recorded answers.
trait Oracle {
    /// Compares one row.
    fn row(&mut self, row: &Value) -> anyhow::Result<()>;
    fn columns(&self) -> Vec<&Column>;
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every column is as good as it must be.
fn run() -> anyhow::Result<bool> {
    let (mut file, mut all) = (None, false);
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            "--all" => all = true,
            option if option.starts_with("--") => bail!("unknown argument {option}; allowed: FILE, --all"),
            _ if file.is_some() => bail!("one file at a time"),
            _ => file = Some(arg),
        }
    }
    let file = file.context("a file of recorded answers is wanted: conform FILE.jsonl [--all]")?;
    let oracle = compare(Path::new(&file))?;
    let mut good = true;
    for column in oracle.columns() {
        println!("{column}");
        good &= column.is_good();
    }
    let columns = oracle.columns();
    // What nobody has explained comes first.
    let mut examples: Vec<&String> = columns.iter().flat_map(|column| &column.examples).collect();
    examples.extend(columns.iter().flat_map(|column| &column.explained));
    if !examples.is_empty() {
        println!("\ndisagreements: {}", examples.len());
    }
    for example in examples.iter().take(if all { usize::MAX } else { SHOWN }) {
        println!("  {example}");
    }
    if !all && examples.len() > SHOWN {
        println!("  … {} more; --all prints them", examples.len() - SHOWN);
    }
    Ok(good)
}

fn compare(path: &Path) -> anyhow::Result<Box<dyn Oracle>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let mut oracle: Option<Box<dyn Oracle>> = None;
    for (line, text) in (1..).zip(BufReader::new(file).lines()) {
        let text = text.with_context(|| format!("{name}, line {line}"))?;
        if text.trim().is_empty() {
            continue;
        }
        let row: Value =
            serde_json::from_str(&text).with_context(|| format!("{name}, line {line}: not JSON"))?;
        if oracle.is_none() {
            oracle = Some(recognise(&row).with_context(|| name.to_string())?);
        }
        if let Some(oracle) = &mut oracle {
            oracle.row(&row).with_context(|| format!("{name}, line {line}"))?;
        }
    }
    oracle.with_context(|| format!("{name} is empty"))
}

fn recognise(row: &Value) -> anyhow::Result<Box<dyn Oracle>> {
    let has = |keys: &[&str]| keys.iter().all(|key| row.get(key).is_some());
    Ok(if has(&["raw", "region", "ok"]) {
        Box::new(numbers::Numbers::new()?)
    } else if has(&["keys", "region", "outputs"]) {
        Box::new(keys::Keys::new()?)
    } else if has(&["address", "consensus"]) {
        Box::new(email::Addresses::new())
    } else if has(&["domain", "nearest"]) {
        Box::new(hints::Hints::new())
    } else {
        bail!(
            "none of the four formats: phone numbers (raw, region, ok), as-you-type (keys, region, outputs), \
             e-mail (address, consensus), mistyped domains (domain, nearest)"
        )
    })
}

/// A text of a row.
fn text<'a>(row: &'a Value, key: &str) -> anyhow::Result<&'a str> {
    row[key].as_str().with_context(|| format!("\"{key}\" must be a text"))
}

/// How a row is called: by its id, else by what was asked.
fn place(row: &Value, asked: &str) -> String {
    let asked = Value::from(asked).to_string();
    match &row["id"] {
        Value::Null => asked,
        id => format!("{id}: {asked}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn compared(rows: &str) -> Vec<String> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(rows.as_bytes()).expect("written");
        let oracle = compare(file.path()).map_err(|error| format!("{error:#}"));
        match oracle {
            Ok(oracle) => oracle.columns().into_iter().map(ToString::to_string).collect(),
            Err(error) => vec![error],
        }
    }

    #[test]
    fn numbers_count_where_either_reference_agrees() {
        let good = r#"{"id":0,"region":"DE","raw":"030 901820","ok":true,"cc":49,"nsn":"30901820","possible":true,"valid":true,"e164":"+4930901820","national":"030 901820","international":"+49 30 901820"}"#;
        let bad = good.replace("+4930901820", "+4930901821").replace(r#""id":0"#, r#""id":1"#);
        let python = bad.replace("}", r#","python_differs":{"e164":"+4930901820"}}"#);
        let columns = compared(&format!("{good}\n{bad}\n{python}\n\n{good}"));
        assert_eq!(columns[0], "parsed 100.000 %  4 of 4");
        assert_eq!(columns[3], "e164 75.000 %  3 of 4, must be 99.99 %");
        assert_eq!(columns[5], "international 100.000 %  4 of 4");
    }

    #[test]
    fn formats_are_asked_of_valid_numbers_alone() {
        let row = r#"{"region":"DE","raw":"12","ok":true,"cc":49,"nsn":"12","possible":false,"valid":false,"e164":"x"}"#;
        assert_eq!(compared(row)[3], "e164 0.000 %  0 of 0");
    }

    #[test]
    fn each_key_counts() {
        let row = r#"{"id":0,"region":"TD","keys":"6301","outputs":["6","63","630","63 01"]}"#;
        assert_eq!(compared(row), ["keystrokes 75.000 %  3 of 4, must be 99.00 %"]);
    }

    #[test]
    fn disputed_addresses_do_not_count() {
        let rows = r#"{"address":"a@b.de","consensus":"accept"}
            {"address":"a@b..de","consensus":"accept"}
            {"address":"a@b.1","consensus":"accept"}
            {"address":"a@b","consensus":"disputed"}"#;
        assert_eq!(
            compared(rows),
            [
                "consensus 33.333 %  1 of 3, 1 documented (shape of the last label), 50.000 % of the others, must be 100.00 %"
            ]
        );
    }

    #[test]
    fn domains() {
        let rows = "{\"domain\":\"gmial.com\",\"nearest\":\"gmail.com\"}\n{\"domain\":\"example.org\",\"nearest\":\"x\"}";
        assert_eq!(compared(rows), ["hints 50.000 %  1 of 2, must be 95.00 %"]);
    }

    #[test]
    fn what_is_no_oracle_is_refused() {
        for (text, said) in [
            ("", "is empty"),
            ("[1]", "none of the four formats"),
            ("{\"a\":1}", "none of the four formats"),
            ("{\"raw\":\"1\",\"region\":null,\"ok\":true}\n{", "line 2: not JSON"),
            ("{\"raw\":7,\"region\":null,\"ok\":true}", "line 1: \"raw\" must be a text"),
        ] {
            let found = compared(text);
            assert!(found.len() == 1 && found[0].contains(said), "{text}: {found:?}");
        }
        assert!(compare(Path::new("nothing.jsonl")).is_err());
    }
}
