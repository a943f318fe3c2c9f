//! Mail by SMTP.

use std::fmt;
use std::time::Duration;

use leadwell_core::destination::MailRequest;
use leadwell_wire::Pii;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::outbound::{Lost, Reply};

/// How the connection to a mail server is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In the clear: for a server on this machine.
    None,
    /// Made secure after the greeting, or not used at all.
    StartTls,
    /// Secure from the first byte.
    Tls,
}

/// `[smtp]`: who takes our mail.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// Who we are there.
    pub login: Option<(String, Pii<String>)>,
}

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub(super) struct Mailer(AsyncSmtpTransport<Tokio1Executor>);

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    pub(super) fn new(smtp: &Smtp) -> Result<Self, lettre::transport::smtp::Error> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host).port(smtp.port);
        builder = match smtp.security {
            Security::None => builder.tls(Tls::None),
            Security::StartTls => builder.tls(Tls::Required(TlsParameters::new(smtp.host.clone())?)),
            Security::Tls => builder.tls(Tls::Wrapper(TlsParameters::new(smtp.host.clone())?)),
        };
        if let Some((user, password)) = &smtp.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(Self(builder.build()))
    }

    /// Hands a mail over. The answer is the server's, with its own three digits as the status.
    pub(super) async fn send(&self, mail: MailRequest, total: Duration) -> Result<Reply, Lost> {
        let message = message(mail)?;
        let sent = tokio::time::timeout(total, self.0.send(message)).await.map_err(|_| Lost::Timeout)?;
        match sent {
            Ok(response) => {
                let said = response.message().collect::<Vec<_>>().join(" ");
                Ok(reply(response.code().into(), said))
            }
            Err(error) => match error.status() {
                Some(code) => Ok(reply(code.into(), error.to_string())),
                None if error.is_tls() => Err(Lost::Tls),
                None if error.is_timeout() => Err(Lost::Timeout),
                None => Err(Lost::Refused),
            },
        }
    }
}

fn reply(status: u16, said: String) -> Reply {
    Reply { status, headers: Vec::new(), body: said.into_bytes() }
}

/// Two parts that say the same, and an id that is the same at every repeat.
fn message(mail: MailRequest) -> Result<Message, Lost> {
    let mailbox = |text: &Pii<String>| text.expose().parse::<Mailbox>().map_err(|_| Lost::Unwritable);
    let from = mailbox(&mail.from)?;
    let message_id = format!("<{}@{}>", mail.message_id, from.email.domain());
    let mut builder = Message::builder().from(from).message_id(Some(message_id));
    for to in &mail.to {
        builder = builder.to(mailbox(to)?);
    }
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if !mail.language.is_empty() {
        builder = builder.header(ContentLanguage(mail.language));
    }
    builder
        .subject(mail.subject.into_inner())
        .multipart(MultiPart::alternative_plain_html(mail.text.into_inner(), mail.html.into_inner()))
        .map_err(|_| Lost::Unwritable)
}

#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.into()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[cfg(test)]
mod tests;
