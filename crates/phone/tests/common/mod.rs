//! What the tests of this crate share.

use std::sync::OnceLock;

use leadwell_phone::Phones;

/// With the plans of the whole world.
pub(crate) fn phones() -> &'static Phones {
    static PHONES: OnceLock<Phones> = OnceLock::new();
    PHONES.get_or_init(|| {
        let mut phones = Phones::new();
        let world = concat!(env!("CARGO_MANIFEST_DIR"), "/data/world.bin");
        let pack = std::fs::read(world).expect("the pack of all plans");
        phones.load(&pack).expect("a pack of this base");
        phones
    })
}
