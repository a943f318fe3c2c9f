//! How pairs are written into a body.

use crate::prelude::*;

/// The content type of [`urlencoded`].
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// WHATWG URL section 5.2.
pub(super) fn urlencoded<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        push_percent(&mut out, name.as_ref(), true);
        out.push('=');
        push_percent(&mut out, value.as_ref(), true);
    }
    out
}

/// A value as a part of a query.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::new();
    push_percent(&mut out, text, false);
    out
}

fn push_percent(out: &mut String, text: &str, plus: bool) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b'*' if plus => out.push('*'),
            b' ' if plus => out.push('+'),
            _ => {
                out.push('%');
                for half in [byte >> 4, byte & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
                }
            }
        }
    }
}

/// `multipart/form-data` (RFC 7578) with its content type. `seed` names the boundary; it grows until no value has it.
#[cfg(feature = "native")]
pub(super) fn multipart<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)], seed: &str) -> (String, String) {
    let mut boundary = format!("leadwell-{seed}");
    while pairs.iter().any(|(_, value)| value.as_ref().contains(&boundary)) {
        boundary.push('x');
    }
    let mut out = String::new();
    for (name, value) in pairs {
        // As browsers escape a name (WHATWG HTML, multipart/form-data encoding algorithm).
        let name = name.as_ref().replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        out.push_str(&format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n"));
        out.push_str(value.as_ref());
        out.push_str("\r\n");
    }
    out.push_str(&format!("--{boundary}--\r\n"));
    (format!("multipart/form-data; boundary={boundary}"), out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let pairs = [("a b", "1&2=3+4%"), ("é", "日本 *~'()"), ("", ""), ("n", "x\r\ny")];
        let text = urlencoded(&pairs);
        let read = crate::urlencoded::parse(&text);
        let read: Vec<(&str, &str)> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, pairs, "{text}");
        assert_eq!(percent("a b+é*"), "a%20b%2B%C3%A9%2A");
    }

    #[test]
    fn no_value_ends_its_part() {
        let (kind, body) = multipart(&[("a\"b", "--leadwell-7\r\n--leadwell-7--")], "7");
        assert_eq!(kind, "multipart/form-data; boundary=leadwell-7x");
        assert_eq!(body.matches("leadwell-7x").count(), 2);
        assert!(body.contains("name=\"a%22b\""));
    }
}
