//! Digits as people type them on their keyboards, as ASCII.

/// The digit that this character is: ASCII, full-width, Arabic-Indic, Eastern Arabic or Devanagari.
pub(super) const fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(b'0' + (c as u32 - zero as u32) as u8)
}
