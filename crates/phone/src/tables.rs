//! What is known of the world's numbering plans, decoded and ready to be asked.

use crate::pattern::Pattern;
use alloc::string::String;
use alloc::vec::Vec;

/// All regions, and what packs have added for some of their calling codes.
#[derive(Debug, Default)]
pub struct Tables {
    /// By calling code; the first of a code's regions is its main one.
    pub regions: Vec<Region>,
    /// Of the general descriptions.
    pub general: Automaton,
    /// What packs brought, a plan for each calling code.
    pub plans: Vec<Plan>,
}

/// One region (or non-geographic service) of a calling code.
#[derive(Debug, Default)]
pub struct Region {
    /// ISO 3166-1 alpha-2, `001` where the code is no country's (as in libphonenumber).
    pub id: String,
    /// Calling code, 1 to 999.
    pub code: u16,
    /// Bit n: a national number of n digits is possible.
    pub lengths: u32,
    /// Bit n: n digits are possible within an area alone.
    pub local_lengths: u32,
    /// Regular expression of the prefixes to dial abroad.
    pub abroad: Pattern,
    /// What is dialled before a national number, shown in formats as `$NP`.
    pub national_prefix: String,
    /// Regular expression of what is taken off the front of a national number; empty = nothing.
    pub prefix_pattern: Pattern,
    /// What is put there instead (`$1`); empty = nothing.
    pub transform: String,
    /// Regular expression that tells this region from others of its calling code; empty = none.
    pub leading_digits: Pattern,
    /// Where its general description starts in [`Tables::general`].
    pub general: u16,
    /// For each first digit, bit n: some fixed-line or mobile pattern accepts a number of n digits.
    pub first: [u32; 10],
}

/// What a pack knows of one calling code.
#[derive(Debug, Default)]
pub struct Plan {
    pub code: u16,
    /// For each of the code's regions, in the order of [`Tables::regions`]: where its numbers start in `kinds`.
    pub starts: Vec<u16>,
    /// One type's pattern with that type's lengths: what it accepts a number as, if the general description
    /// accepts it too.
    pub kinds: Automaton,
    /// National formats, of the main region; the first one that fits counts.
    pub formats: Vec<Format>,
}

/// A format: `groups` of digits put into `template`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// Least and most digits of each group.
    pub groups: Vec<(u8, u8)>,
    /// `$1 $2-$3`.
    pub template: String,
    /// Where the international format differs from the national one; `NA` = there is none.
    pub international: String,
    /// Regular expression of the leading digits; empty = any.
    pub leading: Pattern,
    /// libphonenumber has as many such expressions, the first for three digits, each next one for a digit more.
    /// The last one is `leading`; those before say what its matches begin with (in 9.0.40 all but one, which also
    /// names six beginnings in Argentina that lead to nothing), and are not kept.
    pub steps: u8,
    /// `0$1`, `($1)`, … put for the first group in the national format; empty = the group alone.
    pub prefix_rule: String,
    /// The national prefix may be left out, or written where the rule has none (as-you-type needs it).
    pub prefix_optional: bool,
}

/// A set of kinds of number, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(pub u16);

impl Kinds {
    pub const FIXED: Self = Self(1);
    pub const MOBILE: Self = Self(2);
    pub const TOLL_FREE: Self = Self(4);
    pub const PREMIUM: Self = Self(8);
    pub const SHARED_COST: Self = Self(16);
    pub const PERSONAL: Self = Self(32);
    pub const VOIP: Self = Self(64);
    pub const PAGER: Self = Self(128);
    pub const COMPANY: Self = Self(256);
    pub const VOICE_MAIL: Self = Self(512);
    /// The last six.
    pub const OTHER: Self = Self(0x3f0);
}

/// A deterministic automaton over digits. Node 0 refuses everything.
#[derive(Debug, Default)]
pub struct Automaton {
    /// Where each digit leads.
    pub next: Vec<[u16; 10]>,
    /// What a number that ends here is; 0 = nothing.
    pub accepts: Vec<Kinds>,
}

impl Automaton {
    /// What these ASCII digits are, from this node on.
    pub fn run(&self, start: u16, digits: &[u8]) -> Kinds {
        let mut node = start;
        for digit in digits {
            let row = self.next.get(usize::from(node));
            node = row.and_then(|row| row.get(usize::from(digit.wrapping_sub(b'0')))).copied().unwrap_or(0);
        }
        self.accepts.get(usize::from(node)).copied().unwrap_or_default()
    }
}
