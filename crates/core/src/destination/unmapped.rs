//! Where there are no services nothing is mapped: a tag's webhook has no settings but its address.

use super::Lead;
use crate::prelude::*;

/// None.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping;

impl Mapping {
    pub(super) fn apply(&self, _: &Lead) -> Vec<(String, Vec<String>)> {
        Vec::new()
    }
}
