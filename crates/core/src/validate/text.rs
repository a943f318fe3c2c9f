use super::Problem;
use leadwell_wire::{FieldDef, limits};

pub(super) fn check(def: &FieldDef, value: &str) -> Option<Problem> {
    let count = value.chars().count();
    let least = def.min_length.unwrap_or(0);
    let most = def.max_length.unwrap_or(limits::VALUE_CHARS);
    if count < least as usize {
        Some(Problem::TooShort(least))
    } else if count > most as usize {
        Some(Problem::TooLong(most))
    } else {
        None
    }
}
