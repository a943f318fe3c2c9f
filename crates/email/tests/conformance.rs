//! The rule against four references on the rows where they agree (README of the fixtures).

mod common;

use leadwell_email::native::Native;
use leadwell_email::{Reason, parse_exact};

/// What agrees with the references, what differs by the shape of the last label, and the rest.
fn compare(file: &str) -> (usize, usize, Vec<String>) {
    let (mut agreed, mut tld, mut others) = (0, 0, Vec::new());
    for row in common::rows(file) {
        let address = row["address"].as_str().expect("an address");
        let expected = match row["consensus"].as_str() {
            Some("accept") => true,
            Some("reject") => false,
            _ => continue,
        };
        // The references judge the text as it is, so spaces around it count.
        let found = parse_exact(address, &Native);
        match found {
            _ if found.is_ok() == expected => agreed += 1,
            Err(Reason::Tld) => tld += 1,
            _ => others.push(format!("{address:?}: {found:?}")),
        }
    }
    (agreed, tld, others)
}

#[test]
fn agrees_where_the_references_do() {
    for file in ["email_suites.jsonl", "email_differential.jsonl"] {
        let (agreed, tld, others) = compare(file);
        let all = agreed + tld + others.len();
        let share = 100.0 * agreed as f64 / all as f64;
        println!("{file}: consensus {share:.3} % of {all}, {tld} by the shape of the last label");
        assert!(all > 700, "{file} has only {all} undisputed rows");
        assert_eq!(others, [""; 0], "{file}");
        assert!(tld * 1000 <= all * 3, "{file}: {tld} of {all} by the shape of the last label");
    }
}
