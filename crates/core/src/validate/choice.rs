use super::Problem;
use leadwell_wire::FieldDef;

/// Each value is one of the options; more than one only where several may be taken.
pub(super) fn check<'a>(
    def: &FieldDef,
    first: &'a str,
    mut others: impl Iterator<Item = &'a str>,
) -> Option<Problem> {
    let known = |value: &str| def.options.iter().any(|o| o.value == value);
    let fine = known(first) && others.all(|value| def.multiple && known(value));
    (!fine).then_some(Problem::Choice)
}
