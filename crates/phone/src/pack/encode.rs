//! The writer, for the generator only.

use super::build::Builder;
use super::coder::{Bits, Bounds, Coder};
use super::layout::{self, Layout};
use super::model::Model;
use super::text::{self, Token};
use super::{VERSION, sum};
use crate::tables::{Format, Kinds};
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

/// The base of these regions, which stand in the order of their calling codes.
pub fn base(sources: &[Source]) -> Result<Vec<u8>, String> {
    let layout = written(sources)?;
    let body = layout.coder.bits.end();
    Ok([&sum(VERSION, &body).to_le_bytes()[..], &body].concat())
}

/// A pack of these calling codes; `base` is what [`base`] gave.
pub fn pack(sources: &[Source], base: &[u8], codes: &[u16]) -> Result<Vec<u8>, String> {
    let regions = sources.iter().map(region).collect::<Result<Vec<_>, _>>()?;
    let mut layout = written(sources)?;
    layout.coder.bits = Writer::new();
    let mut before = 0;
    for code in codes {
        layout.next_code(&regions, before, Some(*code)).ok_or_else(|| format!("no calling code {code}"))?;
        before = *code;
        layout.plan(&mut plan(sources, *code)?);
    }
    layout.next_code(&regions, before, None);
    let body = layout.coder.bits.end();
    Ok([&sum(sum(VERSION, base), &body).to_le_bytes()[..], &body].concat())
}

fn written(sources: &[Source]) -> Result<Layout<Writer>, String> {
    let mut regions = sources.iter().map(region).collect::<Result<Vec<_>, _>>()?;
    let coder = Coder { bits: Writer::new(), model: Model::new() };
    let mut layout = Layout { coder, past: Default::default() };
    layout.regions(&mut regions);
    Ok(layout)
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
    let mut first = [0; 10];
    let mut builder = Builder::new();
    let mut start = 0;
    for (pattern, lengths) in source.types.iter().take(2).filter(|(pattern, _)| !pattern.is_empty()) {
        let one = builder.pattern(&tokens(pattern)?, Kinds(1));
        let one = builder.cut(one, *lengths);
        start = builder.join(start, one);
    }
    if let Some(row) = builder.made.next.get(usize::from(start)) {
        first = row.map(|next| builder.lengths(next) << 1);
    }
    Ok(layout::Region {
        id,
        code: source.code,
        lengths: source.lengths,
        local: source.local_lengths,
        texts,
        first,
    })
}

fn plan(sources: &[Source], code: u16) -> Result<layout::Plan, String> {
    let regions: Vec<_> = sources.iter().filter(|source| source.code == code).collect();
    let mut plan = layout::Plan { code, ..Default::default() };
    for source in &regions {
        let mut types = <[(Vec<Token>, u32); layout::TYPES]>::default();
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
            leading: format.leading.iter().map(|text| tokens(text)).collect::<Result<_, _>>()?,
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

    pub(super) fn end(mut self) -> Vec<u8> {
        // The reader sees zeros behind the end: one byte above `low` says enough, none if `low` is 0.
        if self.bounds.low != 0 {
            self.data.push((self.bounds.low >> 24) as u8 + 1);
        }
        self.data
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
