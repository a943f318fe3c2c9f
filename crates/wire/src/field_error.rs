use crate::prelude::*;

/// Why a field is refused. The code is stable; the message is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Code {
    Required,
    Consent,
    Email,
    Number,
    TooSmall,
    TooLarge,
    TooShort,
    TooLong,
    Choice,
}

impl Code {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Consent => "consent",
            Self::Email => "email",
            Self::Number => "number",
            Self::TooSmall => "too_small",
            Self::TooLarge => "too_large",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Choice => "choice",
        }
    }
}

/// One thing wrong with one field. `code` is text because a newer collector may know more of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FieldError {
    pub field: String,
    pub code: String,
    pub message: String,
}
