//! The collector's answers, read without serde.

use crate::json::Value;
use leadwell_wire::FieldError;

/// The `errors` of a refusal or of a rejected record.
pub(crate) fn errors(value: Value<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for error in value.get("errors").members() {
        errors.push(FieldError {
            field: error.text_at("field"),
            code: error.text_at("code"),
            message: error.text_at("message"),
        });
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use leadwell_wire::Rejected;

    #[test]
    fn reads_what_serde_writes() {
        let errors = vec![FieldError { field: "email".into(), code: "email".into(), message: "m".into() }];
        let text = serde_json::to_string(&Rejected { id: "d".into(), errors: errors.clone() }).unwrap();
        assert_eq!(super::errors(json::parse(&text).unwrap()), errors);
        for other in ["null", "{}", r#"{"errors":7}"#] {
            assert!(super::errors(json::parse(other).unwrap()).is_empty(), "{other}");
        }
    }
}
