//! The data of numbering plans as it is stored and sent: the base, which is compiled in, and packs for calling
//! codes. `data/README` says where it comes from.
//!
//! Both begin with a checksum. A pack continues the base: before it is read the model has read the base, so that
//! it knows what patterns look like, and its checksum covers the base's, so that it fits this base and no other.

mod build;
mod coder;
#[cfg(any(test, feature = "encode"))]
pub mod encode;
mod layout;
mod model;
pub(crate) mod opening;
#[cfg(any(test, feature = "encode"))]
pub(crate) mod split;
mod text;

#[cfg(test)]
mod tests;

use crate::tables::{Automaton, Format, Plan, Region, Tables};
use alloc::string::String;
use alloc::vec::Vec;
use build::Builder;
use coder::{Bits, Coder, Reader};
use core::fmt;
use layout::Layout;
use model::Model;

const BASE: &[u8] = include_bytes!("../data/base.bin");
/// Changes when the same bytes would mean something else.
const VERSION: u32 = 2;

/// The pack is none, is cut or changed, or belongs to another base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackError;

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no pack of numbering plans for this version")
    }
}

impl core::error::Error for PackError {}

impl Tables {
    /// The tables that are compiled in: enough to parse, and to tell what is possible and what plausible.
    pub fn base() -> Self {
        base(BASE)
    }

    /// Adds the plans of a pack; those of the same calling codes are replaced.
    ///
    /// # Errors
    /// If the bytes are no pack for this base. The tables are then as before.
    pub fn load(&mut self, pack: &[u8]) -> Result<(), PackError> {
        load(self, BASE, pack)
    }
}

fn base(base: &[u8]) -> Tables {
    // The base was made together with this code, and a test reads it: there is nobody to tell that it is none.
    open(base).map(|(layout, regions)| tables(layout.general.made, &regions)).unwrap_or_default()
}

fn tables(general: Automaton, regions: &[layout::Region]) -> Tables {
    let mut tables = Tables { general, ..Tables::default() };
    for region in regions {
        let [abroad, national_prefix, prefix_pattern, transform, leading_digits, _] =
            region.texts.each_ref().map(|tokens| text::spell(tokens));
        tables.regions.push(Region {
            id: match region.id {
                [0, 0] => String::from("001"),
                letters => letters.map(char::from).iter().collect(),
            },
            code: region.code,
            lengths: region.lengths,
            local_lengths: region.local,
            abroad: abroad.into(),
            national_prefix,
            prefix_pattern: prefix_pattern.into(),
            transform,
            leading_digits: leading_digits.into(),
            general: region.start,
            first: region.first,
        });
    }
    tables
}

fn load(tables: &mut Tables, base: &[u8], pack: &[u8]) -> Result<(), PackError> {
    let (layout, regions) = begin(base, pack)?;
    add(tables, layout, &regions)
}

/// Reads the plans that the layout goes on with.
fn add(
    tables: &mut Tables,
    mut layout: Layout<Reader<'_>>,
    regions: &[layout::Region],
) -> Result<(), PackError> {
    let mut plans = Vec::new();
    let mut code = 0;
    while let Some(next) = layout.next_code(regions, code, None) {
        code = next;
        let mut plan = layout::Plan::new();
        layout.plan(regions, code, &mut plan);
        let formats = plan.formats.iter().map(format).collect();
        plans.push(Plan { code, starts: plan.starts, kinds: plan.kinds.made, formats });
    }
    if layout.coder.bits.failed() {
        return Err(PackError);
    }
    tables.plans.retain(|old| plans.iter().all(|new: &Plan| new.code != old.code));
    tables.plans.append(&mut plans);
    Ok(())
}

/// Reads the base; the layout goes on where it ended.
fn open(base: &[u8]) -> Option<(Layout<Reader<'_>>, Vec<layout::Region>)> {
    let mut layout = begun(base)?;
    let mut regions = Vec::new();
    layout.regions(&mut regions);
    Some((layout, regions))
}

/// A layout at the start of the base.
fn begun(base: &[u8]) -> Option<Layout<Reader<'_>>> {
    let (head, body) = base.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*head) != sum(VERSION, body) {
        return None;
    }
    let coder = Coder { bits: Reader::new(body), model: Model::new(), last: [text::END; 6] };
    Some(Layout { coder, general: Builder::new() })
}

/// What stands behind the checksum of a pack for this base.
fn body<'a>(base: &[u8], pack: &'a [u8]) -> Result<&'a [u8], PackError> {
    let (head, body) = pack.split_first_chunk::<4>().ok_or(PackError)?;
    let right = u32::from_le_bytes(*head) == sum(sum(VERSION, base), body);
    right.then_some(body).ok_or(PackError)
}

/// Reads the base and goes on with the pack.
fn begin<'a>(base: &'a [u8], pack: &'a [u8]) -> Result<(Layout<Reader<'a>>, Vec<layout::Region>), PackError> {
    let body = body(base, pack)?;
    let (mut layout, regions) = open(base).ok_or(PackError)?;
    layout.coder.bits = Reader::new(body);
    Ok((layout, regions))
}

fn format(format: &layout::Format) -> Format {
    Format {
        groups: format.groups.clone(),
        template: text::spell(&format.template),
        international: match &format.international {
            None => String::new(),
            Some(none) if none.is_empty() => String::from("NA"),
            Some(other) => text::spell(other),
        },
        leading: text::spell(&format.leading).into(),
        steps: format.steps,
        prefix_rule: text::spell(&format.rule),
        prefix_optional: format.optional,
    }
}

/// FNV-1a.
fn sum(start: u32, data: &[u8]) -> u32 {
    data.iter().fold(start ^ 0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
