//! The writer, for the generator only.

use super::build::Builder;
use super::coder::{Bits, Bounds, Coder};
use super::layout::{self, Layout};
use super::model::Model;
use super::text::{self, Token};
use super::{PackError, VERSION, sum};
use crate::tables::{Format, Kinds, Tables};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A region as libphonenumber's metadata has it, patterns as text.
#[derive(Debug, Default, Clone)]
pub struct Source {
    pub id: String,
    pub code: u16,
    pub lengths: u32,
    pub local_lengths: u32,
    pub abroad: String,
    pub national_prefix: String,
    pub prefix_pattern: String,
    pub transform: String,
    pub leading_digits: String,
    pub general: String,
    /// In the order of the bits of [`Kinds`]; no pattern = no such numbers.
    pub types: [(String, u32); layout::TYPES],
    /// Of the main region of a calling code.
    pub formats: Vec<Format>,
}

impl Tables {
    /// [`Tables::base`] of a base that is not compiled in.
    pub fn read(base: &[u8]) -> Self {
        super::base(base)
    }

    /// [`Tables::load`] for a base that is not compiled in.
    pub fn load_on(&mut self, base: &[u8], pack: &[u8]) -> Result<(), PackError> {
        super::load(self, base, pack)
    }
}

/// The base of these regions, which stand in the order of their calling codes.
pub fn base(sources: &[Source]) -> Result<Vec<u8>, String> {
    let (layout, _) = written(sources)?;
    Ok(layout.coder.bits.end(VERSION))
}

/// A pack of these calling codes, which rise; `base` is what [`base`] gave.
pub fn pack(sources: &[Source], base: &[u8], codes: &[u16]) -> Result<Vec<u8>, String> {
    let (mut layout, regions) = written(sources)?;
    layout.coder.bits = Writer::new();
    let mut before = 0;
    for code in codes {
        layout.next_code(&regions, before, Some(*code)).ok_or_else(|| format!("no calling code {code}"))?;
        layout.plan(&regions, *code, &mut plan(sources, *code)?);
        before = *code;
    }
    layout.next_code(&regions, before, None);
    Ok(layout.coder.bits.end(sum(VERSION, base)))
}

fn written(sources: &[Source]) -> Result<(Layout<Writer>, Vec<layout::Region>), String> {
    let mut regions = sources.iter().map(region).collect::<Result<Vec<_>, _>>()?;
    let coder = Coder { bits: Writer::new(), model: Model::new(), last: [text::END; 6] };
    let mut layout = Layout { coder, general: Builder::new() };
    layout.regions(&mut regions);
    Ok((layout, regions))
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    text::read(text).ok_or_else(|| format!("cannot be written: {text}"))
}

fn region(source: &Source) -> Result<layout::Region, String> {
    let id = match source.id.as_bytes() {
        [first, second] => [*first, *second],
        _ => [0, 0],
    };
    let texts = [
        tokens(&source.abroad)?,
        tokens(&source.national_prefix)?,
        tokens(&source.prefix_pattern)?,
        tokens(&source.transform)?,
        tokens(&source.leading_digits)?,
        tokens(&source.general)?,
    ];
    Ok(layout::Region {
        id,
        code: source.code,
        lengths: source.lengths,
        local: source.local_lengths,
        first: first(source)?,
        texts,
        start: 0,
    })
}

/// By first digit, the lengths of fixed and mobile numbers.
fn first(source: &Source) -> Result<[u32; 10], String> {
    let mut builder = Builder::new();
    let mut starts = 0;
    for (pattern, lengths) in source.types.iter().take(2) {
        let start = builder.pattern(&tokens(pattern)?, Kinds(1));
        let start = builder.cut(start, *lengths);
        starts = builder.join(starts, start);
    }
    let general = builder.pattern(&tokens(&source.general)?, Kinds(1));
    let mut first = [0; 10];
    for (digit, lengths) in first.iter_mut().enumerate() {
        *lengths = builder.after(starts, digit) & builder.after(general, digit) & source.lengths;
    }
    Ok(first)
}

fn plan(sources: &[Source], code: u16) -> Result<layout::Plan, String> {
    let mut plan = layout::Plan::new();
    let regions: Vec<_> = sources.iter().filter(|source| source.code == code).collect();
    for source in &regions {
        let mut types = <[layout::Type; layout::TYPES]>::default();
        for (to, (pattern, lengths)) in types.iter_mut().zip(&source.types) {
            *to = (tokens(pattern)?, *lengths);
        }
        plan.types.push(types);
    }
    for format in regions.first().map_or(&[][..], |main| &main.formats) {
        plan.formats.push(layout::Format {
            groups: format.groups.clone(),
            template: tokens(&format.template)?,
            international: match format.international.as_str() {
                "" => None,
                "NA" => Some(Vec::new()),
                other => Some(tokens(other)?),
            },
            leading: tokens(format.leading.as_str())?,
            steps: format.steps,
            rule: tokens(&format.prefix_rule)?,
            optional: format.prefix_optional,
        });
    }
    Ok(plan)
}

pub(super) struct Writer {
    bounds: Bounds,
    data: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { bounds: Bounds::WIDE, data: Vec::new() }
    }

    /// What was written, behind its checksum.
    pub(super) fn end(mut self, start: u32) -> Vec<u8> {
        // The reader sees zeros behind the end: one byte above `low` says enough, none if `low` is 0.
        if self.bounds.low != 0 {
            self.data.push((self.bounds.low >> 24) as u8 + 1);
        }
        [&sum(start, &self.data).to_le_bytes()[..], &self.data].concat()
    }
}

impl Bits for Writer {
    fn bit(&mut self, chance: u32, bit: bool) -> bool {
        let split = self.bounds.split(chance);
        self.bounds.take(bit, split);
        while let Some(byte) = self.bounds.settled() {
            self.data.push(byte);
        }
        bit
    }

    fn failed(&self) -> bool {
        false
    }
}
