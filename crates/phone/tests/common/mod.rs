//! What the tests of this crate share.

use std::path::PathBuf;

use leadwell_phone::Phones;
use serde_json::Value;

/// A fixture's rows. They lie beside the checkout, or where `LEADWELL_SHARED` says.
pub(crate) fn rows(name: &str) -> Vec<Value> {
    let shared = std::env::var_os("LEADWELL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("fixtures").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// With the plans of the whole world.
pub(crate) fn phones() -> Phones {
    let mut phones = Phones::new();
    let world = concat!(env!("CARGO_MANIFEST_DIR"), "/data/world.bin");
    let pack = std::fs::read(world).expect("the pack of all plans");
    phones.load(&pack).expect("a pack of this base");
    phones
}
