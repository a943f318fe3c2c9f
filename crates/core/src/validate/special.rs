//! Kinds and rules that few forms have: numbers, dates, countries, files, scales and patterns. The collector judges
//! them here; a page loads this code once a form asks for it, by [`Aid::special`](crate::Aid::special). So a
//! question and its answer are small: what is asked, and texts with a zero byte between them.

use super::{Judge, country, date, file, number, pattern};
use crate::prelude::*;
use crate::text::split_at_byte;
use leadwell_wire::{Code, FieldKind, push_whole};

/// What is asked where it is no kind of field: whether the first text (the value) matches the second.
pub const PATTERN: u32 = 31;

/// Judges a value: what is asked is the place of a kind in `FieldKind::ALL`, or [`PATTERN`]. Texts: the value, the
/// least or what else the rule says, the most, the form's language. The answer is 0 where nothing is wrong, else
/// one more than the place of the code in `Code::ALL`.
pub fn special(what: u32, texts: &str) -> u32 {
    let (value, rest) = split_at_byte(texts, 0);
    let (first, rest) = split_at_byte(rest, 0);
    let (second, rest) = split_at_byte(rest, 0);
    let language = split_at_byte(rest, 0).0;
    let code = match FieldKind::ALL.get(what as usize) {
        Some(FieldKind::Number) => number::judge(value, first, second, language),
        Some(FieldKind::Rating | FieldKind::Nps) => number::scale(value, first, second),
        Some(FieldKind::Date) => date::judge(value, first, second, language),
        Some(FieldKind::Country) => (!country::is_code(value)).then_some(Code::Country),
        Some(FieldKind::File) => file::judge(value, first, second),
        None if what == PATTERN => (!pattern::fits(first, value)).then_some(Code::Pattern),
        _ => None,
    };
    code.map_or(0, |code| code as u32 + 1)
}

impl Judge<'_> {
    /// By the rules of its kind.
    #[inline(never)]
    pub(super) fn special(&mut self) -> Option<Code> {
        let def = self.def;
        let mut most = String::new();
        let (first, second) = match def.kind {
            FieldKind::Nps => ("0", "10"),
            FieldKind::Rating if def.max.is_empty() => ("1", "5"),
            FieldKind::Rating => ("1", def.max.as_str()),
            FieldKind::File => {
                push_whole(&mut most, def.max_bytes.unwrap_or(u32::MAX).into());
                (def.accept.as_str(), most.as_str())
            }
            _ => (def.min.as_str(), def.max.as_str()),
        };
        let code = self.ask(def.kind as u32, first, second);
        match code {
            Some(Code::TooSmall | Code::TooEarly | Code::FileType) => self.param.push_str(first),
            Some(Code::TooLarge | Code::TooLate | Code::FileSize) => self.param.push_str(second),
            _ => {}
        }
        code
    }

    pub(super) fn pattern(&self) -> Option<Code> {
        if self.def.pattern.is_empty() { None } else { self.ask(PATTERN, &self.def.pattern, "") }
    }

    #[inline(never)]
    fn ask(&self, what: u32, first: &str, second: &str) -> Option<Code> {
        let mut texts = String::new();
        for text in [self.value, first, second, &self.form.language] {
            texts.push_str(text);
            texts.push('\0');
        }
        let answer = self.aid.special(what, &texts) as usize;
        Code::ALL.get(answer.wrapping_sub(1)).copied()
    }
}
