//! A xor filter of one byte a key (Graf and Lemire, 2020, "Xor Filters: Faster and Smaller Than Bloom and Cuckoo
//! Filters"): a set that says yes to all its members and to one in 256 of the others.
//!
//! The file: the seed (one byte), then three blocks of fingerprints of equal length.

/// Whether the text is in the set, whatever its case.
pub(crate) fn has(filter: &[u8], text: &str) -> bool {
    let Some((seed, prints)) = filter.split_first() else { return false };
    let (places, print) = places(text, *seed, prints.len() / 3);
    let found = places.iter().try_fold(0, |all, place| Some(all ^ prints.get(*place)?));
    found == Some(print)
}

/// Where the text's fingerprint is spread, a place in each block of so many bytes, and the fingerprint.
fn places(text: &str, seed: u8, block: usize) -> ([usize; 3], u8) {
    // FNV-1a of 64 bits, then the finish of MurmurHash3, since the last bytes would hardly reach the high bits.
    let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ u64::from(seed), |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
    });
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
    }
    hash ^= hash >> 33;
    // Twenty bits choose a place, which is plenty for the thousands there are.
    let place =
        |number: usize| number * block + ((((hash >> (20 * number)) & 0xf_ffff) as usize * block) >> 20);
    ([place(0), place(1), place(2)], (hash >> 56) as u8 ^ (hash as u8))
}

/// The filter of the texts, which must all differ; `None` where no seed of the 256 spreads them.
#[cfg(feature = "generate")]
pub fn build(texts: &[&str]) -> Option<alloc::vec::Vec<u8>> {
    let block = (texts.len() * 123 / 100 + 32) / 3;
    (0..=u8::MAX).find_map(|seed| {
        let all: alloc::vec::Vec<_> = texts.iter().map(|text| places(text, seed, block)).collect();
        let order = peel(&all, block)?;
        let mut filter = alloc::vec![0; 1 + 3 * block];
        filter[0] = seed;
        for (key, place) in order.into_iter().rev() {
            let (places, print) = all[key];
            filter[1 + place] = places.iter().fold(print, |all, place| all ^ filter[1 + place]);
        }
        Some(filter)
    })
}

/// The keys in an order in which each has a place that no later one needs, with that place.
#[cfg(feature = "generate")]
fn peel(all: &[([usize; 3], u8)], block: usize) -> Option<alloc::vec::Vec<(usize, usize)>> {
    // How many keys need the place, and the exclusive or of their numbers: with one left, its number.
    let mut needs = alloc::vec![(0_u32, 0_usize); 3 * block];
    for (key, (places, _)) in all.iter().enumerate() {
        for place in places {
            needs[*place] = (needs[*place].0 + 1, needs[*place].1 ^ key);
        }
    }
    let mut single: alloc::vec::Vec<usize> = (0..needs.len()).filter(|place| needs[*place].0 == 1).collect();
    let mut order = alloc::vec::Vec::new();
    while let Some(place) = single.pop() {
        let (1, key) = needs[place] else { continue };
        order.push((key, place));
        for place in all[key].0 {
            needs[place] = (needs[place].0 - 1, needs[place].1 ^ key);
            if needs[place].0 == 1 {
                single.push(place);
            }
        }
    }
    (order.len() == all.len()).then_some(order)
}
