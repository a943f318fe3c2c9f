//! Mail handed to a small mail server on a socket.

use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use super::*;

#[path = "../../../tests/common/smtp.rs"]
mod smtp;

async fn server(answers: smtp::Answers) -> (Smtp, Arc<Mutex<Vec<String>>>) {
    let (port, heard) = smtp::server(answers).await;
    let login = Some(("user".to_owned(), Pii::new("secret".to_owned())));
    (Smtp { host: "127.0.0.1".into(), port, security: Security::None, login }, heard)
}

fn mail() -> MailRequest {
    MailRequest {
        to: vec![Pii::new("Sales <sales@owner.example>".into()), Pii::new("kim@owner.example".into())],
        from: Pii::new("Leads <leads@owner.example>".into()),
        reply_to: Some(Pii::new("ana@example.com".into())),
        subject: Pii::new("Grüße von Ana".into()),
        text: Pii::new("Ana Zrinski\n.\nwants a call".into()),
        html: Pii::new("<p>Ana Zrinski</p>".into()),
        message_id: "0198b3c5-7a10-7abc-8def-0123456789ab".into(),
        language: "de".into(),
    }
}

const PATIENCE: Duration = Duration::from_secs(10);

async fn send(smtp: &Smtp, mail: MailRequest) -> Result<Reply, Lost> {
    Mailer::new(smtp).unwrap().send(mail, PATIENCE).await
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let (smtp, heard) = server(&[]).await;
    let reply = send(&smtp, mail()).await.unwrap();
    assert_eq!((reply.status, String::from_utf8(reply.body).unwrap().as_str()), (250, "queued as 7F3"));
    let heard = heard.lock().unwrap().clone();
    for line in [
        "MAIL FROM:<leads@owner.example>",
        "RCPT TO:<sales@owner.example>",
        "RCPT TO:<kim@owner.example>",
        "Reply-To: ana@example.com",
        "Message-ID: <0198b3c5-7a10-7abc-8def-0123456789ab@owner.example>",
        "Content-Language: de",
        // A line of a mail that is a dot would end it.
        "..",
        "wants a call",
        "<p>Ana Zrinski</p>",
    ] {
        assert!(heard.iter().any(|said| said.trim_end() == line), "{line} is missing in {heard:#?}");
    }
    assert!(heard.iter().any(|said| said.starts_with("Content-Type: multipart/alternative")));
    assert!(heard.iter().any(|said| said.starts_with("Subject: =?utf-8?")), "{heard:#?}");
    assert!(heard.iter().any(|said| said.starts_with("AUTH ")), "it has told who it is");
}

#[tokio::test]
async fn every_repeat_has_one_message_id() {
    let (smtp, heard) = server(&[]).await;
    for _ in 0..2 {
        send(&smtp, mail()).await.unwrap();
    }
    let ids: Vec<String> =
        heard.lock().unwrap().iter().filter(|said| said.starts_with("Message-ID")).cloned().collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test]
async fn what_the_server_does_not_want() {
    let case = async |answers: &'static [(&'static str, &'static str)], expected: u16| {
        let (smtp, _) = server(answers).await;
        assert_eq!(send(&smtp, mail()).await.unwrap().status, expected, "{answers:?}");
    };
    case(&[("MAIL", "451 later")], 451).await;
    case(&[("RCPT", "550 no such user")], 550).await;
    case(&[("DATA", "554 no")], 554).await;
    case(&[(".", "452 full")], 452).await;
    case(&[("AUTH", "535 who are you")], 535).await;
}

#[tokio::test]
async fn no_server_and_no_line_too_many() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let smtp = Smtp { host: "127.0.0.1".into(), port, security: Security::None, login: None };
    assert_eq!(send(&smtp, mail()).await.unwrap_err(), Lost::Refused);
    let (smtp, heard) = server(&[]).await;
    let twisted = "ana@example.com\r\nBcc: everybody@example.com";
    for request in [
        MailRequest { reply_to: Some(Pii::new(twisted.into())), ..mail() },
        MailRequest { to: vec![Pii::new(twisted.into())], ..mail() },
        MailRequest { from: Pii::new(twisted.into()), ..mail() },
    ] {
        assert_eq!(send(&smtp, request).await.unwrap_err(), Lost::Unwritable);
    }
    let subject = Pii::new("Hello\r\nBcc: everybody@example.com".into());
    // Encoded, folded or refused, but never a header of its own.
    send(&smtp, MailRequest { subject, ..mail() }).await.ok();
    assert!(!heard.lock().unwrap().iter().any(|said| said.to_ascii_lowercase().starts_with("bcc")));
}

#[tokio::test]
async fn a_connection_that_must_be_secure_is_not_used_in_the_clear() {
    let (smtp, heard) = server(&[]).await;
    let smtp = Smtp { security: Security::StartTls, ..smtp };
    assert!(send(&smtp, mail()).await.is_err());
    let heard = heard.lock().unwrap();
    assert!(!heard.iter().any(|said| said.starts_with("AUTH") || said.starts_with("MAIL")), "{heard:?}");
}
