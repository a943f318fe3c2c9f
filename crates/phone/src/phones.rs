//! The tables, indexed for the questions that come with every number.

use alloc::vec;
use alloc::vec::Vec;

use crate::PackError;
use crate::tables::{Plan, Region, Tables};

/// What is known of one calling code.
#[derive(Clone, Copy, Debug, Default)]
struct Code {
    /// The first of its regions, plus one; 0 = there is no such code.
    first: u16,
    count: u16,
    /// Its plan, plus one; 0 = not loaded.
    plan: u16,
}

/// Parses, judges and formats telephone numbers.
#[derive(Debug)]
pub struct Phones {
    pub(crate) tables: Tables,
    /// By calling code.
    codes: Vec<Code>,
    /// Index of a region plus one, by its two letters.
    ids: Vec<u16>,
}

impl From<Tables> for Phones {
    fn from(tables: Tables) -> Self {
        let mut codes = vec![Code::default(); 1000];
        let mut ids = vec![0; 26 * 26];
        for (at, region) in (1..).zip(&tables.regions) {
            if let Some(place) = id_index(&region.id).and_then(|id| ids.get_mut(id)) {
                *place = at;
            }
            if let Some(code) = codes.get_mut(usize::from(region.code)) {
                if code.first == 0 {
                    code.first = at;
                }
                code.count += 1;
            }
        }
        let mut phones = Self { tables, codes, ids };
        phones.index_plans();
        phones
    }
}

impl Default for Phones {
    fn default() -> Self {
        Self::new()
    }
}

impl Phones {
    /// What is compiled in: numbers of all countries are parsed and measured, none is validated or formatted.
    pub fn new() -> Self {
        Self::from(Tables::base())
    }

    /// Adds the plans of a pack; those of the same calling codes are replaced.
    pub fn load(&mut self, pack: &[u8]) -> Result<(), PackError> {
        self.tables.load(pack)?;
        self.index_plans();
        Ok(())
    }

    pub(crate) fn index_plans(&mut self) {
        for (at, plan) in (1..).zip(&self.tables.plans) {
            if let Some(code) = self.codes.get_mut(usize::from(plan.code)) {
                code.plan = at;
            }
        }
    }

    /// Whether the plan of this calling code is loaded: numbers of it can be validated and formatted.
    pub fn has(&self, code: u16) -> bool {
        self.plan(code).is_some()
    }

    /// The calling code of a region (ISO 3166-1 alpha-2, any case).
    pub fn code_of(&self, region: &str) -> Option<u16> {
        self.region(region).map(|region| region.code)
    }

    /// The main region of a calling code; `001` where it is no country's.
    pub fn main_region_of(&self, code: u16) -> Option<&str> {
        self.main_region(code).map(|region| region.id.as_str())
    }

    /// The regions of a calling code, the main one first.
    pub fn regions_of(&self, code: u16) -> impl Iterator<Item = &str> {
        self.regions(code).iter().map(|region| region.id.as_str())
    }

    pub(crate) fn region(&self, id: &str) -> Option<&Region> {
        let at = self.ids.get(id_index(id)?)?.checked_sub(1)?;
        self.tables.regions.get(usize::from(at))
    }

    pub(crate) fn regions(&self, code: u16) -> &[Region] {
        let code = self.codes.get(usize::from(code)).copied().unwrap_or_default();
        let first = usize::from(code.first).wrapping_sub(1);
        self.tables.regions.get(first..first.wrapping_add(usize::from(code.count))).unwrap_or_default()
    }

    pub(crate) fn main_region(&self, code: u16) -> Option<&Region> {
        self.regions(code).first()
    }

    pub(crate) fn plan(&self, code: u16) -> Option<&Plan> {
        let at = self.codes.get(usize::from(code))?.plan.checked_sub(1)?;
        self.tables.plans.get(usize::from(at))
    }
}

/// `AA` to `ZZ` as a number.
fn id_index(id: &str) -> Option<usize> {
    let [a, b] = id.as_bytes() else { return None };
    let [a, b] = [a, b].map(|letter| usize::from(letter.to_ascii_uppercase().wrapping_sub(b'A')));
    (a < 26 && b < 26).then_some(a * 26 + b)
}
