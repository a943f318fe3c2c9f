//! What somebody meant who mistyped a domain: the nearest of the big mailbox providers, by the slips of a hand.

use crate::lists::{MAILBOXES, words};

/// Existing domains that lie near a mailbox provider's, as sorted hashes of two bytes; see `data/README.md`.
static GUARD: &[u8] = include_bytes!("../data/guard.bin");

/// A domain that was probably meant: `kept` with `meant` behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint<'a> {
    /// The part of what was typed that stays; empty, or ends in a dot.
    pub kept: &'a str,
    /// What belongs in the place of the rest, in lower case.
    pub meant: &'static str,
}

/// The domain that was probably meant where the one that was typed looks like a slip: of a big mailbox
/// provider's, or of a common end such as `.con`.
///
/// The weighted Damerau-Levenshtein distance (optimal string alignment) to each provider is taken; the longer
/// its domain, the more is forgiven. Existing domains are left alone.
#[must_use]
pub fn hint(domain: &str) -> Option<Hint<'_>> {
    let mut row = [0; LONGEST];
    let typed = lower(domain, &mut row);
    match nearest(typed).0 {
        Nearest::Itself => None,
        Nearest::Meant(meant) => (!guarded(typed)).then_some(Hint { kept: "", meant }),
        Nearest::None => end(domain),
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
    let mut table = [u8::MAX; TABLE];
    for mailbox in words(MAILBOXES) {
        let bytes = mailbox.as_bytes();
        // Those behind the empty line have too many neighbours to be meant.
        meant &= !bytes.is_empty();
        let limit = most(bytes.len());
        if bytes == typed && !bytes.is_empty() {
            return (Nearest::Itself, 0);
        }
        // Most are told by their length: a letter more or less costs five.
        if meant && typed.len().abs_diff(bytes.len()) * 5 <= limit as usize {
            let cost = distance(typed, bytes, &mut table);
            // At the same distance the bigger one is meant, which comes first.
            if cost < least && cost <= limit && !abroad(typed, bytes) {
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

/// A domain that is longer is no slip of a provider's; the longest of theirs has 15 bytes.
const LONGEST: usize = 20;

/// The domain in lower case; empty where it is too long.
fn lower<'a>(domain: &str, row: &'a mut [u8; LONGEST]) -> &'a [u8] {
    let Some(row) = row.get_mut(..domain.len()) else { return &[] };
    for (to, byte) in row.iter_mut().zip(domain.bytes()) {
        *to = byte.to_ascii_lowercase();
    }
    row
}

/// A line of the table of distances, which has a border of two at the top and at the left, and its size rounded
/// up to a power of two, so that a mask takes the place of the check of bounds.
const LINE: usize = 24;
const TABLE: usize = 1024;

/// The weight of the slips that make `typed` of `meant`, in tenths. What a hand does most often costs least.
/// The border of the table is full of the largest number, the rest is written before it is read.
fn distance(typed: &[u8], meant: &[u8], table: &mut [u8; TABLE]) -> u8 {
    let (mut t, mut last) = (0, u8::MAX);
    for i in 0..typed.len() + 1 {
        let t_before = t;
        t = if i == 0 { 0 } else { typed.get(i - 1).copied().unwrap_or(0) };
        let mut m = 0;
        for j in 0..meant.len() + 1 {
            let m_before = m;
            m = if j == 0 { 0 } else { meant.get(j - 1).copied().unwrap_or(0) };
            let here = (i + 2) * LINE + j + 2;
            let from = |back: usize, cost: u8| table[(here - back) % TABLE].saturating_add(cost);
            // One more than was meant, which often is a doubled one.
            let more = from(LINE, if t == t_before { 5 } else { 10 });
            let less = from(1, if m == m_before { 5 } else { 8 });
            let other = from(
                LINE + 1,
                if t == m {
                    0
                } else if neighbours(t, m) {
                    7
                } else {
                    10
                },
            );
            let swapped = if t == m_before && t_before == m { from(2 * LINE + 2, 6) } else { u8::MAX };
            last = if i + j == 0 { 0 } else { more.min(less).min(other).min(swapped) };
            table[here % TABLE] = last;
        }
    }
    last
}

/// Whether two keys touch on the keyboard that most of the world types Latin letters on.
fn neighbours(one: u8, other: u8) -> bool {
    const KEYS: &[u8] = b"1234567890qwertyuiopasdfghjkl zxcvbnm,.";
    let place = |key| KEYS.iter().position(|k| *k == key);
    let (Some(one), Some(other)) = (place(one), place(other)) else { return false };
    let (above, below) = if one < other { (one, other) } else { (other, one) };
    // Each row has ten keys and stands half a key to the right of the one above.
    match below - above {
        1 => below % 10 != 0,
        9 => above % 10 != 0,
        10 => true,
        _ => false,
    }
}

/// Whether the typed domain is the provider's name in another country, such as `yahoo.pt`, that exists.
/// `.co`, `.cm`, `.om` and `.ne` exist too, but mostly as what is left of `.com` and `.net`.
fn abroad(typed: &[u8], meant: &[u8]) -> bool {
    let name = meant.iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1);
    match (typed.split_at_checked(name), meant.split_at_checked(name)) {
        (Some((same, &[one, other])), Some((name, end))) if same == name => {
            let cut = match end {
                b"com" => matches!((one, other), (b'c', b'o' | b'm') | (b'o', b'm')),
                b"net" => (one, other) == (b'n', b'e'),
                _ => false,
            };
            let country = country(one, other).unwrap_or(usize::MAX);
            !cut && COUNTRIES.get(country / 8).is_some_and(|byte| byte >> (country % 8) & 1 == 1)
        }
        _ => false,
    }
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

/// Ends that are no top-level domain but a slip of one, each with what was meant.
static ENDS: &str = "con\ncom\ncmo\ncom\nocm\ncom\ncomm\ncom\ncoom\ncom\nccom\ncom\nvom\ncom\nxom\ncom\ncim\ncom\n\
    cpm\ncom\ncopm\ncom\nner\nnet\nnte\nnet\nnett\nnet\nogr\norg\nrog\norg\norgg\norg\nprg\norg\ndee\nde\n\
    couk\nco.uk\ncombr\ncom.br";

/// The domain with the end that was meant.
fn end(domain: &str) -> Option<Hint<'_>> {
    let dot = domain.bytes().rposition(|byte| byte == b'.')? + 1;
    let (kept, last) = domain.split_at_checked(dot)?;
    let mut ends = words(ENDS);
    while let (Some(slip), Some(meant)) = (ends.next(), ends.next()) {
        if slip.eq_ignore_ascii_case(last) {
            return Some(Hint { kept, meant });
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
    let big: alloc::vec::Vec<&str> = words(MAILBOXES).take(5).collect();
    existing
        .filter_map(|domain| {
            let mut row = [0; LONGEST];
            let typed = lower(domain, &mut row);
            match nearest(typed) {
                (Nearest::Meant(mailbox), cost) if cost > 10 || !big.contains(&mailbox) => Some(hash(typed)),
                _ => None,
            }
        })
        .collect()
}
