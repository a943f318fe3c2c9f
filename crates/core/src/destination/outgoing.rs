//! What leaves.

use crate::prelude::*;
use core::fmt;
use leadwell_wire::Pii;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// To be sent as it is: redirects are not followed.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: Method,
    /// Of some kinds the address is the credential.
    pub url: Pii<String>,
    pub headers: Vec<(&'static str, Pii<String>)>,
    /// Headers that the configuration adds; they come last.
    pub more_headers: Vec<(String, Pii<String>)>,
    pub body: Pii<String>,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpRequest").field(&self.method).finish_non_exhaustive()
    }
}

impl HttpRequest {
    pub(super) fn post(url: String, content_type: &str, body: String) -> Self {
        Self {
            method: Method::Post,
            url: url.into(),
            headers: vec![("content-type", Pii::new(content_type.to_owned()))],
            more_headers: Vec::new(),
            body: Pii::new(body),
        }
    }

    pub(super) fn get(url: String) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            headers: Vec::new(),
            more_headers: Vec::new(),
            body: Pii::default(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Pii::new(value.into())));
        self
    }
}

/// The parts of a mail. Addresses and subject hold no line break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailRequest {
    pub to: Vec<Pii<String>>,
    pub from: Pii<String>,
    pub reply_to: Option<Pii<String>>,
    pub subject: Pii<String>,
    pub text: Pii<String>,
    pub html: Pii<String>,
    /// For `Message-ID`, before the `@`: the same with every attempt.
    pub message_id: String,
    /// BCP 47.
    pub language: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    Http(HttpRequest),
    Mail(MailRequest),
}
