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
    let (mut in_domain, mut needs_smtputf8, mut is_idn, mut odd) = (false, false, false, None);
    for c in text.chars() {
        if c == '@' {
            in_domain = true;
        } else if c > '\u{7f}' {
            needs_smtputf8 |= !in_domain;
            is_idn |= in_domain;
            odd = odd.or(never_asked(c, in_domain));
        }
    }
    // Before the shape's own reasons, since a dot or `@` of another width is why there is no plain one.
    match odd {
        Some(Reason::Width) => return Err(Reason::Width),
        _ if !in_domain => return Err(Reason::NoAt),
        Some(reason) => return Err(reason),
        None => {}
    }
    let at = shape(text.as_bytes())?;
    let (Some(local), Some(domain)) = (text.get(..at), text.get(at + 1..)) else { return Err(Reason::NoAt) };
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
    // The place of the `@`, 0 before it; where the atom or label starts; whether the domain has a dot.
    let (mut split, mut start, mut dotted) = (0, 0, false);
    // One step more than there are bytes, for what the end closes.
    for at in 0..bytes.len() + 1 {
        let part = bytes.get(start..at).unwrap_or_default();
        let next = bytes.get(at).copied();
        let problem = match next {
            Some(b'@' | b'.') | None if split == 0 => match (part, next) {
                ([], Some(b'@')) if at == 0 => Some(Reason::LocalEmpty),
                ([], _) => Some(Reason::LocalDot),
                (_, Some(b'@')) if at > 64 => Some(Reason::LocalTooLong),
                _ => None,
            },
            Some(b'@') => Some(Reason::SecondAt),
            Some(b'.') => label(part, false),
            None if !dotted => Some(if part.is_empty() { Reason::DomainEmpty } else { Reason::OneLabel }),
            None if part.is_empty() => Some(Reason::TrailingDot),
            None => label(part, true),
            Some(b'[') if split + 1 == at => Some(Reason::Literal),
            Some(byte) => character(byte, split == 0),
        };
        if let Some(reason) = problem {
            return Err(reason);
        }
        if matches!(next, Some(b'@' | b'.')) {
            start = at + 1;
            if next == Some(b'@') {
                split = at;
            } else {
                dotted = split != 0;
            }
        }
    }
    if bytes.len() > MOST { Err(Reason::TooLong) } else { Ok(split) }
}

/// What is wrong with the byte within an atom or a label. Beside letters, digits and `-`, an atom has
/// `` !#$%&'*+/=?^_`{|}~ ``.
const fn character(byte: u8, local: bool) -> Option<Reason> {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | 0x80.. => None,
        b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~' if local => None,
        b'"' | b'\\' | b'(' | b')' => Some(Reason::Quoted),
        b' ' | b'\t'..=b'\r' => Some(Reason::Space),
        _ => Some(Reason::Character),
    }
}

/// What is wrong with a label, its characters being right; the `last` must not look like a number.
fn label(label: &[u8], last: bool) -> Option<Reason> {
    // Characters, of which the bytes that continue one are none; hyphens at the third and fourth place.
    let (mut count, mut hyphens, mut ascii, mut alphabetic) = (0, 0, true, true);
    for byte in label {
        count += u32::from(byte & 0xc0 != 0x80);
        hyphens += u32::from(*byte == b'-' && (count == 3 || count == 4));
        ascii &= *byte < 128;
        alphabetic &= !matches!(byte, b'0'..=b'9' | b'-');
    }
    let ace = count > 4 && matches!(label, [b'x' | b'X', b'n' | b'N', b'-', b'-', ..]);
    match label {
        [] => Some(Reason::Label),
        [b'-', ..] | [.., b'-'] => Some(Reason::Hyphen),
        _ if hyphens == 2 && !ace => Some(Reason::Hyphen),
        // What lies beyond ASCII is measured in its ASCII form.
        _ if ascii && count > 63 => Some(Reason::LabelTooLong),
        _ if last && !(count > 1 && (alphabetic || ace)) => Some(Reason::Tld),
        _ => None,
    }
}

/// Characters that hosts of different age judge differently, or that would change into something else on the
/// way, are refused here, so that nobody is asked about them.
const fn never_asked(c: char, in_domain: bool) -> Option<Reason> {
    match c {
        // Letters of another width or style and the forms for display of some scripts: what nobody has in an
        // address, and what would become ASCII, even digits and dots, in a domain.
        '\u{2070}'..='\u{209f}' | '\u{2100}'..='\u{218f}' | '。' | '\u{fb00}'..='\u{ffef}' => {
            Some(Reason::Width)
        }
        // Ancient scripts, symbols and the rarest Han, where hosts know each a different part. None of the
        // scripts that UAX 31 recommends for names lies here.
        '\u{10000}'..='\u{1ffff}' | '\u{2ebe1}'.. => Some(Reason::Character),
        // Capitals that UTS 46 forbade until Unicode 16.
        'Ӏ' | '\u{10a0}'..='\u{10cd}' if in_domain => Some(Reason::Character),
        // Joiners matter in the domains of some scripts; the ASCII form tells whether they stand right.
        '\u{200c}' | '\u{200d}' if !in_domain => Some(Reason::Character),
        // Letters and marks that nobody can see, and one that begins with a space.
        '\u{34f}'
        | '\u{37a}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}' => Some(Reason::Character),
        _ => None,
    }
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
