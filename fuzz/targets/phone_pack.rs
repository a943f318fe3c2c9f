//! Packs: as they are sent, and with the right checksum before anything, which a changed pack has not.
#![no_main]

use leadwell_phone::{Phones, Tables};
use libfuzzer_sys::fuzz_target;

const BASE: &[u8] = include_bytes!("../../crates/phone/data/base.bin");
const VERSION: u32 = 1;

/// FNV-1a, as the pack has it.
fn sum(start: u32, data: &[u8]) -> u32 {
    data.iter().fold(start ^ 0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fuzz_target!(|data: &[u8]| {
    let mut tables = Tables::base();
    let _ = tables.load(data);
    let mut pack = sum(sum(VERSION, BASE), data).to_le_bytes().to_vec();
    pack.extend_from_slice(data);
    if tables.load(&pack).is_ok() {
        let phones = Phones::from(tables);
        if let Ok(number) = phones.parse("+49 30 901820", "") {
            std::hint::black_box((phones.kinds(&number), phones.national(&number)));
        }
    }
});
