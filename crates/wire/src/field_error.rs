use crate::prelude::*;

/// Why a field is refused. The code is stable; the message is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Code {
    Required,
    Consent,
    Email,
    WorkEmail,
    Phone,
    PhoneTooShort,
    PhoneTooLong,
    Number,
    TooSmall,
    TooLarge,
    TooShort,
    TooLong,
    /// A control character that nobody types.
    Control,
    Url,
    Date,
    TooEarly,
    TooLate,
    Country,
    Choice,
    FileType,
    FileSize,
    Pattern,
    EqualTo,
    OneOf,
}

impl Code {
    /// In the order of the variants: a code's number is its place.
    pub const ALL: [Self; 24] = [
        Self::Required,
        Self::Consent,
        Self::Email,
        Self::WorkEmail,
        Self::Phone,
        Self::PhoneTooShort,
        Self::PhoneTooLong,
        Self::Number,
        Self::TooSmall,
        Self::TooLarge,
        Self::TooShort,
        Self::TooLong,
        Self::Control,
        Self::Url,
        Self::Date,
        Self::TooEarly,
        Self::TooLate,
        Self::Country,
        Self::Choice,
        Self::FileType,
        Self::FileSize,
        Self::Pattern,
        Self::EqualTo,
        Self::OneOf,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Consent => "consent",
            Self::Email => "email",
            Self::WorkEmail => "work_email",
            Self::Phone => "phone",
            Self::PhoneTooShort => "phone_too_short",
            Self::PhoneTooLong => "phone_too_long",
            Self::Number => "number",
            Self::TooSmall => "too_small",
            Self::TooLarge => "too_large",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Control => "control",
            Self::Url => "url",
            Self::Date => "date",
            Self::TooEarly => "too_early",
            Self::TooLate => "too_late",
            Self::Country => "country",
            Self::Choice => "choice",
            Self::FileType => "file_type",
            Self::FileSize => "file_size",
            Self::Pattern => "pattern",
            Self::EqualTo => "equal_to",
            Self::OneOf => "one_of",
        }
    }
}

/// One thing wrong with one field. `code` is text because a newer collector may know more of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct FieldError {
    pub field: String,
    pub code: String,
    /// What the message is about: the bound that is missed, the names of a group. Empty where there is none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "String::is_empty"))]
    pub param: String,
    /// In the form's language or the visitor's; empty until somebody words it (`leadwell_core::words`).
    pub message: String,
}
