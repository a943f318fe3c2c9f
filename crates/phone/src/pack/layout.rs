//! What stands where in the data. Read and written by the same lines: each call hands over what to write and takes
//! back what was written or read.

use super::coder::{Bits, Coder};
use super::text::{Past, Token};
use alloc::vec::Vec;

/// The ten types of libphonenumber, in the order of the bits of [`crate::Kinds`].
pub(super) const TYPES: usize = 10;
/// A calling code has at most this many regions, a plan at most so many formats.
const MOST: usize = 63;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) id: [u8; 2],
    pub(super) code: u16,
    pub(super) lengths: u32,
    pub(super) local: u32,
    /// Abroad, national prefix, prefix pattern, transform, leading digits, general description.
    pub(super) texts: [Vec<Token>; 6],
    pub(super) first: [u32; 10],
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) groups: Vec<(u8, u8)>,
    pub(super) template: Vec<Token>,
    /// Empty = as the template, `END` alone = none.
    pub(super) international: Option<Vec<Token>>,
    pub(super) leading: Vec<Vec<Token>>,
    pub(super) rule: Vec<Token>,
    pub(super) optional: bool,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) code: u16,
    /// Of each region, each type's pattern and lengths.
    pub(super) types: Vec<[(Vec<Token>, u32); TYPES]>,
    pub(super) formats: Vec<Format>,
}

pub(super) struct Layout<B> {
    pub(super) coder: Coder<B>,
    pub(super) past: Past,
}

impl<B: Bits> Layout<B> {
    pub(super) fn regions(&mut self, regions: &mut Vec<Region>) {
        let mut before = Region::default();
        let mut at = 0;
        while at < 512 && self.coder.flag(1, 0, at < regions.len()) {
            if at == regions.len() {
                regions.push(Region::default());
            }
            let Some(region) = regions.get_mut(at) else { break };
            self.region(&before, region);
            before = region.clone();
            at += 1;
        }
    }

    fn region(&mut self, before: &Region, region: &mut Region) {
        let coder = &mut self.coder;
        let same = coder.flag(2, 0, region.code == before.code);
        let step = u32::from(region.code.wrapping_sub(before.code));
        region.code = if same { before.code } else { before.code + coder.number(10, 3, 0, 0, step) as u16 };
        let mut last = 0;
        for letter in &mut region.id {
            last = coder.number(7, 4, last, u32::from(same), u32::from(*letter));
            *letter = last as u8;
        }
        region.lengths = coder.number(18, 5, before.lengths, u32::from(same), region.lengths);
        region.local = coder.number(18, 6, region.lengths, before.local, region.local);
        for (field, text) in (16..).zip(&mut region.texts) {
            self.coder.text(&mut self.past, field, text);
        }
        let mut known = 0;
        for lengths in &mut region.first {
            *lengths = self.coder.number(18, 7, region.lengths, known, *lengths);
            known = *lengths;
        }
    }

    pub(super) fn plan(&mut self, plan: &mut Plan) {
        for region in &mut plan.types {
            for (field, (pattern, lengths)) in (32..).zip(region) {
                self.coder.text(&mut self.past, field, pattern);
                if !pattern.is_empty() {
                    *lengths = self.coder.number(18, 8, field, 0, *lengths);
                }
            }
        }
        let mut at = 0;
        while at < MOST && self.coder.flag(9, 0, at < plan.formats.len()) {
            if at == plan.formats.len() {
                plan.formats.push(Format::default());
            }
            let Some(format) = plan.formats.get_mut(at) else { break };
            self.format(format);
            at += 1;
        }
    }

    fn format(&mut self, format: &mut Format) {
        let count = self.coder.number(3, 10, 0, 0, format.groups.len() as u32) as usize;
        format.groups.resize(count, (0, 0));
        for (least, most) in &mut format.groups {
            *least = self.coder.number(4, 11, count as u32, 0, (*least).into()) as u8;
            *most = self.coder.number(4, 12, u32::from(*least), 0, (*most).into()) as u8;
        }
        self.coder.text(&mut self.past, 48, &mut format.template);
        let differs = self.coder.flag(13, 0, format.international.is_some());
        if differs {
            self.coder.text(&mut self.past, 49, format.international.get_or_insert_default());
        }
        let mut at = 0;
        while at < MOST && self.coder.flag(14, at as u32, at < format.leading.len()) {
            if at == format.leading.len() {
                format.leading.push(Vec::new());
            }
            let Some(leading) = format.leading.get_mut(at) else { break };
            self.coder.text(&mut self.past, 50, leading);
            at += 1;
        }
        self.coder.text(&mut self.past, 51, &mut format.rule);
        format.optional = self.coder.flag(15, 0, format.optional);
    }
}

impl<B: Bits> Layout<B> {
    /// The next calling code after `before` that the pack has; `wanted` is the one to write.
    pub(super) fn next_code(&mut self, regions: &[Region], before: u16, wanted: Option<u16>) -> Option<u16> {
        let mut known = before;
        for region in regions.iter().filter(|region| region.code > before) {
            if region.code == known {
                continue;
            }
            known = region.code;
            if self.coder.flag(0, 0, wanted == Some(known)) {
                return Some(known);
            }
        }
        None
    }
}
