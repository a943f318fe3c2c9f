//! Any text: how long it is as a person counts, and no characters that nobody can type.

use super::Judge;
use crate::aid::Aid;
use crate::json;
use leadwell_wire::{Code, FieldKind, limits};

impl Judge<'_> {
    pub(super) fn text(&mut self) -> Option<Code> {
        let def = self.def;
        let one_line = matches!(def.kind, FieldKind::Name | FieldKind::Company);
        for c in self.value.chars() {
            if is_control(c, one_line) {
                return Some(Code::Control);
            }
        }
        let least = def.min_length.unwrap_or(0);
        let most = def.max_length.unwrap_or(limits::VALUE_CHARS);
        let count = count(self.value, least, most, self.aid);
        let (limit, code) = if count < least {
            (least, Code::TooShort)
        } else if count > most {
            (most, Code::TooLong)
        } else {
            return None;
        };
        json::push_whole(self.param, limit.into());
        Some(code)
    }
}

/// A control character (C0, DEL, C1) that is not white space. A line break is, but not within a name: no
/// `<input>` lets one through, and in a mail's header it would begin another.
const fn is_control(c: char, one_line: bool) -> bool {
    match c {
        '\n' | '\r' => one_line,
        '\t'..='\r' | '\u{85}' => false,
        _ => matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'),
    }
}

/// Characters as a person counts, as exactly as the two bounds need it: there are never more of them than code
/// points, so most texts are judged without counting clusters.
fn count(text: &str, least: u32, most: u32, aid: &dyn Aid) -> u32 {
    let (mut points, mut plain) = (0, true);
    for byte in text.bytes() {
        // Every byte of UTF-8 but those that continue a character begins one; a line break of a form's post
        // is one character of two bytes, a line feed after a carriage return.
        points += u32::from(byte & 0xc0 != 0x80 && byte != b'\r');
        plain &= byte < 0x80;
    }
    let clear = points < least || (points <= most && least == 0);
    if plain || clear { points } else { aid.graphemes(text) }
}
