//! The base read piece by piece, for a thread that has a page to show meanwhile; and kept as it stands then, so that
//! a pack does not have to read it again.

use super::coder::{Coder, Reader};
use super::layout::{self, Before, Layout};
use super::{BASE, PackError, add, begun, body, tables};
use crate::Phones;
use crate::tables::Tables;
use alloc::vec::Vec;

/// The base, as far as it has been read.
pub struct Opening {
    /// `None` where the base is none, which a test rules out.
    layout: Option<Layout<Reader<'static>>>,
    regions: Vec<layout::Region>,
    before: Before,
}

impl core::fmt::Debug for Opening {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Opening")
    }
}

impl Default for Opening {
    fn default() -> Self {
        Self::new()
    }
}

impl Opening {
    pub fn new() -> Self {
        Self { layout: begun(BASE), regions: Vec::new(), before: Before::default() }
    }

    /// Reads so many of some 250 regions more; the phones once that was the last.
    pub fn step(&mut self, most: usize) -> Option<Phones> {
        let Some(layout) = &mut self.layout else { return Some(Tables::default().into()) };
        let whole = layout.some_regions(&mut self.regions, &mut self.before, most);
        whole.then(|| tables(core::mem::take(&mut layout.general.made), &self.regions).into())
    }

    /// Adds the plans of a pack to phones that were read to their end.
    ///
    /// # Errors
    /// If the bytes are no pack for this base. The phones are then as before.
    pub fn load(&self, phones: &mut Phones, pack: &[u8]) -> Result<(), PackError> {
        let body = body(BASE, pack)?;
        let Layout { coder: Coder { model, last, .. }, .. } = self.layout.as_ref().ok_or(PackError)?;
        let coder = Coder { bits: Reader::new(body), model: model.clone(), last: *last };
        add(&mut phones.tables, Layout { coder, general: super::Builder::new() }, &self.regions)?;
        phones.index_plans();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WORLD;

    #[test]
    fn piece_by_piece_is_the_same() {
        let mut opening = Opening::new();
        let mut steps = 1;
        let mut pieces = loop {
            match opening.step(8) {
                Some(phones) => break phones,
                None => steps += 1,
            }
        };
        assert!((30..40).contains(&steps), "{steps}");
        let mut whole = Phones::new();
        assert_eq!(std::format!("{pieces:?}"), std::format!("{whole:?}"));
        for pack in [b"none".as_slice(), WORLD] {
            assert_eq!(opening.load(&mut pieces, pack), whole.load(pack));
        }
        assert_eq!(std::format!("{pieces:?}"), std::format!("{whole:?}"));
    }
}
