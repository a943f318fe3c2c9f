//! Whether something is as a case expects it.

use serde_json::Value;

/// Of objects the members that are expected, of a text that begins with `~` a part; all else is equal.
pub(crate) fn matches(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(key, value)| match key.strip_prefix('!') {
                // A member that must not be there.
                Some(key) => found.get(key).is_none(),
                None => matches(value, found.get(key).unwrap_or(&Value::Null)),
            })
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(one, other)| matches(one, other))
        }
        (Value::String(expected), Value::String(found)) => match expected.strip_prefix('~') {
            Some(part) => found.contains(part),
            None => expected == found,
        },
        _ => expected == found,
    }
}

#[test]
fn a_difference_is_seen() {
    let json = |text| serde_json::from_str::<Value>(text).expect("JSON");
    for (expected, found, same) in [
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, true),
        (r#"{"a":1,"!b":0}"#, r#"{"a":1,"b":2}"#, false),
        (r#"{"c":1}"#, r#"{"a":1}"#, false),
        (r#"[1]"#, r#"[1,2]"#, false),
        (r#"["~b"]"#, r#"["abc"]"#, true),
        (r#"["b"]"#, r#"["abc"]"#, false),
        (r#""1""#, r#"1"#, false),
    ] {
        assert_eq!(matches(&json(expected), &json(found)), same, "{expected} {found}");
    }
}
