//! Whether a number can be one, and is one.

use crate::tables::{Kinds, Region};
use crate::{Number, Phones};

/// What a number's length says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Possible {
    Yes,
    /// It can be dialled within an area only. libphonenumber's `isPossibleNumber` counts it as possible.
    LocalOnly,
    TooShort,
    TooLong,
    /// Between the shortest and the longest, and still none.
    InvalidLength,
    /// There is no such calling code.
    InvalidCode,
}

impl Possible {
    /// Whether it can be dialled from elsewhere.
    pub fn is_complete(self) -> bool {
        self == Self::Yes
    }
}

pub(crate) fn length(region: &Region, length: usize) -> Possible {
    let has = |mask: u32| length < 32 && mask >> length & 1 == 1;
    if has(region.local_lengths) {
        Possible::LocalOnly
    } else if has(region.lengths) {
        Possible::Yes
    } else if length < region.lengths.trailing_zeros() as usize {
        Possible::TooShort
    } else if length >= 32 - region.lengths.leading_zeros() as usize {
        Possible::TooLong
    } else {
        Possible::InvalidLength
    }
}

impl Phones {
    /// What the number's length says, by the rules of the main region of its calling code.
    pub fn possible(&self, number: &Number) -> Possible {
        self.main_region(number.code).map_or(Possible::InvalidCode, |region| length(region, number.nsn.len()))
    }

    /// Whether some fixed-line or mobile number of its calling code starts with this digit and is so long. What
    /// this denies is probably mistyped, but may be a rare number; it asks for no plan.
    pub fn plausible(&self, number: &Number) -> bool {
        let first = number.nsn.as_bytes().first().map_or(0, |digit| usize::from(digit & 15));
        let regions = self.regions(number.code).iter();
        let lengths = regions.fold(0, |all, region| all | region.first.get(first).copied().unwrap_or(0));
        lengths >> number.nsn.len() & 1 == 1
    }

    /// Whether the number matches its numbering plan; not whether it is anybody's. `None` while the plan of its
    /// calling code is not loaded.
    pub fn valid(&self, number: &Number) -> Option<bool> {
        self.kinds(number).map(|kinds| kinds.0 != 0)
    }

    /// What the number may be in the region that it belongs to; none = it is not valid. `None` while the plan of
    /// its calling code is not loaded.
    pub fn kinds(&self, number: &Number) -> Option<Kinds> {
        self.plan(number.code)?;
        Some(self.region_index(number).map_or(Kinds(0), |at| self.kinds_in(number, at)))
    }

    /// The region that the number belongs to, `001` where that is no country. `None` where no region of the
    /// calling code takes it, or only a plan that is not loaded could tell.
    pub fn region_of(&self, number: &Number) -> Option<&str> {
        let at = self.region_index(number)?;
        self.regions(number.code).get(at).map(|region| region.id.as_str())
    }

    /// Of the regions of the number's calling code, the one it belongs to.
    fn region_index(&self, number: &Number) -> Option<usize> {
        let regions = self.regions(number.code);
        if regions.len() == 1 {
            return Some(0);
        }
        regions.iter().enumerate().find_map(|(at, region)| {
            let its = if region.leading_digits.is_empty() {
                self.kinds_in(number, at).0 != 0
            } else {
                region.leading_digits.is_at_start(number.nsn.as_bytes())
            };
            its.then_some(at)
        })
    }

    /// What the number is in one region of its calling code.
    fn kinds_in(&self, number: &Number, region: usize) -> Kinds {
        let digits = number.nsn.as_bytes();
        // In Germany and Austria some numbers of a type are none of the general description.
        let general = self.regions(number.code).get(region).map_or(0, |region| region.general);
        if self.tables.general.run(general, digits) == Kinds(0) {
            return Kinds(0);
        }
        self.plan(number.code).map_or(Kinds(0), |plan| {
            let start = plan.starts.get(region).copied().unwrap_or(0);
            plan.kinds.run(start, digits)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Kinds, Phones, WORLD};

    /// Fixed-line patterns accept these; libphonenumber 9.0.40 says that they are not valid.
    #[test]
    fn a_number_outside_the_general_description_is_none() {
        let mut phones = Phones::new();
        phones.load(WORLD).unwrap();
        for (raw, kinds) in [
            ("+43 4351999", Kinds(0)),
            ("+49 49799999", Kinds(0)),
            ("+43 1 58858", Kinds::FIXED),
            ("+49 30 123456", Kinds::FIXED),
        ] {
            let number = phones.parse(raw, "").unwrap();
            assert_eq!(phones.kinds(&number), Some(kinds), "{raw}");
        }
    }
}
