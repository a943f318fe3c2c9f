//! Form definitions. What is read must be read again from what is written of it.
#![no_main]

use leadwell_core::form;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    match form::parse(&text) {
        Ok(definition) => {
            let written = serde_json::to_string(&definition).expect("texts, numbers and flags");
            assert_eq!(form::parse(&written), Ok(definition));
        }
        Err(errors) => assert!(!errors.is_empty(), "refused without a reason"),
    }
});
