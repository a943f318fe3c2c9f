//! The data of numbering plans as it is stored and sent: the base, which is compiled in, and packs for calling
//! codes. `data/README` says where it comes from.
//!
//! Both begin with a checksum. A pack continues the base: its model has read the base before, so that it knows
//! what patterns look like, and its checksum covers the base's, so that it fits this base and no other.

mod build;
mod coder;
#[cfg(any(test, feature = "encode"))]
pub mod encode;
mod layout;
mod model;
#[cfg(any(test, feature = "encode"))]
pub(crate) mod split;
mod text;

use crate::tables::{Format, Kinds, Plan, Region, Tables};
use alloc::string::String;
use alloc::vec::Vec;
use build::Builder;
use coder::{Coder, Reader};
use layout::Layout;
use model::Model;

const BASE: &[u8] = include_bytes!("../data/base.bin");
/// Changes when the same bytes would mean something else.
const VERSION: u32 = 1;

/// The pack is not one, is cut or changed, or belongs to another base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackError;

impl Tables {
    /// The tables that are compiled in: enough to parse and to tell what is possible.
    pub fn base() -> Self {
        Self::read(BASE)
    }

    /// The same with a base that is not compiled in, for the generator.
    pub fn read(base: &[u8]) -> Self {
        let mut tables = Self::default();
        // The base was made together with this code; a test reads it.
        let _: Option<Vec<layout::Region>> = open(base).map(|(_, regions)| {
            let mut general = Builder::new();
            for region in &regions {
                let [abroad, national_prefix, prefix_pattern, transform, leading_digits, description] =
                    &region.texts;
                let start = general.pattern(description, Kinds(1));
                tables.regions.push(Region {
                    id: region.id.iter().map(|letter| char::from(*letter)).collect(),
                    code: region.code,
                    lengths: region.lengths,
                    local_lengths: region.local,
                    abroad: text::spell(abroad),
                    national_prefix: text::spell(national_prefix),
                    prefix_pattern: text::spell(prefix_pattern),
                    transform: text::spell(transform),
                    leading_digits: text::spell(leading_digits),
                    general: start,
                    first: region.first,
                });
            }
            tables.general = general.made;
            regions
        });
        for region in &mut tables.regions {
            if region.id == "\0\0" {
                region.id = String::from("001");
            }
        }
        tables
    }

    /// Adds the plans of a pack; those of the same calling codes are replaced.
    pub fn load(&mut self, pack: &[u8]) -> Result<(), PackError> {
        self.load_on(BASE, pack)
    }

    /// The same with a base that is not compiled in, for the generator.
    pub fn load_on(&mut self, base: &[u8], pack: &[u8]) -> Result<(), PackError> {
        let (head, body) = pack.split_first_chunk::<4>().ok_or(PackError)?;
        if u32::from_le_bytes(*head) != sum(sum(VERSION, base), body) {
            return Err(PackError);
        }
        let (mut layout, regions) = open(base).ok_or(PackError)?;
        layout.coder.bits = Reader::new(body);
        let mut plans = Vec::new();
        let mut code = 0;
        while let Some(next) = layout.next_code(&regions, code, None) {
            code = next;
            let count = regions.iter().filter(|region| region.code == code).count();
            let mut plan = layout::Plan { code, ..Default::default() };
            plan.types.resize(count, Default::default());
            layout.plan(&mut plan);
            plans.push(finish(&plan));
        }
        if coder::Bits::failed(&layout.coder.bits) {
            return Err(PackError);
        }
        self.plans.retain(|old| plans.iter().all(|new: &Plan| new.code != old.code));
        self.plans.append(&mut plans);
        Ok(())
    }
}

/// Reads the base; the layout goes on where it ended.
fn open(base: &[u8]) -> Option<(Layout<Reader<'_>>, Vec<layout::Region>)> {
    let (head, body) = base.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*head) != sum(VERSION, body) {
        return None;
    }
    let mut layout =
        Layout { coder: Coder { bits: Reader::new(body), model: Model::new() }, past: Default::default() };
    let mut regions = Vec::new();
    layout.regions(&mut regions);
    Some((layout, regions))
}

fn finish(plan: &layout::Plan) -> Plan {
    let mut builder = Builder::new();
    let starts = plan.types.iter().map(|types| {
        (0..).zip(types).fold(0, |starts, (bit, (pattern, lengths))| {
            let start = if pattern.is_empty() { 0 } else { builder.pattern(pattern, Kinds(1 << bit)) };
            let start = builder.cut(start, *lengths);
            builder.join(starts, start)
        })
    });
    let starts = starts.collect();
    let formats = plan.formats.iter().map(|format| Format {
        groups: format.groups.clone(),
        template: text::spell(&format.template),
        international: match &format.international {
            None => String::new(),
            Some(none) if none.is_empty() => String::from("NA"),
            Some(other) => text::spell(other),
        },
        leading: format.leading.iter().map(|leading| text::spell(leading)).collect(),
        prefix_rule: text::spell(&format.rule),
        prefix_optional: format.optional,
    });
    Plan { code: plan.code, starts, formats: formats.collect(), kinds: builder.made }
}

/// FNV-1a.
fn sum(start: u32, data: &[u8]) -> u32 {
    data.iter().fold(start ^ 0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}
