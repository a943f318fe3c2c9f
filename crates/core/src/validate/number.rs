use super::Problem;
use leadwell_wire::{Decimal, FieldDef};

pub(super) fn check(def: &FieldDef, value: &str) -> Option<Problem> {
    let Some(number) = Decimal::parse(value) else { return Some(Problem::Number) };
    match (def.min, def.max) {
        (Some(min), _) if number < min => Some(Problem::TooSmall(min)),
        (_, Some(max)) if number > max => Some(Problem::TooLarge(max)),
        _ => None,
    }
}
