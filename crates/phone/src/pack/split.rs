//! The world's pack taken apart, for pages that load one calling code at a time.

use super::coder::{Coder, Reader};
use super::encode::Writer;
use super::layout::{self, Layout};
use super::{BASE, VERSION, open, sum};
use alloc::vec::Vec;

/// A pack for each calling code in the world's pack, in their order. `None` where that is not one of this base.
pub fn split(world: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let (mut reader, regions) = open(BASE)?;
    // As for any pack, the model has read the base before, and nothing else.
    let (model, past) = (reader.coder.model.clone(), reader.past.clone());
    reader.coder.bits = Reader::new(world.get(4..)?);
    let mut packs = Vec::new();
    let mut code = 0;
    while let Some(next) = reader.next_code(&regions, code, None) {
        code = next;
        let count = regions.iter().filter(|region| region.code == code).count();
        let mut plan = layout::Plan { code, ..Default::default() };
        plan.types.resize(count, Default::default());
        reader.plan(&mut plan);

        let coder = Coder { bits: Writer::new(), model: model.clone() };
        let mut writer = Layout { coder, past: past.clone() };
        writer.next_code(&regions, 0, Some(code))?;
        writer.plan(&mut plan);
        writer.next_code(&regions, code, None);
        let body = writer.coder.bits.end();
        packs.push((code, [&sum(sum(VERSION, BASE), &body).to_le_bytes()[..], &body].concat()));
    }
    Some(packs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Phones, WORLD};

    #[test]
    fn the_parts_know_what_the_whole_knows() {
        let mut whole = Phones::new();
        whole.load(WORLD).unwrap();
        let mut parts = Phones::new();
        let packs = split(WORLD).unwrap();
        for (code, pack) in packs.iter().filter(|(code, _)| [1, 49, 599, 979].contains(code)) {
            assert!(!parts.has(*code));
            parts.load(pack).unwrap();
            assert!(parts.has(*code), "{code}");
        }
        assert!(packs.len() > 200, "{}", packs.len());
        for plan in &parts.tables.plans {
            let same = whole.plan(plan.code).unwrap();
            assert_eq!(std::format!("{plan:?}"), std::format!("{same:?}"));
        }
    }
}
