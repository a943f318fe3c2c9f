//! `leadwell check` as a program. A folder of `tests/fixtures/check` is a case: `leads.*` goes in; `summary.txt`,
//! `notes.txt` (the standard error) and `bad.*` must come out. `args` has further arguments, `code` the exit code
//! where it is not 0 or 1 by the summary.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/check")
}

/// In `folder`, so that no path of this machine is printed.
fn check(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_leadwell"))
        .current_dir(folder)
        .arg("check")
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with the form, and this list.
fn list(name: &str, content: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(cases().join("contact.json"), folder.path().join("contact.json")).unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    folder
}

#[test]
fn each_case_says_what_it_should() {
    let mut seen = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir(cases()).unwrap() {
        let case = entry.unwrap().path();
        if !case.is_dir() {
            continue;
        }
        seen += 1;
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let read = |file: &str| fs::read(case.join(file)).ok();
        let input =
            ["leads.csv", "leads.tsv", "leads.jsonl"].into_iter().find(|f| case.join(f).exists()).unwrap();
        let folder = list(input, &read(input).unwrap());
        let more = read("args").map(|args| text(&args)).unwrap_or_default();
        let mut args = vec![input, "--form", "contact.json"];
        args.extend(more.split_whitespace());
        let output = check(folder.path(), &args);

        let expected = [("summary.txt", &output.stdout), ("notes.txt", &output.stderr)];
        for (file, found) in expected {
            if read(file).unwrap_or_default() != *found {
                writeln!(wrong, "--- {name}/{file} is\n{}", text(found)).unwrap();
            }
        }
        for file in ["bad.csv", "bad.tsv", "bad.jsonl"] {
            let written = fs::read(folder.path().join(format!("leads.{file}"))).ok();
            let written = written.or_else(|| fs::read(folder.path().join(file)).ok());
            if read(file) != written {
                writeln!(wrong, "--- {name}/{file} is\n{}", written.map_or("missing".into(), |w| text(&w)))
                    .unwrap();
            }
        }
        let code = match read("code") {
            Some(code) => text(&code).trim().parse().unwrap(),
            None => i32::from(!text(&output.stdout).contains("bad             0")),
        };
        if output.status.code() != Some(code) {
            writeln!(wrong, "--- {name} ends with {}, not {code}", output.status).unwrap();
        }
    }
    assert!(seen > 10, "only {seen} cases");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_cannot_be_read_is_told_and_ends_with_2() {
    let folder = list("leads.csv", b"name,email\n");
    let path = folder.path();
    fs::write(path.join("empty.csv"), b"\xef\xbb\xbf\n").unwrap();
    fs::write(path.join("excel.txt"), b"\xff\xfen\0a\0m\0e\0").unwrap();
    fs::write(path.join("leads.xlsx"), b"PK").unwrap();
    fs::write(path.join("form.json"), br#"{"form":"a","titel":"x","fields":[{"name":"n"}]}"#).unwrap();
    fs::create_dir(path.join("folder.csv")).unwrap();
    let cases: [(&[&str], &str); 9] = [
        (&["nothing.csv", "--form", "contact.json"], "cannot read nothing.csv: No such file"),
        (&["leads.csv", "--form", "nothing.json"], "cannot read nothing.json: No such file"),
        (&["leads.csv", "--form", "form.json"], "form.json: unknown key \"titel\""),
        (&["leads.xlsx", "--form", "contact.json"], "leads.xlsx: a list is called .csv"),
        (&["folder.csv", "--form", "contact.json"], "folder.csv is a folder"),
        (&["empty.csv", "--form", "contact.json"], "empty.csv is empty"),
        (&["excel.txt", "--form", "contact.json"], "excel.txt is UTF-16; save it as UTF-8"),
        (&["leads.csv", "--form", "contact.json", "--out", "./leads.csv"], "leads.csv is the list itself"),
        (&["leads.csv", "--form", "contact.json", "--out", "no/bad.csv"], "cannot write no/bad.csv"),
    ];
    for (args, said) in cases {
        let output = check(path, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = text(&output.stderr);
        assert!(stderr.contains(said), "{args:?}: {said} is missing in\n{stderr}");
    }
    assert_eq!(fs::read(path.join("leads.csv")).unwrap(), b"name,email\n", "the list is as it was");
    assert_eq!(check(path, &["leads.csv"]).status.code(), Some(2), "without a form");
}

#[test]
fn a_quote_that_is_never_closed_ends_the_reading_and_keeps_what_was_found() {
    let mut content = b"name,email,consent\nAna,ana,yes\n\"Bo,bo@example.org,yes\n".to_vec();
    for i in 0..200_000 {
        writeln!(content, "Somebody,somebody{i}@example.org,yes").unwrap();
    }
    let folder = list("leads.csv", &content);
    let output = check(folder.path(), &["leads.csv", "--form", "contact.json"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("stopped after row 2: the next row does not end within 1 MiB"), "{said}");
    let bad = fs::read_to_string(folder.path().join("leads.bad.csv")).unwrap();
    assert!(bad.contains("2,email,"), "{bad}");
}

#[test]
fn a_line_beyond_all_bounds_costs_no_other() {
    let flood = format!("{{\"name\":\"{}\"}}\n", "x".repeat(3 << 20));
    let good = "{\"name\":\"Ana\",\"email\":\"ana@example.org\",\"consent\":true}\n";
    let folder = list("leads.jsonl", format!("{good}{flood}{good}").as_bytes());
    let output = check(folder.path(), &["leads.jsonl", "--form", "contact.json", "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&summary["rows"], &summary["bad"]), (&3.into(), &1.into()));
    assert_eq!(summary["reasons"][0]["code"], "too_long");
}

#[test]
fn nobody_is_named_but_in_the_file_of_bad_rows() {
    let row = "Private Person,private@@person.example,+49 30 1,0,hidden value,private consent\n";
    let content = format!("name,email,phone,team,topics,consent\n{row}{row}short {row}");
    let folder = list("leads.csv", content.as_bytes());
    let output = check(folder.path(), &["leads.csv", "--form", "contact.json"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    let bad = fs::read_to_string(folder.path().join("leads.bad.csv")).unwrap();
    for value in ["Private", "person.example", "hidden", "901820"] {
        assert!(!said.contains(value), "{value} in\n{said}");
    }
    assert!(bad.contains("private@@person.example"), "{bad}");
}

/// Every third row is bad; `i` is in each, so that order and loss can be seen.
fn row(i: usize) -> String {
    let at = if i.is_multiple_of(3) { "" } else { "@" };
    format!("\"Somebody, the {i}th\",somebody.{i}{at}example.org,,{},sales | support,yes\n", i % 500 + 1)
}

/// The most memory that the process had, in KiB, as the kernel says while it still runs.
fn peak(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Feeds `rows` through a pipe and gives them back through one; the numbers of the bad rows, and the peak.
fn stream(rows: usize) -> (Vec<usize>, u64) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(cases().join("contact.json"), folder.path().join("contact.json")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("leads.csv")).status().unwrap().success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_leadwell"))
        .current_dir(folder.path())
        .args(["check", "leads.csv", "--form", "contact.json", "--out", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    let fifo = folder.path().join("leads.csv");
    let writer = std::thread::spawn(move || {
        let mut fifo = std::io::BufWriter::new(fs::File::create(fifo).unwrap());
        fifo.write_all(b"name,email,phone,team,topics,consent\n").unwrap();
        let mut most = 0;
        for i in 0..rows {
            fifo.write_all(row(i).as_bytes()).unwrap();
            // What is written last would be too late: the process may be gone.
            if i % 5000 == 4999 {
                most = most.max(peak(id).unwrap_or(0));
            }
        }
        most
    });
    let mut numbers = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().skip(1) {
        let line = line.unwrap();
        let number: usize = line.split(',').next().unwrap().parse().unwrap();
        assert!(line.contains(&format!("the {}th", number - 2)), "row {number} has another's cells: {line}");
        numbers.push(number);
    }
    let most = writer.join().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(!said.contains("example.org") && said.contains("rows "), "{said}");
    (numbers, most)
}

#[test]
fn a_long_list_keeps_its_order_and_takes_no_more_memory() {
    let (small, small_peak) = stream(20_000);
    let (large, large_peak) = stream(220_000);
    let expected = |rows: usize| (0..rows).step_by(3).map(|i| i + 2).collect::<Vec<_>>();
    assert_eq!(small, expected(20_000));
    assert_eq!(large, expected(220_000));
    // What may grow: 16 bytes for each different address, of which a million and more are kept.
    let grown = large_peak.saturating_sub(small_peak);
    println!("peak {small_peak} KiB with 20,000 rows, {large_peak} KiB with 220,000");
    assert!(small_peak > 1000 && grown < 12_000, "{small_peak} KiB, then {large_peak} KiB");
}
