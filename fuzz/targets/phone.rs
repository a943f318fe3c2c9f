//! Numbers as people type them, and every form that is made of them.
#![no_main]

use leadwell_fuzz::{PHONES, choice};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const REGIONS: [&str; 16] =
    ["", "DE", "US", "GB", "IT", "AR", "BR", "MX", "JP", "CN", "AU", "RU", "FR", "SM", "001", "ZZ"];

// All plans are read before the clock of the first input runs.
fuzz_target!(init: { LazyLock::force(&PHONES); }, |data: &[u8]| {
    let (region, text) = choice(data, REGIONS.len());
    let Ok(number) = PHONES.parse(&text, REGIONS[region]) else { return };
    assert!((1..1000).contains(&number.code) && (2..=17).contains(&number.nsn.len()));
    std::hint::black_box((PHONES.possible(&number), PHONES.kinds(&number), PHONES.region_of(&number)));
    let national = PHONES.national(&number).expect("all plans are loaded");
    let international = PHONES.international(&number).expect("all plans are loaded");
    let e164 = PHONES.e164(&number);
    if PHONES.valid(&number) == Some(true) {
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
        let again = PHONES.parse(&e164, "").map(|number| PHONES.e164(&number));
        assert_eq!(again.as_ref(), Ok(&e164), "what is stored must stay what it is");
        assert!(digits(&international).starts_with(&digits(&e164)), "{international} loses digits of {e164}");
        assert!(!national.is_empty());
    }
});
