//! What was written is read again and compared with the metadata.

use super::metadata::Entry;
use anyhow::{Result, bail, ensure};
use leadwell_phone::{Kinds, Tables};

pub(super) fn round_trip(entries: &[Entry], base: &[u8], pack: &[u8], codes: &[u16]) -> Result<()> {
    let mut tables = Tables::read(base);
    ensure!(tables.regions.len() == entries.len(), "{} regions", tables.regions.len());
    if tables.load_on(base, pack).is_err() {
        bail!("the pack is not read");
    }
    ensure!(tables.plans.iter().map(|plan| plan.code).eq(codes.iter().copied()), "other calling codes");
    for (region, entry) in tables.regions.iter().zip(entries) {
        let source = &entry.source;
        let same = region.id == source.id
            && region.code == source.code
            && region.lengths == source.lengths
            && region.local_lengths == source.local_lengths
            && region.abroad.as_str() == source.abroad
            && region.national_prefix == source.national_prefix
            && region.prefix_pattern.as_str() == source.prefix_pattern
            && region.transform == source.transform
            && region.leading_digits.as_str() == source.leading_digits;
        ensure!(same, "{} is read as {region:?}", source.id);
    }
    for plan in &tables.plans {
        let members: Vec<_> =
            tables.regions.iter().zip(entries).filter(|(region, _)| region.code == plan.code).collect();
        ensure!(
            members.first().is_some_and(|(_, main)| main.source.formats == plan.formats),
            "formats of {}",
            plan.code
        );
        for ((region, entry), start) in members.iter().zip(&plan.starts) {
            for (bit, example) in entry.examples.iter().enumerate().filter(|(_, example)| !example.is_empty())
            {
                let kinds = plan.kinds.run(*start, example.as_bytes());
                ensure!(kinds.0 >> bit & 1 == 1, "{} {example} is {kinds:?}, not {bit}", entry.source.id);
                let general = tables.general.run(region.general, example.as_bytes());
                ensure!(
                    general != Kinds(0),
                    "{} {example} is not in the general description",
                    entry.source.id
                );
            }
        }
    }
    Ok(())
}
