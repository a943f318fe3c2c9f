//! What somebody meant who mistyped a domain: the nearest of the big mailbox providers, by the slips of a hand.

use crate::lists::MAILBOXES;
use alloc::borrow::Cow;
use alloc::string::String;

/// Existing domains that lie near a mailbox provider's, as sorted hashes of two bytes; see `data/README.md`.
static GUARD: &[u8] = include_bytes!("../data/guard.bin");

/// Domains are compared in rows of this many bytes; the longest of the providers' has 15.
const ROW: usize = 32;

/// Costs in tenths of a slip: what a hand does most often costs least.
const SWAPPED: u8 = 6;
const NEIGHBOUR: u8 = 7;
const DOUBLED: u8 = 5;
const DROPPED: u8 = 8;
const OTHER: u8 = 10;

/// The domain that was probably meant, in lower case, where the one that was typed looks like a slip: of a big
/// mailbox provider's, or of a common end such as `.con`.
///
/// The weighted Damerau-Levenshtein distance (optimal string alignment) to each provider is taken; the longer
/// its domain, the more is forgiven. Existing domains are left alone.
#[must_use]
pub fn hint(domain: &str) -> Option<Cow<'static, str>> {
    let mut row = [0; ROW];
    match lower(domain, &mut row) {
        Some(typed) => match nearest(typed).0 {
            Nearest::Itself => None,
            Nearest::Meant(mailbox) => (!guarded(typed)).then_some(Cow::Borrowed(mailbox)),
            Nearest::None => end(domain),
        },
        None => end(domain),
    }
}

enum Nearest {
    /// The domain is a provider's.
    Itself,
    /// It is near one.
    Meant(&'static str),
    None,
}

/// With the distance, in tenths of a slip.
fn nearest(typed: &[u8]) -> (Nearest, u8) {
    let (mut best, mut least, mut meant) = (Nearest::None, u8::MAX, true);
    for mailbox in MAILBOXES.split('\n') {
        if mailbox.as_bytes() == typed {
            return (Nearest::Itself, 0);
        }
        // Those behind the empty line have too many neighbours to be meant.
        meant &= !mailbox.is_empty();
        if meant {
            // At the same distance the bigger one is meant, which comes first.
            let limit = most(mailbox.len()).min(least - 1);
            let cost = distance(typed, mailbox.as_bytes(), limit);
            if cost <= limit && !abroad(typed, mailbox.as_bytes()) {
                (best, least) = (Nearest::Meant(mailbox), cost);
            }
        }
    }
    (best, least)
}

/// How much is forgiven, by the length of what is meant.
const fn most(length: usize) -> u8 {
    match length {
        0..=6 => 8,
        7..=8 => 12,
        9..=11 => 17,
        _ => 20,
    }
}

/// The domain in lower case, in ASCII; `None` where it cannot be a slip of a provider's.
fn lower<'a>(domain: &str, row: &'a mut [u8; ROW]) -> Option<&'a [u8]> {
    let length = domain.len();
    for (to, byte) in row.get_mut(..length)?.iter_mut().zip(domain.bytes()) {
        *to = byte.to_ascii_lowercase();
    }
    // The table of distances has a row more.
    if length < ROW { row.get(..length) } else { None }
}

/// The weight of the slips that make `typed` of `meant`, both shorter than [`ROW`]; anything above the limit
/// where it is above.
fn distance(typed: &[u8], meant: &[u8], limit: u8) -> u8 {
    // Most are told by their length.
    if typed.len().abs_diff(meant.len()) * usize::from(DOUBLED) > usize::from(limit) {
        return u8::MAX;
    }
    let at = |text: &[u8], index: usize| text.get(index).copied().unwrap_or(0);
    // The last three rows of the table, the one before last for what is swapped. Masks instead of checks.
    let mut rows = [[0_u8; ROW]; 3];
    for i in 0..=typed.len() {
        let t = at(typed, i.wrapping_sub(1));
        let t_before = at(typed, i.wrapping_sub(2));
        let mut row = [0_u8; ROW];
        for j in 0..=meant.len() {
            let m = at(meant, j.wrapping_sub(1));
            let m_before = at(meant, j.wrapping_sub(2));
            let mut least = if i + j == 0 { 0 } else { u8::MAX };
            let mut step = |from: u8, cost: u8| least = least.min(from.saturating_add(cost));
            if i > 0 {
                step(rows[0][j % ROW], if t == t_before { DOUBLED } else { OTHER });
            }
            if j > 0 {
                step(row[(j - 1) % ROW], if m == m_before { DOUBLED } else { DROPPED });
            }
            if i > 0 && j > 0 {
                let cost = if t == m {
                    0
                } else if neighbours(t, m) {
                    NEIGHBOUR
                } else {
                    OTHER
                };
                step(rows[0][(j - 1) % ROW], cost);
            }
            if i > 1 && j > 1 && t == m_before && t_before == m {
                step(rows[1][(j - 2) % ROW], SWAPPED);
            }
            row[j % ROW] = least;
        }
        // A swap leaps over one row, not over two.
        let over = |row: &[u8; ROW]| row.iter().take(meant.len() + 1).all(|cost| *cost > limit);
        if i > 0 && over(&row) && over(&rows[0]) {
            return u8::MAX;
        }
        rows = [row, rows[0], rows[1]];
    }
    rows[0][meant.len() % ROW]
}

/// Whether two keys touch on the keyboard that most of the world types Latin letters on.
fn neighbours(one: u8, other: u8) -> bool {
    const KEYS: &[u8] = b"1234567890qwertyuiopasdfghjkl-zxcvbnm-.-";
    let place = |key| KEYS.iter().position(|k| *k == key);
    match (place(one), place(other)) {
        // Each row stands half a key to the right of the one above.
        (Some(one), Some(other)) => {
            let (above, below) = if one < other { (one, other) } else { (other, one) };
            let across = (below % 10 + 1).wrapping_sub(above % 10);
            match below / 10 - above / 10 {
                0 => across == 2,
                1 => across < 2,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether the typed domain is the provider's name in another country, such as `yahoo.pt`, that exists.
/// `.co`, `.cm`, `.om` and `.ne` exist too, but mostly as what is left of `.com` and `.net`.
fn abroad(typed: &[u8], meant: &[u8]) -> bool {
    let name = meant.iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1);
    let (Some(typed_name), Some(&[one, other])) = (typed.get(..name), typed.get(name..)) else {
        return false;
    };
    if meant.get(..name) != Some(typed_name) {
        return false;
    }
    let cut = match meant.get(name..) {
        Some(b"com") => matches!([one, other], [b'c', b'o' | b'm'] | [b'o', b'm']),
        Some(b"net") => [one, other] == *b"ne",
        _ => false,
    };
    let country = country(one, other).unwrap_or(usize::MAX);
    !cut && COUNTRIES.get(country / 8).is_some_and(|byte| byte >> (country % 8) & 1 == 1)
}

/// The number of a code of two letters.
const fn country(one: u8, other: u8) -> Option<usize> {
    match (one, other) {
        (b'a'..=b'z', b'a'..=b'z') => Some((one - b'a') as usize * 26 + (other - b'a') as usize),
        _ => None,
    }
}

/// A bit for each code of two letters: whether it is a top-level domain (IANA, 2026).
static COUNTRIES: [u8; 85] = {
    let codes = b"acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbvbwbybzcacccdcfcgchcickclcmcn\
        cocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthu\
        idieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmt\
        mumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsn\
        sosrssstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeytzmzw";
    let (mut bits, mut at) = ([0; 85], 0);
    while at + 1 < codes.len() {
        if let Some(country) = country(codes[at], codes[at + 1]) {
            bits[country / 8] |= 1 << (country % 8);
        }
        at += 2;
    }
    bits
};

/// Whether the domain is one of the existing ones near a provider's.
fn guarded(typed: &[u8]) -> bool {
    let hash = hash(typed).to_le_bytes();
    GUARD.chunks_exact(2).any(|one| one == hash)
}

/// FNV-1a, folded to 16 bits. Of the slips that are not in the guard it holds back one in 600 by mistake.
pub(crate) fn hash(text: &[u8]) -> u16 {
    let hash =
        text.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash >> 16) as u16 ^ hash as u16
}

/// Ends that are no top-level domain, but a slip of one: the slip, a space, what was meant.
static ENDS: &str = "con com\ncmo com\nocm com\ncomm com\ncoom com\nccom com\nvom com\nxom com\ncim com\ncpm com\n\
    copm com\nner net\nnte net\nnett net\nogr org\nrog org\norgg org\nprg org\ndee de\ncouk co.uk\ncombr com.br\n";

/// The domain with the end that was meant.
fn end(domain: &str) -> Option<Cow<'static, str>> {
    let dot = domain.bytes().rposition(|byte| byte == b'.')?;
    let (name, last) = (domain.get(..=dot)?, domain.get(dot + 1..)?);
    for line in ENDS.split('\n') {
        let (slip, meant) = line.split_at_checked(line.bytes().position(|byte| byte == b' ')?)?;
        if slip.eq_ignore_ascii_case(last) {
            let mut whole = String::from(name);
            whole.make_ascii_lowercase();
            whole.push_str(meant.get(1..)?);
            return Some(Cow::Owned(whole));
        }
    }
    None
}

/// The hashes of those among the existing domains that would be corrected, sorted; for the generator of the guard.
///
/// A domain one slip from one of the five biggest is not guarded: for each who has a mailbox there, thousands
/// mistype.
#[cfg(feature = "generate")]
pub fn guard<'a>(existing: impl Iterator<Item = &'a str>) -> alloc::collections::BTreeSet<u16> {
    let big: alloc::vec::Vec<&str> = MAILBOXES.split('\n').take(5).collect();
    existing
        .filter_map(|domain| {
            let mut row = [0; ROW];
            let typed = lower(domain, &mut row)?;
            match nearest(typed) {
                (Nearest::Meant(mailbox), cost) if cost > OTHER || !big.contains(&mailbox) => {
                    Some(hash(typed))
                }
                _ => None,
            }
        })
        .collect()
}
