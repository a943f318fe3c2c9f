//! Plain loops over text, as in `crate::text`: `format!` and the searches of `str` would be a third of what a page loads.

use crate::json::push_whole;
use crate::prelude::*;

pub(super) fn whole(number: u64) -> String {
    let mut text = String::new();
    push_whole(&mut text, number);
    text
}

/// What stands before the first `mark`, and what after it.
#[inline(never)]
pub(super) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    for start in 0..text.len() {
        if let Some(after) = text.get(start..)
            && after.as_bytes().starts_with(mark.as_bytes())
        {
            return Some((text.get(..start)?, after.get(mark.len()..)?));
        }
    }
    None
}

/// `str::trim`, once.
#[inline(never)]
pub(super) fn trim(text: &str) -> &str {
    text.trim()
}

/// Texts with another between them.
#[inline(never)]
pub(super) fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut out = String::new();
    for (place, text) in texts.into_iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        out.push_str(text.as_ref());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_and_joined() {
        for (text, mark, expected) in [
            ("a://b://c", "://", Some(("a", "b://c"))),
            ("é: ü", ": ", Some(("é", "ü"))),
            ("::", ":", Some(("", ":"))),
            ("日本", "本", Some(("日", ""))),
            ("a:b", "://", None),
            ("", ":", None),
        ] {
            assert_eq!(cut(text, mark), expected, "{text}");
        }
        assert_eq!(join(["", "a", ""], ", "), ", a, ");
        assert_eq!(whole(1_200), "1200");
    }
}
