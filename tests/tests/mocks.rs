//! Every kind of destination against its mock, over real sockets: what `core` writes is taken by a service that knows
//! nothing of it, and its verdicts are what the service's ledger says.

use leadwell_core::destination::{Answer, Destination, Lead, Method, Outgoing, Reply, Sending, Verdict};
use leadwell_tests::mocks::{
    Cf7, Formspree, Hubspot, Mailchimp, Mautic, Mock, Netlify, Pipedrive, Said, Salesforce, Service, Slack,
    Smtp, Trouble, Webhook,
};
use leadwell_wire::{FieldDef, FieldKind, FormDef, Id, Millis, Record};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ADA: &[(&str, &str)] = &[
    ("name", "Ada Lovelace"),
    ("email", "ada@example.com"),
    ("phone", "+44 20 7946 0958"),
    ("company", "Analytical Engines"),
    ("message", "Hello \u{1f44b} & good bye"),
];

fn lead(fields: &[(&str, &str)], number: u64) -> Lead {
    let def = |name: &str, kind| FieldDef { name: name.into(), kind, ..FieldDef::default() };
    let fields_of_form = vec![
        def("name", FieldKind::Name),
        def("email", FieldKind::Email),
        def("phone", FieldKind::Phone),
        def("company", FieldKind::Company),
        def("message", FieldKind::Text),
    ];
    let form = FormDef { form: "contact".into(), fields: fields_of_form, ..FormDef::default() };
    let id = Id::of(Millis(1_795_699_000_000 + number), [number, number]);
    let named: BTreeMap<&str, &str> = fields.iter().copied().collect();
    let text = json!({"id": id, "kind": "lead", "form": "contact", "created_at": now().0, "fields": named});
    let record: Record = serde_json::from_value(text).expect("a record");
    Lead::of(record, &form)
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Millis(since.as_millis() as u64)
}

/// A destination whose host is the mock's.
fn destination(kind: &str, settings: &[(&str, &str)]) -> Destination {
    let settings = settings.iter().chain(&[("allow_http", "yes")]);
    let settings = settings.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Destination::parse(kind, &settings).expect("settings")
}

/// One attempt, as a worker makes it: on and on while there is a next step.
async fn attempt(destination: &Destination, lead: &Lead, attempt: u32, memo: &mut String) -> Verdict {
    loop {
        let kept = memo.clone();
        let sending = Sending { lead, id: &lead.record.id, now: now(), attempt, memo: &kept };
        let Outgoing::Http(request) = destination.encode(&sending).expect("a request") else {
            panic!("a mail")
        };
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let url = request.url.expose().as_str();
        let mut builder = match request.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url).body(request.body.expose().clone()),
        };
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose());
        }
        let limits = destination.limits();
        let sent = builder.timeout(Duration::from_millis(limits.timeout.0)).send().await;
        let verdict = match sent {
            Err(_) => destination.decode(&sending, &Answer::Lost { reason: "no answer", arrived: true }),
            Ok(response) => {
                let status = response.status().as_u16();
                let headers = response.headers().iter();
                let headers: Vec<(String, String)> = headers
                    .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
                    .collect();
                let body = response.text().await.unwrap_or_default();
                let reply = Reply { status, headers: &headers, body: &body };
                destination.decode(&sending, &Answer::Reply(reply))
            }
        };
        match verdict {
            Verdict::Next { memo: next } => *memo = next,
            verdict => return verdict,
        }
    }
}

async fn once(destination: &Destination, lead: &Lead) -> Verdict {
    attempt(destination, lead, 1, &mut String::new()).await
}

/// What a verdict says, in words.
fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Delivered { note, lost, .. } => {
            format!("{} {}", note.clone().unwrap_or_default(), lost.join(" "))
        }
        Verdict::Unconfirmed { reason, .. }
        | Verdict::RetryAfter { reason, .. }
        | Verdict::Misconfigured { reason, .. } => reason.clone(),
        Verdict::Refused { reasons } => {
            reasons.iter().map(|reason| format!("{}:{} ", reason.field, reason.code)).collect()
        }
        Verdict::Next { memo } => memo.clone(),
    }
}

async fn start<S: Service>(service: S) -> Mock<S> {
    Mock::start(service).await.expect("a mock")
}

fn assert_is(verdict: &Verdict, name: &str, part: &str) {
    assert!(verdict.name() == name && words(verdict).contains(part), "{verdict:?}: {}", words(verdict));
}

#[tokio::test]
async fn a_webhook_that_checks_signatures() {
    let mock = start(Webhook::signed(SECRET)).await;
    let ours = destination("webhook", &[("url", &format!("{}/leads", mock.origin)), ("secret", SECRET)]);
    let lead = lead(ADA, 1);
    mock.play([Trouble::Say(Said::text(500, "")), Trouble::Lose]);
    let mut memo = String::new();
    for (number, expected) in [(1, "retry"), (2, "retry"), (3, "delivered")] {
        assert_is(&attempt(&ours, &lead, number, &mut memo).await, expected, "");
    }
    // Twice there, under one id: its own to tell apart.
    let ledger = mock.ledger();
    assert_eq!(ledger.kept.into_iter().collect::<Vec<_>>(), [(lead.record.id.to_string(), 2)]);
    assert_eq!(ledger.seen[0].body, ledger.seen[2].body);

    let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let forged = destination("webhook", &[("url", &mock.origin), ("secret", other)]);
    assert_is(&once(&forged, &lead).await, "misconfigured", "401");
    mock.play([
        Trouble::Say(Said::text(302, "").with("location", "http://127.0.0.1:9/")),
        Trouble::Say(Said::text(410, "")),
        Trouble::Say(Said::text(429, "").with("retry-after", "120")),
        Trouble::Drop,
    ]);
    for expected in ["misconfigured", "misconfigured", "retry", "retry"] {
        assert_is(&once(&ours, &lead).await, expected, "");
    }
}

fn hubspot<S>(mock: &Mock<S>, more: &[(&str, &str)]) -> Destination {
    let host: &[(&str, &str)] = &[("host", &mock.origin), ("portal", "1"), ("form", "a-1")];
    destination("hubspot", &[host, more].concat())
}

#[tokio::test]
async fn hubspot_without_what_the_form_does_not_know() {
    for (one_at_a_time, requests) in [(true, 3), (false, 2)] {
        let fields = ["email", "firstname", "lastname", "company"].map(str::to_owned).into();
        let mock = start(Hubspot::default()).await;
        mock.change(|service| (service.one_at_a_time, service.fields) = (one_at_a_time, fields));
        let verdict = once(&hubspot(&mock, &[]), &lead(ADA, 1)).await;
        assert_is(&verdict, "delivered", " phone message");
        let ledger = mock.ledger();
        assert_eq!((ledger.seen.len(), ledger.kept.get("ada@example.com")), (requests, Some(&1)));
    }
    // Four rounds, then it is the owner's.
    let only_email: Vec<String> = vec!["email".into()];
    let mock = start(Hubspot::default()).await;
    mock.change(|service| (service.one_at_a_time, service.fields) = (true, only_email.clone()));
    assert_is(&once(&hubspot(&mock, &[]), &lead(ADA, 2)).await, "misconfigured", "4 rounds");
    assert_eq!(mock.ledger().statuses(), [400; 5]);
    // Without a name in the message: the address alone.
    let mock = start(Hubspot::default()).await;
    mock.change(|service| (service.names, service.fields) = (false, only_email));
    assert_is(
        &once(&hubspot(&mock, &[]), &lead(ADA, 3)).await,
        "delivered",
        "firstname lastname phone company message",
    );
    assert_eq!(mock.ledger().statuses(), [400, 200]);
}

#[tokio::test]
async fn hubspot_and_who_must_act() {
    let mock = start(Hubspot::default()).await;
    let ours = hubspot(&mock, &[("map.message", "")]);
    mock.change(|service| service.recaptcha = true);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "misconfigured", "FORM_HAS_RECAPTCHA_ENABLED");
    mock.change(|service| (service.recaptcha, service.needs_consent) = (false, true));
    assert_is(&once(&ours, &lead(ADA, 1)).await, "misconfigured", "MISSING_PROCESSING_CONSENT");
    assert_eq!(mock.ledger().seen.len(), 2, "nothing was sent again");
    let consent = &[("map.message", ""), ("consent_field", "name"), ("consent_text", "You may")];
    assert_is(&once(&hubspot(&mock, consent), &lead(ADA, 1)).await, "delivered", "");
    mock.change(|service| service.required.push("0-2/state".into()));
    assert_is(&once(&hubspot(&mock, consent), &lead(ADA, 1)).await, "misconfigured", "0-2/state");
    mock.change(|service| (service.required, service.needs_consent) = (Vec::new(), false));
    assert_is(&once(&ours, &lead(&[("email", "nobody")], 1)).await, "refused", "email:email");
    // The cookie goes, the rest stays.
    mock.change(|service| service.knows_hutk = false);
    let fields = [ADA, &[("hubspotutk", "h-1")]].concat();
    assert_is(&once(&ours, &lead(&fields, 2)).await, "delivered", "hutk");
    // The route with a token takes any field.
    let secure = hubspot(&mock, &[("token", "pat-1"), ("map.anything", "=x")]);
    assert_is(&once(&secure, &lead(ADA, 3)).await, "delivered", "");
    assert_is(&once(&hubspot(&mock, &[("token", "pat-2")]), &lead(ADA, 3)).await, "misconfigured", "401");
}

#[tokio::test]
async fn hubspot_too_fast() {
    let mock = start(Hubspot::paced(1, Duration::from_secs(600), Duration::from_secs(600))).await;
    let ours = hubspot(&mock, &[("map.message", "")]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", "");
    let mut waits = Vec::new();
    for number in 2..14 {
        let verdict = once(&ours, &lead(ADA, number)).await;
        let Verdict::RetryAfter { after: Some(after), .. } = verdict else { panic!("{verdict:?}") };
        waits.push(after.0 / 1000);
    }
    // Ten within a second shut the address out, in plain text.
    assert_eq!(waits, [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 60, 60]);
    assert_eq!(mock.ledger().kept.len(), 1);
}

#[tokio::test]
async fn salesforce_says_nothing() {
    let mock = start(Salesforce::default()).await;
    let ours = destination("salesforce", &[("host", &mock.origin), ("oid", "00D000000000062")]);
    let long =
        [("first_name", "a".repeat(41)), ("last_name", "b".into()), ("email", "long@example.com".into())];
    let long: Vec<(&str, &str)> = long.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_is(&once(&ours, &lead(ADA, 1)).await, "unconfirmed", "");
    assert_is(&once(&ours, &lead(&long, 2)).await, "unconfirmed", "first_name was cut to 40");
    let elsewhere = destination("salesforce", &[("host", &mock.origin), ("oid", "00D000000000063")]);
    assert_is(&once(&elsewhere, &lead(&[("email", "lost@example.com")], 3)).await, "unconfirmed", "");
    mock.change(|service| service.redirects = true);
    assert_is(&once(&ours, &lead(&[("email", "back@example.com")], 4)).await, "unconfirmed", "");
    let kept: Vec<String> = mock.ledger().kept.into_keys().collect();
    assert_eq!(kept, ["ada@example.com", "back@example.com", "long@example.com"]);
    mock.play([Trouble::Lose]);
    assert_is(&once(&ours, &lead(&[("email", "cut@example.com")], 5)).await, "unconfirmed", "count twice");
}

#[tokio::test]
async fn mautic_tells_what_it_kept() {
    let mock = start(Mautic::default()).await;
    let ours = destination("mautic", &[("url", &mock.origin), ("form", "7")]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", " message");
    assert_is(&once(&ours, &lead(&[("email", "nobody")], 2)).await, "refused", "email:");
    mock.change(|service| service.published = false);
    assert_is(&once(&ours, &lead(ADA, 3)).await, "misconfigured", "no longer available");
    let other = destination("mautic", &[("url", &mock.origin), ("form", "8")]);
    assert_is(&once(&other, &lead(ADA, 4)).await, "misconfigured", "not found");
    assert_eq!(mock.ledger().kept.into_iter().collect::<Vec<_>>(), [("ada@example.com".to_owned(), 1)]);
}

#[tokio::test]
async fn formspree_and_its_captcha() {
    let mock = start(Formspree::default()).await;
    let ours = destination("formspree", &[("host", &mock.origin), ("form", "xyzabcde")]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", "");
    assert_is(&once(&ours, &lead(&[("email", "nobody")], 2)).await, "refused", "email:email");
    mock.change(|service| service.required = vec!["budget".into()]);
    assert_is(&once(&ours, &lead(ADA, 3)).await, "refused", ":required");
    mock.change(|service| (service.required, service.captcha) = (Vec::new(), true));
    assert_is(&once(&ours, &lead(ADA, 4)).await, "misconfigured", "captcha");
    mock.change(|service| (service.captcha, service.inactive) = (false, true));
    assert_is(&once(&ours, &lead(ADA, 5)).await, "misconfigured", "INACTIVE");
    mock.change(|service| service.inactive = false);
    let other = destination("formspree", &[("host", &mock.origin), ("form", "another")]);
    assert_is(&once(&other, &lead(ADA, 6)).await, "misconfigured", "FORM_NOT_FOUND");
    // It was kept, and nobody here can know: so it goes out once.
    mock.play([Trouble::Lose]);
    assert_is(&once(&ours, &lead(ADA, 7)).await, "unconfirmed", "count twice");
    assert_eq!((mock.ledger().kept.len(), mock.ledger().doubles()), (2, 0));
}

#[tokio::test]
async fn netlify_says_yes_to_everything() {
    let mock = start(Netlify::default()).await;
    let ours = destination("netlify", &[("url", &mock.origin)]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", "not confirmed");
    let unknown = destination("netlify", &[("url", &mock.origin), ("form", "unknown")]);
    assert_is(
        &once(&unknown, &lead(&[("email", "lost@example.com")], 2)).await,
        "delivered",
        "not confirmed",
    );
    assert_eq!(mock.ledger().kept.into_keys().collect::<Vec<_>>(), ["ada@example.com"]);
}

#[tokio::test]
async fn contact_form_7_in_each_of_its_moods() {
    let mock = start(Cf7::default()).await;
    let url = format!("{}/wp-json", mock.origin);
    let ours = destination("cf7", &[("url", &url), ("form", "12")]);
    for (status, expected) in [
        ("mail_sent", "delivered"),
        ("mail_failed", "retry"),
        ("acceptance_missing", "refused"),
        ("spam", "refused"),
        ("aborted", "misconfigured"),
        ("error", "misconfigured"),
        ("payment_required", "unconfirmed"),
    ] {
        mock.change(|service| service.status = status.into());
        assert_is(&once(&ours, &lead(ADA, 1)).await, expected, "");
    }
    mock.change(|service| (service.status, service.demo) = ("mail_sent".into(), true));
    assert_is(&once(&ours, &lead(ADA, 2)).await, "unconfirmed", "demo");
    mock.change(|service| (service.required, service.demo) = (vec!["your.ref".into()], false));
    assert_is(
        &once(&ours, &lead(&[("email", "a@example.com"), ("your.ref", "")], 3)).await,
        "refused",
        "your.ref:",
    );
    let other = destination("cf7", &[("url", &url), ("form", "13")]);
    assert_is(&once(&other, &lead(ADA, 4)).await, "misconfigured", "404");
    assert_eq!(mock.ledger().kept.into_iter().collect::<Vec<_>>(), [("ada@example.com".to_owned(), 1)]);
}

#[tokio::test]
async fn pipedrive_one_person_one_lead() {
    // Whichever of its three requests is answered into nothing.
    for lost in 0..3 {
        let mock = start(Pipedrive::default()).await;
        let ours = destination(
            "pipedrive",
            &[("host", &mock.origin), ("token", "tok-1"), ("visible_to", "3"), ("owner", "7")],
        );
        let (lead, mut memo) = (lead(ADA, 1), String::new());
        mock.play((0..3).map(|place| if place == lost { Trouble::Lose } else { Trouble::None }));
        assert_is(&attempt(&ours, &lead, 1, &mut memo).await, "retry", "");
        assert_is(&attempt(&ours, &lead, 2, &mut memo).await, "delivered", "");
        mock.change(|service| assert_eq!((service.persons.len(), service.leads.len()), (1, 1), "{lost}"));
        assert_eq!(mock.ledger().kept.get(lead.record.id.as_str()), Some(&1));
    }
    let mock = start(Pipedrive { capped: true, ..Pipedrive::default() }).await;
    let ours = destination("pipedrive", &[("host", &mock.origin), ("token", "tok-1")]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "misconfigured", "feature_capping_deals_limit");
    mock.change(|service| service.capped = false);
    // A second lead of the same person, with a name that is far too long for a title.
    let name = "n".repeat(300);
    let fields = [("name", name.as_str()), ("email", "ada@example.com")];
    assert_is(&once(&ours, &lead(&fields, 2)).await, "delivered", "");
    mock.change(|service| assert_eq!((service.persons.len(), service.leads.len()), (1, 1)));
    let other = destination("pipedrive", &[("host", &mock.origin), ("token", "tok-2")]);
    assert_is(&once(&other, &lead(ADA, 3)).await, "misconfigured", "unauthorized");
}

#[tokio::test]
async fn mailchimp_knows_its_members() {
    let mock = start(Mailchimp::default()).await;
    let ours = destination("mailchimp", &[("url", &format!("{}/subscribe/post?u=a&id=b", mock.origin))]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", "Thank you");
    assert_is(&once(&ours, &lead(ADA, 2)).await, "delivered", "already");
    assert_is(&once(&ours, &lead(&[("email", "nobody")], 3)).await, "refused", "email:");
    let filled = [("map.b_a_b", "=spam"), ("url", &format!("{}/subscribe/post?u=a&id=b", mock.origin))];
    assert_is(&once(&destination("mailchimp", &filled), &lead(ADA, 4)).await, "refused", "");
    assert_eq!(mock.ledger().kept.into_iter().collect::<Vec<_>>(), [("ada@example.com".to_owned(), 1)]);
}

#[tokio::test]
async fn slack_one_message_a_second() {
    let mock = start(Slack::paced(Duration::from_secs(600))).await;
    let ours = destination("slack", &[("url", &format!("{}/services/T0/B0/x", mock.origin))]);
    assert_is(&once(&ours, &lead(ADA, 1)).await, "delivered", "");
    let verdict = once(&ours, &lead(ADA, 2)).await;
    assert!(matches!(verdict, Verdict::RetryAfter { after: Some(Millis(1000)), .. }), "{verdict:?}");
    mock.change(|service| service.archived = true);
    let verdict = once(&ours, &lead(ADA, 3)).await;
    assert!(matches!(verdict, Verdict::Misconfigured { gone: true, .. }), "{verdict:?}");
    assert_eq!(mock.ledger().kept.len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_is_told_what_to_say() {
    let mock = Smtp::start().await.expect("a mock");
    mock.play(["451 4.7.1 Later"]);
    for (expected, count) in [("451 4.7.1 Later", 0), ("250 2.0.0 Taken", 1)] {
        let mut stream =
            tokio::net::TcpStream::connect(("127.0.0.1", mock.port)).await.expect("a connection");
        let mail = "EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n";
        stream.write_all(mail.as_bytes()).await.expect("it takes it");
        let mut said = String::new();
        stream.read_to_string(&mut said).await.expect("it answers");
        assert!(said.contains(expected), "{said}");
        assert_eq!(mock.mails().len(), count);
    }
    assert!(mock.mails()[0].contains("RCPT TO:<c@d.example>\n") && mock.mails()[0].ends_with("\n\n.dot\n"));
}

/// What a connection that breaks comes to, before anything was looked at and after the lead was kept. A repeat where the
/// service knows the person or the id again, else somebody has to look.
#[tokio::test]
async fn a_connection_that_breaks() {
    async fn check<S: Service>(
        service: S,
        kind: &str,
        settings: &[(&str, &str)],
        after: [&str; 2],
        copies: u32,
    ) {
        let mock = start(service).await;
        let settings: Vec<(&str, String)> =
            settings.iter().map(|(key, value)| (*key, value.replace("HOST", &mock.origin))).collect();
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let ours = destination(kind, &settings);
        let lead = lead(ADA, 1);
        mock.play([Trouble::Lose]);
        let mut memo = String::new();
        let first = attempt(&ours, &lead, 1, &mut memo).await;
        assert_eq!(first.name(), after[0], "{kind}: {}", words(&first));
        if first.name() == "retry" {
            let second = attempt(&ours, &lead, 2, &mut memo).await;
            assert_eq!(second.name(), after[1], "{kind}: {}", words(&second));
        }
        let most = mock.ledger().kept.into_values().max();
        assert_eq!(most, Some(copies), "{kind}");
    }
    let repeats = ["retry", "delivered"];
    let once = ["unconfirmed", ""];
    check(Webhook::signed(SECRET), "webhook", &[("url", "HOST"), ("secret", SECRET)], repeats, 2).await;
    let hubspot = [("host", "HOST"), ("portal", "1"), ("form", "a-1"), ("map.message", "")];
    check(Hubspot::default(), "hubspot", &hubspot, repeats, 2).await;
    check(Mautic::default(), "mautic", &[("url", "HOST"), ("form", "7")], repeats, 2).await;
    check(Slack::paced(Duration::ZERO), "slack", &[("url", "HOST/services/T0/B0/x")], repeats, 2).await;
    check(Mailchimp::default(), "mailchimp", &[("url", "HOST/subscribe/post?u=a&id=b")], repeats, 1).await;
    check(Pipedrive::default(), "pipedrive", &[("host", "HOST"), ("token", "tok-1")], repeats, 1).await;
    check(Salesforce::default(), "salesforce", &[("host", "HOST"), ("oid", "00D000000000062")], once, 1)
        .await;
    check(Formspree::default(), "formspree", &[("host", "HOST"), ("form", "xyzabcde")], once, 1).await;
    check(Netlify::default(), "netlify", &[("url", "HOST")], once, 1).await;
    check(Cf7::default(), "cf7", &[("url", "HOST/wp-json"), ("form", "12")], once, 1).await;
}
