//! Phone packs: a file for each calling code, of which a page loads those that are typed.

use super::{compress, short_hash};
use anyhow::{Context, Result};
use std::path::Path;

/// Writes the packs; the beginning of their names, without calling code and ending.
pub(crate) fn write(dist: &Path) -> Result<String> {
    let packs = leadwell_phone::split(leadwell_phone::WORLD).context("the phone data is not of this base")?;
    let all: Vec<u8> = packs.iter().flat_map(|(_, pack)| pack.iter().copied()).collect();
    let stem = format!("leadwell-pack-{}-", short_hash(&all));
    for (code, pack) in packs {
        compress::keep(&dist.join(format!("{stem}{code}.bin")), &pack)?;
    }
    Ok(stem)
}
