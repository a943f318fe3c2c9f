//! What a fuzzer starts from: rows of the fixtures where a target reads what they have, a few lines elsewhere.

use super::put;
use crate::{bench, repo};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Of a file of fixtures no more than this: the fuzzer finds what lies between.
const MOST: usize = 400;

/// Writes a folder of seeds for each target.
pub(super) fn write(to: &Path, targets: &[String]) -> Result<()> {
    for target in targets {
        put(&to.join(target), of(target)?)?;
    }
    Ok(())
}

fn of(target: &str) -> Result<Vec<Vec<u8>>> {
    // Where the first byte chooses, it is the letter's own value and chooses something.
    let chosen =
        |texts: Vec<String>| texts.into_iter().map(|text| format!("\u{1}{text}")).collect::<Vec<_>>();
    let texts = match target {
        "phone" => chosen(column("phone.jsonl", "raw")?),
        "phone_typed" => chosen(column("phone_as_you_type.jsonl", "keys")?),
        "phone_pack" => {
            let world =
                fs::read(repo::path("crates/phone/data/world.bin")).context("the pack of all plans")?;
            // Behind the checksum; the beginning has all there is, and is short enough to be changed often.
            return Ok([64, 512, 4096].map(|end| world.get(4..end).unwrap_or_default().to_vec()).to_vec());
        }
        "email" => {
            let mut all = column("email_suites.jsonl", "address")?;
            all.extend(column("email_differential.jsonl", "address")?);
            all
        }
        "hint" => column("email_typo_domains.jsonl", "domain")?,
        "number" => lines("\u{1}1,234.5\n\u{2}1.234,50\n\u{3}1 234,5\n\u{6}١٢٣٫٤\n\u{1}-0.00\n\u{1}1e5"),
        "date" => {
            lines("\u{1}2026-11-25\n\u{2}25.11.2026\n\u{1}25/11/2026\n\u{5}2026年11月25日\n\u{1}29.2.1900")
        }
        "url" => {
            lines("\u{1}https://example.org/a?b#c\n\u{1}example.org\n\u{1}http://münchen.de:80/ä\n\u{1}//x")
        }
        "name" => {
            lines("\u{1}JÖRG VON DER HEIDE-MÜLLER\n\u{1}o'neil macdonald iii\n\u{1}山田太郎\n\u{1}𝓐\u{301}")
        }
        "pattern" => return Ok(PATTERNS.iter().map(|text| text.as_bytes().to_vec()).collect()),
        "form" => return forms(),
        "json" => {
            lines("{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\ud83d\\ude00\"],\"b\":{}}\n[[[]]]\n\"\\ud800\"")
        }
        "urlencoded" => lines("email=a%40b.de&name=J%C3%B6rg+X&name=%zz&&=\nutm_source=x&gclid=%"),
        _ => Vec::new(),
    };
    Ok(texts.into_iter().map(String::into_bytes).collect())
}

const PATTERNS: [&str; 6] = [
    "[A-Z]{2}\\d{4,6}\nAB12345",
    "(a+)+b\naaaaaaaaaaaaaaaaaaaaaaaac",
    "(?:x|y|[^z])*\nxyz",
    "\\w+@\\w+\\.(de|com)\na@b.de",
    "(((a{2}){3}){4})?\naaa",
    "^.*\\s?$\nü 1",
];

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Definitions of the tests, and one of each kind.
fn forms() -> Result<Vec<Vec<u8>>> {
    let contact =
        fs::read(repo::path("tests/fixtures/forms/contact.json")).context("tests/fixtures/forms")?;
    let kinds = "text email phone number choice consent hidden name company url date country file rating nps";
    let kinds = kinds.split(' ').map(|kind| {
        format!(
            r#"{{"form":"f","language":"de","fields":[{{"name":"x","kind":"{kind}","required":true,"min":1,"max":"2","min_length":1,"pattern":"[a-z]+","options":["a",{{"value":"b","label":"B"}}]}}]}}"#
        )
        .into_bytes()
    });
    Ok(kinds.chain([contact]).collect())
}

/// One text of each row of a fixture.
fn column(file: &str, key: &str) -> Result<Vec<String>> {
    let path = bench::fixtures().join(file);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).context(file.to_owned()));
    let mut texts = Vec::new();
    for row in rows {
        texts.extend(row?[key].as_str().map(str::to_owned));
    }
    let step = texts.len().div_ceil(MOST).max(1);
    Ok(texts.into_iter().step_by(step).collect())
}
