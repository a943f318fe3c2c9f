//! The reader of JSON, against serde_json: what one takes and the other does not is a difference between page
//! and collector.
#![no_main]

use leadwell_core::json::{self, Value};
use libfuzzer_sys::fuzz_target;

fn walk(value: Value<'_>, depth: usize) {
    std::hint::black_box((value.text(), value.whole(), value.string(), value.get("a").text()));
    if depth > 0 && (value.is_object() || value.is_list()) {
        for member in value.members() {
            walk(member, depth - 1);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    match json::parse(&text) {
        Some(value) => {
            walk(value, 4);
            assert!(theirs, "read by us alone");
        }
        // We stop at 32 levels, which takes as many brackets.
        None => assert!(!theirs || text.matches(['[', '{']).count() > 32, "read by serde_json alone"),
    }
});
