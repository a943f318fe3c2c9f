//! A number while it is typed: key by key, and corrected in the middle.
#![no_main]

use leadwell_fuzz::{PHONES, choice};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const REGIONS: [&str; 8] = ["", "DE", "US", "GB", "AR", "JP", "IT", "ZZ"];

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

// All plans are read before the clock of the first input runs.
fuzz_target!(init: { LazyLock::force(&PHONES); }, |data: &[u8]| {
    let (choice, text) = choice(data, 256);
    let region = REGIONS[choice % 8];
    let mut along = PHONES.along(region);
    for key in text.chars().take(60) {
        along.key(key);
    }
    let caret = (choice / 8).min(text.encode_utf16().count());
    let (shown, caret) = PHONES.retype(&text, caret, region);
    assert!(digits(&shown) >= digits(&text), "{shown:?} loses digits of {text:?}");
    assert!(caret <= shown.encode_utf16().count(), "the caret {caret} is behind the end of {shown:?}");
});
