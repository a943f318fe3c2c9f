//! A lead as a line of JSON: an object of field values, or a record that has them in `fields`.

use leadwell_wire::Fields;
use serde_json::value::RawValue;

use super::bad::MEMBER;
use crate::parts::Members;

/// What was filled in; `None` where the line is no object of field values.
pub(super) fn fields(line: &str) -> Option<Fields> {
    // Most lists are flat, and have not been here before.
    if !line.contains(MEMBER)
        && line.starts_with('{')
        && let Ok(fields) = serde_json::from_str(line)
    {
        return Some(fields);
    }
    let Members(mut members) = serde_json::from_str(line).ok()?;
    members.retain(|(name, _)| name != MEMBER);
    let nested = members.iter().find(|(name, value)| name == "fields" && value.get().starts_with('{'));
    if let Some((_, fields)) = nested {
        return serde_json::from_str(fields.get()).ok();
    }
    serde_json::from_str(&object(&members)).ok()
}

/// The members as one object again.
pub(super) fn object(members: &[(String, &RawValue)]) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        // A text can always be written.
        text.push_str(&serde_json::to_string(name).unwrap_or_default());
        text.push(':');
        text.push_str(value.get());
    }
    text.push('}');
    text
}
