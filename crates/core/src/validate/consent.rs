use super::Problem;

/// A box that was not ticked is absent from a post; senders of JSON write `false`, `no`, `off` or `0`.
pub(super) fn check(required: bool, value: Option<&str>) -> Option<Problem> {
    let given = value.is_some_and(|v| !matches!(v, "false" | "no" | "off" | "0"));
    (required && !given).then_some(Problem::Consent)
}
