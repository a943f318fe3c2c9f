//! Addresses, and what is said of their domains.
#![no_main]

use leadwell_email::native::{Native, key};
use leadwell_email::{is_disposable, is_free, is_role, parse, parse_exact, trim};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let exact = parse_exact(&text, &Native);
    let Ok(address) = parse(&text, &Native) else {
        assert!(exact.is_err());
        return;
    };
    assert_eq!(exact.is_ok(), trim(&text) == text, "spaces around an address are all that trimming mends");
    assert!(address.local.len() <= 64 && address.local.len() + address.domain.len() < 254);
    std::hint::black_box((is_role(address.local), is_free(address.domain), is_disposable(address.domain)));
    assert!(key(&address).contains('@'));
});
