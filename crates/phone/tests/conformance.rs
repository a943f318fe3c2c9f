//! Agreement with libphonenumber, column by column, on the recorded answers. A row passes that equals
//! google-libphonenumber or, where the two differ, Python's phonenumbers (`python_differs`).

mod common;

use leadwell_phone::{Kinds, Number, Phones, Possible, Refusal};
use serde_json::Value;
use std::path::PathBuf;

/// What is compared of a row.
const COLUMNS: [&str; 8] =
    ["parsed", "possible", "valid", "e164", "national", "international", "type", "extension"];

/// A fixture's rows; of another one of the same form where `LEADWELL_FIXTURES` says.
fn rows(name: &str) -> Vec<Value> {
    let ours = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/reference"));
    let path = std::env::var_os("LEADWELL_FIXTURES").map_or_else(ours, PathBuf::from).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[derive(Default)]
struct Column {
    of: usize,
    agree: usize,
    /// Without the rows in which the reference takes letters for keys of a telephone.
    of_plain: usize,
    agree_plain: usize,
    examples: Vec<String>,
}

/// Three letters or more between the first digit and the extension: there the reference dials them, and we
/// deliberately do not.
fn has_keypad_letters(row: &Value) -> bool {
    let raw = row["raw"].as_str().unwrap_or("");
    let start = raw.find(|c: char| c == '+' || c.is_numeric()).unwrap_or(raw.len());
    let mut body = &raw[start..];
    if let Some(extension) = row["ext"].as_str() {
        let end = body.rfind(extension).unwrap_or(body.len());
        body = body[..end].trim_end_matches(|c: char| !c.is_numeric());
    }
    body.chars().filter(char::is_ascii_alphabetic).count() >= 3
}

fn error(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotANumber => "The string supplied did not seem to be a phone number",
        Refusal::InvalidCallingCode => "Invalid country calling code",
        Refusal::TooShortAfterIdd => "Phone number too short after IDD",
        Refusal::TooShort => "The string supplied is too short to be a phone number",
        Refusal::TooLong => "The string supplied is too long to be a phone number",
    }
}

/// Our answers as the fixture writes them.
fn answers(phones: &Phones, row: &Value) -> [String; 8] {
    let parsed = phones.parse(row["raw"].as_str().unwrap_or(""), row["region"].as_str().unwrap_or(""));
    let text = |text: Option<String>| text.unwrap_or_default();
    match parsed {
        Err(refusal) => [error(refusal), "false", "false", "", "", "", "", ""].map(Into::into),
        Ok(number) => [
            written(number.code.into(), number.nsn.as_str()),
            possible(phones, &number).to_string(),
            (phones.valid(&number) == Some(true)).to_string(),
            phones.e164(&number),
            text(phones.national(&number)),
            text(phones.international(&number)),
            kind(phones.kinds(&number).unwrap_or_default()).into(),
            number.extension.as_str().into(),
        ],
    }
}

fn possible(phones: &Phones, number: &Number) -> bool {
    matches!(phones.possible(number), Possible::Yes | Possible::LocalOnly)
}

fn written(code: u64, nsn: &str) -> String {
    format!("{code} {nsn}")
}

/// The reference names one kind, the first of these.
fn kind(kinds: Kinds) -> &'static str {
    let names = [
        (Kinds::PREMIUM, "PREMIUM_RATE"),
        (Kinds::TOLL_FREE, "TOLL_FREE"),
        (Kinds::SHARED_COST, "SHARED_COST"),
        (Kinds::VOIP, "VOIP"),
        (Kinds::PERSONAL, "PERSONAL_NUMBER"),
        (Kinds::PAGER, "PAGER"),
        (Kinds::COMPANY, "UAN"),
        (Kinds::VOICE_MAIL, "VOICEMAIL"),
        (Kinds(Kinds::FIXED.0 | Kinds::MOBILE.0), "FIXED_LINE_OR_MOBILE"),
        (Kinds::FIXED, "FIXED_LINE"),
        (Kinds::MOBILE, "MOBILE"),
    ];
    names.iter().find(|(kind, _)| kinds.0 & kind.0 == kind.0).map_or("UNKNOWN", |(_, name)| name)
}

/// The reference's answers.
fn expected(row: &Value) -> [String; 8] {
    let text = |name: &str| row[name].as_str().unwrap_or("").to_owned();
    let parsed = match row["cc"].as_u64() {
        Some(code) => written(code, &text("nsn")),
        None => text("error"),
    };
    let flag = |name: &str| row[name].as_bool().unwrap_or(false).to_string();
    [
        parsed,
        flag("possible"),
        flag("valid"),
        text("e164"),
        text("national"),
        text("international"),
        text("type"),
        text("ext"),
    ]
}

fn as_python(row: &Value, ours: &[String; 8]) -> bool {
    let python = &row["python_differs"];
    let e164 = python["e164"].as_str().unwrap_or("");
    python.is_object()
        && python["possible"] == (ours[1] == "true")
        && python["valid"] == (ours[2] == "true")
        && ours[3] == e164
}

#[test]
fn numbers() {
    let phones = common::phones();
    let mut columns: [Column; 8] = Default::default();
    for row in rows("phone.jsonl") {
        let (ours, theirs) = (answers(phones, &row), expected(&row));
        let python = as_python(&row, &ours);
        let letters = has_keypad_letters(&row);
        for (at, column) in columns.iter_mut().enumerate() {
            // Formats are asked for of valid numbers only.
            if at >= 4 && row["valid"] != true {
                continue;
            }
            let agree = ours[at] == theirs[at] || python;
            column.of += 1;
            column.agree += usize::from(agree);
            column.of_plain += usize::from(!letters);
            column.agree_plain += usize::from(agree && !letters);
            if !agree && !letters {
                column
                    .examples
                    .push(format!("{} {}: {} not {}", row["region"], row["raw"], ours[at], theirs[at]));
            }
        }
    }
    for (name, column) in COLUMNS.iter().zip(&columns) {
        println!(
            "{name}: {}/{} agree, {}/{} without keypad letters",
            column.agree, column.of, column.agree_plain, column.of_plain
        );
        for example in column.examples.iter().take(20) {
            println!("  {example}");
        }
    }
    for (name, column) in COLUMNS.iter().zip(&columns) {
        let least = if matches!(*name, "national" | "international") { 0.999 } else { 0.9999 };
        assert!(column.agree_plain as f64 >= least * column.of_plain as f64, "{name}");
        assert!(column.of_plain > 2000, "{name}");
    }
}

#[test]
fn as_you_type() {
    let phones = common::phones();
    let (mut keys, mut agree, mut examples) = (0, 0, Vec::new());
    for row in rows("phone_as_you_type.jsonl") {
        let mut along = phones.along(row["region"].as_str().unwrap_or(""));
        let typed = row["keys"].as_str().unwrap_or("");
        for (key, output) in typed.chars().zip(row["outputs"].as_array().into_iter().flatten()) {
            let shown = along.key(key);
            keys += 1;
            if output == shown {
                agree += 1;
            } else {
                examples.push(format!("{} {typed}: {shown} not {output}", row["region"]));
            }
        }
    }
    println!("as-you-type: {agree}/{keys} keys agree");
    for example in examples.iter().take(20) {
        println!("  {example}");
    }
    assert!(agree as f64 >= 0.999 * f64::from(keys) && keys > 5000);
}
