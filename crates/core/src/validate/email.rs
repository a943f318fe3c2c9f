/// The deliverable subset: dot-atom local part of 1 to 64 bytes, a domain of two labels or more with an
/// alphabetic (or `xn--`) last label, 254 bytes in all. No quoted parts, comments or address literals.
pub(super) fn is_address(value: &str) -> bool {
    for c in value.chars() {
        if !c.is_ascii() && !is_letter(c) {
            return false;
        }
    }
    let bytes = value.as_bytes();
    let (mut domain, mut dotted, mut start) = (false, false, 0);
    // One step more than there are bytes, for what the end closes.
    for at in 0..bytes.len() + 1 {
        // The atom or label so far, and what comes next.
        let part = bytes.get(start..at).unwrap_or_default();
        let fine = match bytes.get(at) {
            Some(b'@') if !domain => {
                (domain, start) = (true, at + 1);
                at <= 64 && !part.is_empty()
            }
            Some(b'.') => {
                (dotted, start) = (domain, at + 1);
                !part.is_empty() && (!domain || is_label(part, false))
            }
            Some(byte) => {
                byte.is_ascii_alphanumeric() || *byte == b'-' || *byte > 127 || (!domain && is_mark(*byte))
            }
            None => dotted && is_label(part, true),
        };
        if !fine {
            return false;
        }
    }
    bytes.len() <= 254
}

/// What stands in a local part beside letters, digits and `-`: `` !#$%&'*+/=?^_`{|}~ ``.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

/// A label of a domain, its characters being right; `last` is the one that must not look like a number.
fn is_label(label: &[u8], last: bool) -> bool {
    let ace = label.len() > 4 && matches!(label, [b'x' | b'X', b'n' | b'N', b'-', b'-', ..]);
    let (mut count, mut alphabetic) = (0, true);
    for byte in label {
        // Continuations of a character do not count.
        count += u32::from(byte & 0xc0 != 0x80);
        alphabetic &= !matches!(byte, b'0'..=b'9' | b'-');
    }
    let odd =
        matches!(label, [] | [b'-', ..] | [.., b'-']) || (!ace && matches!(label, [_, _, b'-', b'-', ..]));
    !odd && label.len() <= 63 && (!last || (count > 1 && (alphabetic || ace)))
}

/// A character beyond ASCII that can stand in a name: no spaces, punctuation, symbols, full-width forms,
/// private use or emoji. By range; the tables of Unicode would weigh more than the whole rule.
const fn is_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{1fff}' | '\u{2c00}'..='\u{2dff}' | '\u{3005}'..='\u{d7ff}' | '\u{f900}'..='\u{fdff}'
        | '\u{10000}'..='\u{1efff}' | '\u{20000}'..='\u{3ffff}')
        && !matches!(c, '×' | '÷')
}
