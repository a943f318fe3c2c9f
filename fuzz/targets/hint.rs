//! Hints for mistyped domains.
#![no_main]

use libfuzzer_sys::fuzz_target;

fn hint(domain: &str) -> Option<String> {
    leadwell_email::hint(domain).map(|hint| format!("{}{}", hint.kept, hint.meant))
}

fuzz_target!(|data: &[u8]| {
    let domain = String::from_utf8_lossy(data);
    if let Some(meant) = hint(&domain) {
        assert_ne!(meant, domain, "a hint that says what was typed");
        // `gml.ccom` becomes `gml.com` and only then `gmail.com`; there must be an end to it.
        let end = hint(&meant).and_then(|next| hint(&next));
        assert_eq!(end, None, "{domain} is corrected for ever");
    }
});
