//! Everything a request can be refused with, and the one shape in which that is said.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leadwell_wire::{FieldError, Refusal, limits};

use crate::store::StoreError;

/// A refusal of a whole request. Becomes `{"error","message","errors"}` with the right status; 503 carries
/// `Retry-After` and repeats it in the body, because a page of another origin may not read the header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiError {
    /// The body is not JSON, or not UTF-8.
    NotJson,
    /// JSON, but not an envelope of records.
    Envelope,
    /// An envelope of a version that this collector does not know.
    UnknownVersion,
    /// An envelope without records.
    NoRecords,
    /// More records than one request may carry.
    TooManyRecords,
    /// More bytes than these, which one request may carry.
    TooLarge(usize),
    /// More files than one request may carry.
    TooManyFiles,
    /// A content type that is not taken here.
    UnsupportedType,
    /// The body did not arrive in time.
    BodyTimeout,
    /// The connection broke, or the multipart syntax is wrong.
    BodyBroken,
    /// No record names a form that exists here; the names are in the errors.
    UnknownForm(Vec<FieldError>),
    /// No record can even be named in an answer.
    InvalidRecords(Vec<FieldError>),
    /// A lead cannot be corrected like this.
    InvalidFields(Vec<FieldError>),
    /// The page's origin is not on the list.
    Origin,
    /// Nothing is at this address.
    NotFound,
    /// Something is at this address, but not for this method.
    Method,
    /// A query parameter cannot be read.
    BadQuery(&'static str),
    /// A member of the body is missing, or is not what it must be.
    BadMember(&'static str),
    /// A stage of sales would go back, and nobody says why.
    StageBack,
    /// The token is missing or wrong.
    Unauthorized,
    /// The widget's files are not in this binary.
    NoWidget,
    /// More at once than is taken.
    Busy,
    /// The store cannot write or read now.
    Unavailable,
    /// A defect. Nothing was stored.
    Internal,
}

impl ApiError {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotJson
            | Self::Envelope
            | Self::UnknownVersion
            | Self::NoRecords
            | Self::TooManyRecords
            | Self::BodyBroken
            | Self::BadMember(_)
            | Self::BadQuery(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) | Self::TooManyFiles => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::UnknownForm(_) | Self::InvalidRecords(_) | Self::InvalidFields(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::StageBack => StatusCode::CONFLICT,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NoWidget | Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::Envelope => "invalid_envelope",
            Self::UnknownVersion => "unknown_version",
            Self::NoRecords => "no_records",
            Self::TooManyRecords => "too_many_records",
            Self::TooLarge(_) => "too_large",
            Self::TooManyFiles => "too_many_files",
            Self::UnsupportedType => "unsupported_type",
            Self::BodyTimeout => "timeout",
            Self::BodyBroken => "broken_body",
            Self::UnknownForm(_) => "unknown_form",
            Self::InvalidRecords(_) => "invalid_records",
            Self::InvalidFields(_) => "invalid_fields",
            Self::Origin => "origin_not_allowed",
            Self::NotFound => "not_found",
            Self::Method => "method_not_allowed",
            Self::BadQuery(_) => "bad_query",
            Self::BadMember(_) => "bad_member",
            Self::StageBack => "stage_back",
            Self::Unauthorized => "unauthorized",
            Self::NoWidget => "no_widget",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The sentence for people. Never repeats what was sent.
    pub fn message(&self) -> String {
        match self {
            Self::NotJson => "The body is not JSON.".into(),
            Self::Envelope => r#"The body must be {"v":1,"records":[…]}."#.into(),
            Self::UnknownVersion => format!("\"v\" must be {}.", limits::VERSION),
            Self::NoRecords => "\"records\" is empty.".into(),
            Self::TooManyRecords => format!("One request carries at most {} records.", limits::BATCH_RECORDS),
            Self::TooLarge(most) => format!("One request carries at most {most} bytes."),
            Self::TooManyFiles => format!("One request carries at most {} files.", crate::files::FILES),
            Self::UnsupportedType => "This content type is not taken here.".into(),
            Self::BodyTimeout => "The body did not arrive in time.".into(),
            Self::BodyBroken => "The body ended early or is malformed.".into(),
            Self::UnknownForm(_) => "No such form here.".into(),
            Self::InvalidRecords(_) => "No record has an id, so nothing was stored.".into(),
            Self::InvalidFields(_) => "Nothing was corrected.".into(),
            Self::Origin => {
                "This page's origin is not allowed; add it to \"origins\" in the collector's configuration."
                    .into()
            }
            Self::NotFound => "There is nothing at this address.".into(),
            Self::Method => "This address does not take this method.".into(),
            Self::BadQuery(key) => format!("The query parameter \"{key}\" cannot be read."),
            Self::BadMember(key) => {
                format!("The body must be a JSON object, and \"{key}\" in it cannot be read.")
            }
            Self::StageBack => "A lead goes forward; to set it back, tell a \"reason\".".into(),
            Self::Unauthorized => "A token is needed: Authorization: Bearer …".into(),
            Self::NoWidget => {
                "The widget's files are not here: build them, then rebuild the collector or start it with \
                 --assets."
                    .into()
            }
            Self::Busy => "Too much at once. Please send it again in a moment.".into(),
            Self::Unavailable => "The store is not available. Please send it again in a moment.".into(),
            Self::Internal => "Something went wrong here. Nothing was stored.".into(),
        }
    }

    /// After how many seconds to try again, where trying again can help.
    pub fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Busy => Some(1),
            Self::Unavailable => Some(2),
            Self::NoWidget => Some(60),
            _ => None,
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        match self {
            Self::UnknownForm(errors) | Self::InvalidRecords(errors) | Self::InvalidFields(errors) => {
                errors.clone()
            }
            _ => Vec::new(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Unavailable => Self::Unavailable,
            StoreError::Refused => Self::Internal,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let retry_after_s = self.retry_after_s();
        let body = Refusal {
            error: self.code().into(),
            message: self.message(),
            errors: self.errors(),
            retry_after_s,
        };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
