//! What stands where in the data. Read and written by the same lines: each call hands over what to write and takes
//! back what was written or read.

use super::build::Builder;
use super::coder::{Bits, Coder};
use super::text::{ANY, REPEAT, Token};
use crate::tables::Kinds;
use alloc::vec::Vec;

/// The ten types of libphonenumber, in the order of the bits of [`Kinds`].
pub(super) const TYPES: usize = 10;
/// More regions, or formats of a plan, are not read.
const MOST_REGIONS: usize = 511;
const MOST_FORMATS: usize = 63;
/// No number has more digits (E.164: 15; some plans have longer ones).
const MOST_DIGITS: u32 = 18;

/// What a number or a text is; those of texts stand in a row.
const MORE: u32 = 1;
const SAME_CODE: u32 = 2;
const STEP: u32 = 3;
const LETTER: u32 = 4;
const LENGTHS: u32 = 5;
const LOCAL: u32 = 6;
const FIRST: u32 = 7;
const PRESENT: u32 = 8;
const OPTIONAL: u32 = 9;
const DIFFERS: u32 = 10;
const STEPS: u32 = 11;
const REGION: u32 = 16;
const TYPE: u32 = 32;
const GROUPS: u32 = 48;
const TEMPLATE: u32 = 49;
const INTERNATIONAL: u32 = 50;
const LEADING: u32 = 51;
const RULE: u32 = 52;

/// By what a region is guessed: the one before it.
#[derive(Default)]
pub(super) struct Before {
    /// How many have been before.
    at: usize,
    id: [u8; 2],
    code: u16,
    local: u32,
}

#[derive(Default)]
pub(super) struct Region {
    pub(super) id: [u8; 2],
    pub(super) code: u16,
    pub(super) lengths: u32,
    pub(super) local: u32,
    /// Abroad, national prefix, prefix pattern, transform, leading digits, general description.
    pub(super) texts: [Vec<Token>; 6],
    pub(super) first: [u32; 10],
    /// Where its general description starts.
    pub(super) start: u16,
}

#[derive(Default)]
pub(super) struct Format {
    pub(super) groups: Vec<(u8, u8)>,
    pub(super) template: Vec<Token>,
    /// Where it is not the same; empty = there is none.
    pub(super) international: Option<Vec<Token>>,
    pub(super) leading: Vec<Token>,
    pub(super) steps: u8,
    pub(super) rule: Vec<Token>,
    pub(super) optional: bool,
}

/// A pattern and the lengths that it holds for.
pub(super) type Type = (Vec<Token>, u32);

pub(super) struct Plan {
    /// Of each region of the calling code, in their order.
    pub(super) types: Vec<[Type; TYPES]>,
    pub(super) formats: Vec<Format>,
    pub(super) kinds: Builder,
    /// Where each region starts in `kinds`.
    pub(super) starts: Vec<u16>,
}

impl Plan {
    pub(super) fn new() -> Self {
        Self { types: Vec::new(), formats: Vec::new(), kinds: Builder::new(), starts: Vec::new() }
    }
}

pub(super) struct Layout<B> {
    pub(super) coder: Coder<B>,
    pub(super) general: Builder,
}

impl<B: Bits> Layout<B> {
    pub(super) fn regions(&mut self, regions: &mut Vec<Region>) {
        self.some_regions(regions, &mut Before::default(), MOST_REGIONS + 1);
    }

    /// So many of the regions after `before`; whether there are no more.
    pub(super) fn some_regions(
        &mut self,
        regions: &mut Vec<Region>,
        before: &mut Before,
        most: usize,
    ) -> bool {
        for _ in 0..most {
            let at = before.at;
            if at >= MOST_REGIONS || !self.coder.flag(MORE, 0, at < regions.len()) {
                return true;
            }
            if at == regions.len() {
                regions.push(Region::default());
            }
            let Some(region) = regions.get_mut(at) else { return true };
            self.region(before, region);
            *before = Before { id: region.id, code: region.code, local: region.local, at: at + 1 };
        }
        false
    }

    fn region(&mut self, before: &Before, region: &mut Region) {
        let coder = &mut self.coder;
        let same = coder.flag(SAME_CODE, 0, region.code == before.code);
        if same {
            region.code = before.code;
        } else {
            let step = u32::from(region.code.wrapping_sub(before.code));
            region.code = before.code.wrapping_add(coder.number(10, STEP, 0, 0, step) as u16);
        }
        let mut last = 0;
        for (letter, old) in region.id.iter_mut().zip(before.id) {
            let old = if same { old.into() } else { 0 };
            last = coder.number(7, LETTER, last, old, u32::from(*letter));
            *letter = last as u8;
        }
        for (field, text) in (REGION..).zip(&mut region.texts) {
            coder.text(field, 0, text);
        }
        let [.., general] = &region.texts;
        region.start = self.general.pattern(general, Kinds(1));
        coder.lengths(LENGTHS, self.general.lengths(region.start), &mut region.lengths);
        let mut local = region.local != 0;
        local = coder.flag(LOCAL, u32::from(same), local);
        if local {
            region.local = coder.number(MOST_DIGITS, LOCAL, region.lengths, before.local, region.local);
        }
        self.first(region);
    }

    /// By first digit, which of the possible lengths fixed and mobile numbers have.
    fn first(&mut self, region: &mut Region) {
        let mut before = (0, 0);
        for (digit, lengths) in region.first.iter_mut().enumerate() {
            let possible = self.general.after(region.start, digit) & region.lengths;
            let mut made = 0;
            for length in (0..MOST_DIGITS).rev().filter(|length| possible >> length & 1 == 1) {
                let one = (before.0 >> length & 1) << 1 | before.1 >> length & 1 | made << 3 | length << 20;
                let other = u32::from(possible == before.0) | possible << 4;
                let bit = self.coder.number(1, FIRST, one, other, *lengths >> length & 1);
                made = made << 1 | bit;
                *lengths = *lengths & !(1 << length) | bit << length;
            }
            before = (possible, *lengths);
        }
    }

    /// The next calling code after `before` that the pack has; `wanted` is the one to write.
    pub(super) fn next_code(&mut self, regions: &[Region], before: u16, wanted: Option<u16>) -> Option<u16> {
        let mut code = before;
        for region in regions {
            if region.code <= code {
                continue;
            }
            code = region.code;
            if self.coder.flag(PRESENT, 0, wanted == Some(code)) {
                return Some(code);
            }
        }
        None
    }

    /// The plan of the calling code of these regions.
    pub(super) fn plan(&mut self, regions: &[Region], code: u16, plan: &mut Plan) {
        let possible = regions.iter().filter(|region| region.code == code).map(|region| region.lengths);
        let mut main = 0;
        for (at, possible) in possible.enumerate() {
            if at == plan.types.len() {
                plan.types.push(Default::default());
            }
            let Some(types) = plan.types.get_mut(at) else { break };
            let mut starts = 0;
            for (bit, (pattern, lengths)) in (0..).zip(types) {
                self.coder.text(TYPE + bit, possible, pattern);
                if !pattern.is_empty() {
                    let start = plan.kinds.pattern(pattern, Kinds(1 << bit));
                    self.coder.lengths(TYPE, plan.kinds.lengths(start) & possible, lengths);
                    let start = plan.kinds.cut(start, *lengths);
                    starts = plan.kinds.join(starts, start);
                }
            }
            plan.starts.push(starts);
            main = if at == 0 { possible } else { main };
        }
        for at in 0..MOST_FORMATS {
            if !self.coder.flag(MORE, 1, at < plan.formats.len()) {
                break;
            }
            if at == plan.formats.len() {
                plan.formats.push(Format::default());
            }
            let Some(format) = plan.formats.get_mut(at) else { break };
            self.coder.format(main, format);
        }
    }
}

impl<B: Bits> Coder<B> {
    /// Mostly the lengths that the pattern has.
    fn lengths(&mut self, field: u32, fit: u32, lengths: &mut u32) {
        let exact = self.flag(field, 0, *lengths == fit);
        *lengths = if exact { fit } else { self.number(MOST_DIGITS, field, fit, 1, *lengths) };
    }

    fn format(&mut self, lengths: u32, format: &mut Format) {
        // As patterns have them: `\d{3}\d{4}`.
        let mut tokens = Vec::new();
        for (least, most) in &format.groups {
            tokens.push(ANY);
            if (*least, *most) != (1, 1) {
                tokens.push(REPEAT | Token::from(*least) << 4 | Token::from(*most));
            }
        }
        self.text(GROUPS, lengths, &mut tokens);
        format.groups.clear();
        for token in tokens {
            if token == ANY {
                format.groups.push((1, 1));
            } else if let Some(group) = format.groups.last_mut() {
                *group = ((token >> 4 & 15) as u8, (token & 15) as u8);
            }
        }
        self.text(TEMPLATE, 0, &mut format.template);
        let differs = self.flag(DIFFERS, 0, format.international.is_some());
        if differs {
            self.text(INTERNATIONAL, 0, format.international.get_or_insert_default());
        }
        self.text(LEADING, 0, &mut format.leading);
        let size = format.leading.len().min(255) as u32;
        format.steps = self.number(4, STEPS, size / 4, 0, format.steps.into()) as u8;
        self.text(RULE, 0, &mut format.rule);
        format.optional = self.flag(OPTIONAL, 0, format.optional);
    }
}
