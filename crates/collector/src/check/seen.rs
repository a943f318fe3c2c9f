//! Who has been in the list before. Only fingerprints are kept, and only so many of them.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use leadwell_core::validate;
use leadwell_wire::{FieldError, FieldKind, Fields, FormDef};

use super::summary::Tally;

/// Fingerprints of one kind that are kept: 40 MB of them. In a longer list a later twin may go unnoticed, which the
/// summary then says.
pub(super) const KEPT: usize = 2_000_000;

/// What makes two leads the same person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Email,
    Phone,
}

/// Makes fingerprints; with a seed of its own for each run, so that nobody can make two people look alike.
#[derive(Debug, Default)]
pub(super) struct Keys(RandomState);

impl Keys {
    /// Notes the fingerprints of a lead's right addresses and numbers.
    pub(super) fn of(&self, form: &FormDef, fields: &Fields, errors: &[FieldError], tally: &mut Tally) {
        for def in &form.fields {
            let by = match def.kind {
                FieldKind::Email => By::Email,
                FieldKind::Phone => By::Phone,
                _ => continue,
            };
            if errors.iter().any(|error| error.field == def.name) {
                continue;
            }
            let Some(value) = fields.get(&def.name) else { continue };
            // A number that was written nationally, of a country that nobody named, has no such form.
            if let Some(key) = validate::normal(form, def, value.expose()) {
                tally.keys.push((by, self.0.hash_one(key)));
            }
        }
    }
}

/// The fingerprints so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    known: HashSet<u64>,
    /// How many came again.
    pub(super) again: u64,
    pub(super) full: bool,
}

impl Seen {
    pub(super) fn add(&mut self, key: u64) {
        if self.known.contains(&key) {
            self.again += 1;
        } else if self.known.len() < KEPT {
            self.known.insert(key);
        } else {
            self.full = true;
        }
    }
}
