//! Hints for mistyped domains: by hand, on misspelt domains that really occur, and on domains that exist.

mod common;
#[path = "common/dice.rs"]
mod dice;

use dice::Dice;
use std::collections::BTreeSet;

/// The whole domain of a hint.
fn hint(domain: &str) -> Option<String> {
    leadwell_email::hint(domain).map(|hint| format!("{}{}", hint.kept, hint.meant))
}

#[test]
fn by_hand() {
    for (typed, meant) in [
        ("gmial.com", "gmail.com"),
        ("GMAIL.CON", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gnail.cmo", "gmail.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("yaho.fr", "yahoo.fr"),
        ("outlok.de", "outlook.de"),
        ("we.de", "web.de"),
        ("gmx.ed", "gmx.de"),
        ("t-onlin.de", "t-online.de"),
        ("protonmial.com", "protonmail.com"),
        ("googelmail.com", "googlemail.com"),
        // Ends, whatever the name is.
        ("Acme.Con", "Acme.com"),
        ("mail.acme.cmo", "mail.acme.com"),
        ("acme.couk", "acme.co.uk"),
        ("münchen.dee", "münchen.de"),
        ("a-very-long-name-of-a-company-somewhere.nett", "a-very-long-name-of-a-company-somewhere.net"),
    ] {
        assert_eq!(hint(typed).as_deref(), Some(meant), "{typed}");
    }
}

#[test]
fn what_exists_is_left_alone() {
    for domain in [
        "gmail.com",
        "Gmail.com",
        "mail.com",
        "email.com",
        "ymail.com",
        "gmx.com",
        "me.com",
        "love.com",
        "yahoo.pt",
        "hotmail.se",
        "live.no",
        "outlook.cz",
        "acme.com",
        "acme.co",
        "example.com",
        "b.de",
        "",
        ".",
        "com",
        "con",
        "müller.de",
        "posteo.eu",
        "fastmail.fm",
        "aver.com",
        "gol.com",
        "web.com",
        "wen.de.com",
        "ibm.com",
        "mac.com",
    ] {
        assert_eq!(hint(domain), None, "{domain}");
    }
}

#[test]
fn misspelt_domains_that_occur() {
    let rows = common::rows("email_typo_domains.jsonl");
    let (mut right, mut others) = (0, Vec::new());
    for row in &rows {
        let (typed, meant) = (row["domain"].as_str().expect("a domain"), row["nearest"].as_str());
        let found = hint(typed);
        if found.as_deref() == meant { right += 1 } else { others.push((typed, found)) }
    }
    println!("hints: {right} of {} right; not: {others:?}", rows.len());
    assert!(rows.len() > 90 && right * 100 >= rows.len() * 95);
}

#[test]
fn free_domains_stay() {
    let free = include_str!("../data/free.txt");
    let misspelt: BTreeSet<String> = common::rows("email_typo_domains.jsonl")
        .iter()
        .filter_map(|row| row["domain"].as_str().map(Into::into))
        .collect();
    let existing: Vec<&str> = free.lines().filter(|domain| !misspelt.contains(*domain)).step_by(5).collect();
    let wrong: Vec<&str> = existing.iter().copied().filter(|domain| hint(domain).is_some()).collect();
    println!("false alarms: {} of {}: {wrong:?}", wrong.len(), existing.len());
    assert!(existing.len() > 1000 && wrong.len() * 500 <= existing.len());
}

const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// A slip of a hand: swapped, dropped, doubled, the key beside, another letter more.
fn slip(domain: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = domain.chars().collect();
    let at = dice.roll(letters.len() - 1);
    match dice.roll(5) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        3 => {
            for row in KEYS {
                if let Some(place) = row.find(letters[at]) {
                    let beside =
                        if place + 1 < row.len() && dice.roll(2) == 0 { place + 1 } else { place.max(1) - 1 };
                    letters[at] = char::from(row.as_bytes()[beside]);
                    break;
                }
            }
        }
        _ => letters.insert(at, char::from(b'a' + dice.roll(26) as u8)),
    }
    letters.into_iter().collect()
}

#[test]
fn slips_of_the_big_ones() {
    let mailboxes: Vec<&str> = include_str!("../data/mailboxes.txt").lines().collect();
    let mut dice = Dice(0x5eed_0000_1ead_3e11);
    let (mut right, mut wrong, mut none) = (0, 0, 0);
    for round in 0..1000 {
        // The bigger, the more often.
        let meant = mailboxes[dice.roll(1 + round % 32)];
        let mut typed = slip(meant, &mut dice);
        if dice.roll(8) == 0 {
            typed = slip(&typed, &mut dice);
        }
        if mailboxes.contains(&typed.as_str()) {
            continue;
        }
        match hint(&typed).as_deref() {
            Some(found) if found == meant => right += 1,
            Some(_) => wrong += 1,
            None => none += 1,
        }
    }
    let all = f64::from(right + wrong + none) / 100.0;
    let share = |count: i32| f64::from(count) / all;
    println!("slips: {:.1} % right, {:.1} % wrong, {:.1} % none", share(right), share(wrong), share(none));
    assert!(share(right) > 93.0 && share(wrong) < 1.0);
}
