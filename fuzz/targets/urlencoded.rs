//! Bodies of posts, and queries.
#![no_main]

use leadwell_core::urlencoded;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let pairs = urlencoded::parse(&text);
    let length: usize = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
    // A broken byte becomes one character of three.
    assert!(length <= text.len() * 3, "{length} bytes of {}", text.len());
});
