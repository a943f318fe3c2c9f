//! Files: their type and size. A file is judged by a text, `name`, `name/size` or `name/size/type`: no name has a
//! slash in it, and each sender says what it knows.

use crate::json::parse_whole;
use crate::text::split_at_byte;
use leadwell_wire::Code;

pub(super) fn judge(value: &str, accept: &str, most: &str) -> Option<Code> {
    let (name, rest) = split_at_byte(value, b'/');
    let (size, kind) = split_at_byte(rest, b'/');
    if !accepts(accept, name, kind) {
        Some(Code::FileType)
    } else if parse_whole(size).zip(parse_whole(most)).is_some_and(|(size, most)| size > most) {
        Some(Code::FileSize)
    } else {
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
