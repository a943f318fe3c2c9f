//! Patterns: compiled and matched.
#![no_main]

use leadwell_core::validate::pattern::{Pattern, fault};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (pattern, value) = text.split_once('\n').unwrap_or((&text, &text));
    match Pattern::compile(pattern) {
        Some(pattern) => {
            let twice = [pattern.matches(value), pattern.matches(value)];
            assert_eq!(twice[0], twice[1]);
            assert!(fault(text.split('\n').next().unwrap_or_default()).is_none());
        }
        None => assert!(fault(pattern).is_some(), "a fault without a reason"),
    }
});
