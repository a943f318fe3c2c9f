//! Formatting what stands in an input field while somebody edits it anywhere.

use alloc::string::String;

use crate::line::is_blank_or_separator;
use crate::{Phones, digits};

/// Longer ones are no number that somebody could be typing.
const MOST_KEYS: usize = 20;

impl Phones {
    /// The text as it should stand in the field after an edit, and where the caret belongs. `caret` counts
    /// UTF-16 units, as `selectionStart` does.
    ///
    /// The caret stays behind the digit that it stood behind. So a separator that somebody deletes comes back,
    /// but the caret is in front of it then, and the next backspace deletes the digit. Text that no format fits
    /// (letters, an extension, too many digits, a plan that is not loaded) is answered as it is.
    pub fn retype(&self, text: &str, caret: usize, region: &str) -> (String, usize) {
        let as_it_is = || (String::from(text), caret);
        let mut along = self.along(region);
        let mut keys = 0;
        let mut keys_before = 0;
        let mut units = 0;
        let mut shown = String::new();
        for c in text.chars() {
            let key = match digits::value(c) {
                Some(value) => char::from(b'0' + value),
                None if matches!(c, '+' | '\u{FF0B}') && keys == 0 => '+',
                None if is_blank_or_separator(c) => {
                    units += c.len_utf16();
                    continue;
                }
                None => return as_it_is(),
            };
            keys += 1;
            keys_before += usize::from(units < caret);
            units += c.len_utf16();
            if keys > MOST_KEYS {
                return as_it_is();
            }
            shown.clear();
            shown.push_str(along.key(key));
        }
        let planned = along.code().is_some_and(|code| self.has(code));
        if !along.is_able() || !planned {
            return as_it_is();
        }
        // A separator at the end would come back whenever it is deleted.
        let is_key = |b: &u8| b.is_ascii_digit() || *b == b'+';
        let end = shown.as_bytes().iter().rposition(is_key).map_or(0, |last| last + 1);
        shown.truncate(end);
        // The reference drops digits where it takes a prefix for abroad twice; nothing that somebody typed goes.
        if shown.bytes().filter(is_key).count() < keys {
            return as_it_is();
        }
        let mut place = 0;
        for (at, b) in (1..).zip(shown.bytes()) {
            if keys_before == 0 {
                break;
            }
            if is_key(&b) {
                keys_before -= 1;
                place = at;
            }
        }
        (shown, place)
    }
}
