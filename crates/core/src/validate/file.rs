//! Files: their type and size. A file is judged by a text, `name`, `name/size` or `name/size/type`: no name has a
//! slash in it, and each sender says what it knows.

use super::Judge;
use crate::json::{parse_whole, push_whole};
use crate::text::split_at_byte;
use leadwell_wire::Code;

impl Judge<'_> {
    #[inline(never)]
    pub(super) fn file(&mut self) -> Option<Code> {
        let def = self.def;
        if self.more && !def.multiple {
            return Some(Code::Choice);
        }
        let (name, rest) = split_at_byte(self.value, b'/');
        let (size, kind) = split_at_byte(rest, b'/');
        if !accepts(&def.accept, name, kind) {
            self.param.push_str(&def.accept);
            return Some(Code::FileType);
        }
        let most = def.max_bytes.unwrap_or(u32::MAX);
        if parse_whole(size).is_some_and(|size| size > u64::from(most)) {
            let (unit, word) = if most < 1_000_000 { (1000, " kB") } else { (1_000_000, " MB") };
            push_whole(self.param, u64::from(most / unit));
            self.param.push_str(word);
            return Some(Code::FileSize);
        }
        None
    }
}

/// Whether the list (HTML's `accept`) names this file: by the end of its name, by its type, or by the sort of its
/// type (`image/*`). Of an unknown type only the name is judged.
fn accepts(list: &str, name: &str, kind: &str) -> bool {
    let mut rest = list;
    let mut accepted = list.is_empty();
    while !rest.is_empty() {
        let (item, after) = split_at_byte(rest, b',');
        let item = super::trim(item);
        rest = after;
        accepted |= if item.starts_with('.') {
            name.len() > item.len() && ends_with(name, item)
        } else if let Some(sort) = item.strip_suffix('*') {
            kind.is_empty() || starts_with(kind, sort)
        } else {
            kind.is_empty() || split_at_byte(kind, b';').0.eq_ignore_ascii_case(item)
        };
    }
    accepted
}

fn ends_with(text: &str, end: &str) -> bool {
    text.get(text.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
