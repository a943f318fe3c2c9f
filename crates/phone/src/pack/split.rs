//! A pack taken apart: for pages that load one calling code at a time, or some of them.

use super::coder::{Coder, Reader};
use super::encode::Writer;
use super::layout::{self, Layout};
use super::{BASE, PackError, VERSION, begin, open, sum};
use alloc::vec::Vec;

/// A pack for each calling code of a pack, in their order. `None` where that is not one of this base.
pub fn split(pack: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut parts = Vec::new();
    each(pack, |regions, code, plan| {
        let mut writer = primed().ok_or(PackError)?;
        writer.next_code(regions, 0, Some(code));
        writer.plan(regions, code, plan);
        parts.push((code, end(writer, regions, code)));
        Ok(())
    })
    .ok()?;
    Some(parts)
}

/// A pack of some calling codes of a pack, for a site that asks for some countries only. `None` where that is
/// not one of this base or lacks one of them.
pub fn subset(pack: &[u8], codes: &[u16]) -> Option<Vec<u8>> {
    let mut writer = primed()?;
    let (mut last, mut count) = (0, 0);
    let regions = each(pack, |regions, code, plan| {
        if codes.contains(&code) {
            writer.next_code(regions, last, Some(code));
            writer.plan(regions, code, plan);
            (last, count) = (code, count + 1);
        }
        Ok(())
    })
    .ok()?;
    (count == codes.len()).then(|| end(writer, &regions, last))
}

/// Hands out the plans of a pack as they are to be written.
fn each(
    pack: &[u8],
    mut take: impl FnMut(&[layout::Region], u16, &mut layout::Plan) -> Result<(), PackError>,
) -> Result<Vec<layout::Region>, PackError> {
    let (mut reader, regions) = begin(BASE, pack)?;
    let mut code = 0;
    while let Some(next) = reader.next_code(&regions, code, None) {
        code = next;
        let mut read = layout::Plan::new();
        reader.plan(&regions, code, &mut read);
        let mut plan = layout::Plan { types: read.types, formats: read.formats, ..layout::Plan::new() };
        take(&regions, code, &mut plan)?;
    }
    Ok(regions)
}

/// A writer whose model has read the base, as that of whoever reads the pack.
fn primed() -> Option<Layout<Writer>> {
    let (Layout { coder: Coder { bits: _, model, last }, general }, _): (Layout<Reader<'_>>, _) = open(BASE)?;
    Some(Layout { coder: Coder { bits: Writer::new(), model, last }, general })
}

fn end(mut writer: Layout<Writer>, regions: &[layout::Region], last: u16) -> Vec<u8> {
    writer.next_code(regions, last, None);
    writer.coder.bits.end(sum(VERSION, BASE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WORLD;
    use crate::tables::Tables;

    #[test]
    fn the_parts_know_what_the_whole_knows() {
        let mut whole = Tables::base();
        whole.load(WORLD).unwrap();
        let packs = split(WORLD).unwrap();
        assert_eq!(packs.len(), whole.plans.len());
        for ((code, pack), plan) in packs.iter().zip(&whole.plans).step_by(11) {
            let mut part = Tables::base();
            part.load(pack).unwrap();
            assert_eq!(*code, plan.code);
            assert_eq!(format!("{:?}", part.plans), format!("[{plan:?}]"));
        }
        let codes: Vec<u16> = packs.iter().map(|(code, _)| *code).collect();
        assert_eq!(subset(WORLD, &codes).as_deref(), Some(WORLD));
        assert_eq!(subset(WORLD, &[49, 50]), None, "there is no 50");
    }
}
