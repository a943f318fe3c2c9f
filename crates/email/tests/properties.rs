//! What holds for any text: no panic, the same verdict whatever stands around it, time by length.

#[path = "common/dice.rs"]
mod dice;

use dice::Dice;
use leadwell_email::native::{Native, key};
use leadwell_email::{hint, is_disposable, is_free, is_role, is_special, may_be_disposable, parse, trim};
use std::time::{Duration, Instant};

const PIECES: [&str; 40] = [
    "a",
    "B",
    "0",
    "-",
    ".",
    "@",
    "_",
    "+",
    "\"",
    "(",
    "[",
    "xn--",
    "com",
    "de",
    " ",
    "\t",
    "\n",
    "\0",
    "\u{a0}",
    "\u{200b}",
    "\u{200d}",
    "ü",
    "ß",
    "İ",
    "中",
    "א",
    "ي",
    "١",
    "\u{301}",
    "😀",
    "ａ",
    "．",
    "＠",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "%40",
    "\\",
    "--",
    "..",
];

/// All else that a text is asked about.
fn flags(text: &str) -> [bool; 6] {
    static FILTER: &[u8] = include_bytes!("../data/disposable.xor8");
    let disposable = may_be_disposable(FILTER, text);
    [hint(text).is_some(), is_disposable(text), is_free(text), is_role(text), is_special(text), disposable]
}

fn text(dice: &mut Dice) -> String {
    let length = dice.roll(24);
    let mut text: String = (0..length).map(|_| PIECES[dice.roll(PIECES.len())]).collect();
    // Half of them nearly right.
    if dice.roll(2) == 0 {
        text = format!("a{text}@b.de");
    }
    text
}

#[test]
fn any_text_is_judged_and_spaces_around_it_do_not_matter() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut right = 0;
    for round in 0..200_000 {
        let text = text(&mut dice);
        let verdict = parse(&text, &Native);
        if round % 64 == 0 {
            flags(&text);
        }
        let spaced = format!("\u{feff} \r\n{text}\u{a0}\u{200b}\t");
        assert_eq!(parse(&spaced, &Native), verdict, "{text:?}");
        if let Ok(address) = verdict {
            right += 1;
            assert_eq!(format!("{}@{}", address.local, address.domain), trim(&text));
            // The form for comparison is its own.
            let once = key(&address);
            let again = parse(&once, &Native).map(|address| key(&address));
            assert_eq!(again.as_ref(), Ok(&once), "{text:?}");
        }
    }
    assert!(right > 1000, "only {right} were addresses");
}

#[test]
fn a_megabyte_takes_no_longer_than_its_length() {
    for piece in ["a", "@", ".", "a.", "a@", "-", "--", "ü", "中.", " ", "\u{200b}", "\"", "a@b.", "xn--a."]
    {
        let text = piece.repeat(1_000_000 / piece.len());
        for text in [format!("a@{text}"), format!("{text}@b.de"), text] {
            let start = Instant::now();
            assert!(parse(&text, &Native).is_err());
            flags(&text);
            // A quadratic walk would take minutes; unoptimised and on a busy machine this takes milliseconds.
            assert!(start.elapsed() < Duration::from_secs(2), "{piece:?}: {:?}", start.elapsed());
        }
    }
}
