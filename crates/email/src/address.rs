//! The rule for an address that a lead can be answered at: the part of RFC 5321, 6531 and 5891 that mail
//! providers deliver to, as the HTML standard, PyPI `email-validator` and npm `@hapi/address` agree on it.
//!
//! A local part is a dot-atom of 1 to 64 bytes, a domain has two labels or more. No quoted parts, comments or
//! address literals. Unicode is asked of the surroundings, so that a page carries none of its tables.

/// What the rule must know of Unicode. A page asks its browser, the collector ICU4X ([`crate::native`]). Only
/// texts with characters beyond ASCII are asked about, and only those that are right in all other respects.
pub trait Unicode {
    /// Whether every character beyond ASCII of the text is a letter (L), a decimal digit (Nd), a mark that
    /// takes part in words (Mn, Mc), or one of `·͵׳״۽۾་〇・` and the two joiners, which RFC 5892 admits beside these.
    ///
    /// In a page: ``/^[\0-\x7f\p{L}\p{Nd}\p{Mn}\p{Mc}·͵׳״۽۾་〇・\u200c\u200d]*$/u.test(text)``
    fn is_word(&self, text: &str) -> bool;

    /// The length in bytes of the domain's ASCII form by UTS 46 as the URL standard applies it (not
    /// transitional, `CheckBidi` and `CheckJoiners`, no check of lengths); 0 where it has none, or where one of
    /// its labels is longer than 63.
    ///
    /// In a page: `try { let h = new URL("https://" + domain).hostname; return /[^.]{64}/.test(h) ? 0 :
    /// h.length } catch { return 0 }`
    fn ascii_len(&self, domain: &str) -> u32;
}

/// An address that keeps the rule, as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// What stands before the `@`.
    pub local: &'a str,
    /// What stands behind it.
    pub domain: &'a str,
    /// The local part is not ASCII: only a server that speaks SMTPUTF8 (RFC 6531) can take mail for it.
    pub needs_smtputf8: bool,
    /// The domain is not ASCII: it is sent to by its `xn--` form.
    pub is_idn: bool,
}

/// Why a text is no address; the first reason in the order in which somebody would mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Reason {
    /// No `@`.
    NoAt = 1,
    /// More than one `@`.
    SecondAt,
    /// Nothing before the `@`.
    LocalEmpty,
    /// More than 64 bytes before the `@`.
    LocalTooLong,
    /// A dot at the edge of the local part, or two in a row.
    LocalDot,
    /// A quoted part or a comment: allowed by RFC 5322, delivered by hardly anybody.
    Quoted,
    /// A space within.
    Space,
    /// Another character that no address has.
    Character,
    /// A character of another width or style, such as `＠` of a Japanese keyboard or `𝐚`: to be typed plainly.
    Width,
    /// Nothing behind the `@`.
    DomainEmpty,
    /// An address literal such as `[192.0.2.1]`.
    Literal,
    /// A domain without a dot.
    OneLabel,
    /// A dot at the start of the domain, or two in a row.
    Label,
    /// A dot at the end.
    TrailingDot,
    /// A label of the domain longer than 63 bytes.
    LabelTooLong,
    /// A hyphen at the edge of a label, or at its third and fourth place.
    Hyphen,
    /// The last label is a number, has digits, or is one character.
    Tld,
    /// More than 254 bytes.
    TooLong,
    /// A domain beyond ASCII that has no ASCII form.
    Idn,
}

impl Reason {
    /// The reason as a word of ASCII letters and `_`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAt => "no_at",
            Self::SecondAt => "second_at",
            Self::LocalEmpty => "local_empty",
            Self::LocalTooLong => "local_too_long",
            Self::LocalDot => "local_dot",
            Self::Quoted => "quoted",
            Self::Space => "space",
            Self::Character => "character",
            Self::Width => "width",
            Self::DomainEmpty => "domain_empty",
            Self::Literal => "literal",
            Self::OneLabel => "one_label",
            Self::Label => "label",
            Self::TrailingDot => "trailing_dot",
            Self::LabelTooLong => "label_too_long",
            Self::Hyphen => "hyphen",
            Self::Tld => "tld",
            Self::TooLong => "too_long",
            Self::Idn => "idn",
        }
    }
}

/// The longest address, in bytes (RFC 5321 4.5.3.1.3, less the angle brackets).
const MOST: usize = 254;

/// The address that the text is, spaces and invisible characters around it aside.
///
/// # Errors
/// The reason why it is none.
pub fn parse<'a>(text: &'a str, unicode: &impl Unicode) -> Result<Address<'a>, Reason> {
    parse_exact(trim(text), unicode)
}

/// As [`parse`], for a text that was trimmed: spaces around it are a mistake.
///
/// # Errors
/// The reason why it is none.
pub fn parse_exact<'a>(text: &'a str, unicode: &impl Unicode) -> Result<Address<'a>, Reason> {
    let shaped = shape(text.as_bytes());
    // Before the shape's own reasons, since a dot or `@` of another width is why there is no plain one.
    if shaped != Err(Reason::NoAt) && !text.is_ascii() {
        characters(text)?;
    }
    let at = shaped?;
    let local = text.get(..at).unwrap_or_default();
    let domain = text.get(at + 1..).unwrap_or_default();
    let (needs_smtputf8, is_idn) = (!local.is_ascii(), !domain.is_ascii());
    if (needs_smtputf8 || is_idn) && !unicode.is_word(text) {
        return Err(Reason::Character);
    }
    if is_idn {
        let length = unicode.ascii_len(domain) as usize;
        if length == 0 {
            return Err(Reason::Idn);
        }
        if at + 1 + length > MOST {
            return Err(Reason::TooLong);
        }
    }
    Ok(Address { local, domain, needs_smtputf8, is_idn })
}

/// The place of the `@` in what has the shape of an address. Bytes beyond ASCII count as letters.
fn shape(bytes: &[u8]) -> Result<usize, Reason> {
    if !bytes.contains(&b'@') {
        // The at sign of a full-width keyboard.
        let wide = bytes.windows(3).any(|three| three == [0xef, 0xbc, 0xa0]);
        return Err(if wide { Reason::Width } else { Reason::NoAt });
    }
    let (mut local, mut labels, mut start) = (None, 0, 0);
    // One step more than there are bytes, for what the end closes.
    for at in 0..=bytes.len() {
        // The atom or label so far, and what comes next.
        let part = bytes.get(start..at).unwrap_or_default();
        match bytes.get(at) {
            Some(b'@') if local.is_some() => return Err(Reason::SecondAt),
            Some(b'@') if at == 0 => return Err(Reason::LocalEmpty),
            Some(b'@') if part.is_empty() => return Err(Reason::LocalDot),
            Some(b'@') if at > 64 => return Err(Reason::LocalTooLong),
            Some(b'@') => (local, start) = (Some(at), at + 1),
            Some(b'.') if local.is_none() => {
                if part.is_empty() {
                    return Err(Reason::LocalDot);
                }
                start = at + 1;
            }
            Some(b'.') => {
                label(part)?;
                (labels, start) = (labels + 1, at + 1);
            }
            Some(byte) if byte.is_ascii_alphanumeric() || *byte == b'-' || *byte > 127 => {}
            Some(byte) if local.is_none() && is_mark(*byte) => {}
            Some(b'[') if local.is_some() && part.is_empty() && labels == 0 => return Err(Reason::Literal),
            Some(b'"' | b'\\' | b'(' | b')') => return Err(Reason::Quoted),
            Some(b' ' | b'\t'..=b'\r') => return Err(Reason::Space),
            Some(_) => return Err(Reason::Character),
            None if part.is_empty() => {
                return Err(if labels == 0 { Reason::DomainEmpty } else { Reason::TrailingDot });
            }
            None if labels == 0 => return Err(Reason::OneLabel),
            None => {
                label(part)?;
                top(part)?;
            }
        }
    }
    if bytes.len() > MOST {
        return Err(Reason::TooLong);
    }
    local.ok_or(Reason::NoAt)
}

/// What stands in a local part beside letters, digits and `-`: `` !#$%&'*+/=?^_`{|}~ ``.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

/// A label of a domain, its characters being right.
fn label(label: &[u8]) -> Result<(), Reason> {
    if label.is_empty() {
        return Err(Reason::Label);
    }
    // What lies beyond ASCII is measured in its ASCII form.
    if label.len() > 63 && label.is_ascii() {
        return Err(Reason::LabelTooLong);
    }
    let mut place = 0;
    let mut paired = false;
    for pair in label.windows(2) {
        // Characters are counted, not the bytes that continue them.
        place += u32::from(!matches!(pair, [0x80..=0xbf, _]));
        paired |= place == 3 && pair == b"--";
    }
    let edge = matches!(label, [b'-', ..] | [.., b'-']);
    if edge || (paired && !is_ace(label)) { Err(Reason::Hyphen) } else { Ok(()) }
}

/// The last label must not look like a number or the end of one.
fn top(label: &[u8]) -> Result<(), Reason> {
    let (mut count, mut alphabetic) = (0, true);
    for byte in label {
        count += u32::from(byte & 0xc0 != 0x80);
        alphabetic &= !matches!(byte, b'0'..=b'9' | b'-');
    }
    if count > 1 && (alphabetic || is_ace(label)) { Ok(()) } else { Err(Reason::Tld) }
}

/// `xn--` and more: the ASCII form of a label.
const fn is_ace(label: &[u8]) -> bool {
    matches!(label, [b'x' | b'X', b'n' | b'N', b'-', b'-', _, ..])
}

/// Characters that hosts of different age judge differently, or that change what is read into something else,
/// are refused here, so that they are never asked about.
fn characters(text: &str) -> Result<(), Reason> {
    let mut domain = false;
    for c in text.chars() {
        match c {
            '@' => domain = true,
            // Letters of another width or style and the forms for display of some scripts: what nobody has in
            // an address, and what would become ASCII, even digits and dots, in a domain.
            '\u{2070}'..='\u{209f}'
            | '\u{2100}'..='\u{218f}'
            | '。'
            | '\u{fb00}'..='\u{fdff}'
            | '\u{fe10}'..='\u{ffef}'
            | '\u{1d400}'..='\u{1d7ff}' => return Err(Reason::Width),
            // Ancient scripts, symbols and the rarest Han, where hosts know each a different part. None of the
            // scripts that UAX 31 recommends for names lies here.
            '\u{10000}'..='\u{1ffff}' | '\u{2ebe1}'.. => return Err(Reason::Character),
            // Capitals that UTS 46 forbade until Unicode 16.
            'Ӏ' | '\u{10a0}'..='\u{10cd}' if domain => return Err(Reason::Character),
            // Joiners matter in the domains of some scripts; the ASCII form tells whether they stand right.
            '\u{200c}' | '\u{200d}' if domain => {}
            // Letters and marks that nobody can see, and one that begins with a space.
            '\u{34f}'
            | '\u{37a}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' => return Err(Reason::Character),
            // The spaces of the world.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
                return Err(Reason::Space);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The text without spaces, controls and invisible characters around it.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c| {
        matches!(c, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}')
    })
}

/// Whether the domain ends in a name that is never delivered to from outside: the special-use names of RFC 6761,
/// 6762, 7686 and 9476 and `.arpa`.
#[must_use]
pub fn is_special(domain: &str) -> bool {
    const NAMES: [&[u8]; 8] =
        [b"test", b"invalid", b"localhost", b"local", b"example", b"onion", b"arpa", b"internal"];
    let last = domain.as_bytes().rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    NAMES.iter().any(|name| last.eq_ignore_ascii_case(name))
}
