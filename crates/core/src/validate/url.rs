//! Addresses of websites, with or without `https://` before them, as people type them.

use super::email;
use crate::aid::Aid;
use crate::text::split_at_byte;

/// `http` or `https` or neither, a domain of two labels or more, perhaps a port, then anything without white
/// space. No user, no password, no numeric address.
#[inline(never)]
pub(super) fn is_address(text: &str, aid: &dyn Aid) -> bool {
    let rest = without_scheme(text);
    let mut end = 0;
    for byte in rest.bytes() {
        if matches!(byte, b'/' | b'?' | b'#') {
            break;
        }
        end += 1;
    }
    let (authority, path) = rest.split_at_checked(end).unwrap_or_default();
    let (host, port) = split_at_byte(authority, b':');
    let ported = authority.len() > host.len();
    let mut number = 0;
    for byte in port.bytes() {
        if !byte.is_ascii_digit() || number > 6553 {
            return false;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    if ported && (number == 0 || number > 65535) {
        return false;
    }
    for c in path.chars() {
        if c <= ' ' || matches!(c, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{3000}')
        {
            return false;
        }
    }
    email::is_domain(host, aid)
}

/// What follows `http://` or `https://`; all of it where it has neither.
pub(super) fn without_scheme(text: &str) -> &str {
    for scheme in ["https://", "http://"] {
        if let Some((start, rest)) = text.split_at_checked(scheme.len())
            && start.eq_ignore_ascii_case(scheme)
        {
            return rest;
        }
    }
    text
}
