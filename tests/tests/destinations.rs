//! The real collector and all kinds of destination side by side: each lead comes to each of them, once, by what a
//! `leadwell.toml` says; and one that is down holds no other up.

use leadwell_tests::collector::Collector;
use leadwell_tests::mocks::{
    Cf7, Formspree, Hubspot, Ledger, Mailchimp, Mautic, Mock, Netlify, Pipedrive, Said, Salesforce, Service,
    Slack, Smtp, Trouble, Webhook,
};
use leadwell_tests::tools::repository;
use leadwell_tests::until;
use leadwell_wire::{Id, Millis};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const LEADS: u64 = 5;

fn id(number: u64) -> Id {
    Id::of(Millis(1_795_699_000_000 + number), [number, number])
}

fn email(number: u64) -> String {
    format!("person{number}@example.com")
}

fn body(numbers: impl Iterator<Item = u64>) -> String {
    let record = |number| {
        json!({"id": id(number), "kind": "lead", "form": "contact", "created_at": 1_795_699_000_000_u64, "fields": {
            "name": "Ada Lovelace", "email": email(number), "company": "Analytical Engines", "phone": "020 7946 0958",
            "message": "Hello", "consent": "yes"
        }})
    };
    let records: Vec<Value> = numbers.map(record).collect();
    json!({"v": 1, "records": records}).to_string()
}

/// A table of the configuration whose requests may go to the mock.
fn table(kind: &str, settings: &str) -> String {
    format!(
        "[[destination]]\nkind = \"{kind}\"\nname = \"{kind}\"\nallow_private = true\nallow_http = true\n{settings}\n"
    )
}

async fn start<S: Service>(service: S) -> anyhow::Result<Mock<S>> {
    Mock::start(service).await
}

/// By destination, the states of its deliveries.
async fn states(collector: &Collector) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let text = collector.get("/api/deliveries?limit=200").await?;
    let read: Value = serde_json::from_str(&text)?;
    let mut out = BTreeMap::<String, Vec<String>>::new();
    for row in read["deliveries"].as_array().into_iter().flatten() {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        out.entry(word("destination")).or_default().push(word("state"));
    }
    Ok(out)
}

/// Kinds whose address is the service's own unless the configuration says otherwise.
const KNOWN_HOSTS: [&str; 4] = ["hubspot", "salesforce", "formspree", "pipedrive"];

/// The example of a page in `docs/destinations` with the service's address replaced by its mock's, and nothing else: secrets
/// stand in files of the variables' names.
fn aimed(kind: &str, origin: &str) -> anyhow::Result<String> {
    let page = std::fs::read_to_string(repository().join(format!("docs/destinations/{kind}.md")))?;
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let mut out = String::new();
    for line in example.unwrap_or_default().lines() {
        match line.strip_prefix("url = \"https://") {
            Some(rest) => {
                let path = rest.find('/').map_or("\"", |at| &rest[at..]);
                out += &format!("url = \"{origin}{path}");
            }
            None => out += &line.replace("{ env = ", "{ file = "),
        }
        if line.starts_with("name = ") {
            out += "\nallow_private = true\nallow_http = true";
            if KNOWN_HOSTS.contains(&kind) {
                out += &format!("\nhost = \"{origin}\"");
            }
        }
        out += "\n";
    }
    Ok(out)
}

/// What an owner copies from the pages is what delivers.
#[tokio::test]
async fn what_the_pages_show_delivers() -> anyhow::Result<()> {
    let webhook = start(Webhook::signed(SECRET)).await?;
    let hubspot = start(Hubspot::default()).await?;
    let salesforce = start(Salesforce::default()).await?;
    let mautic = start(Mautic::default()).await?;
    let formspree = start(Formspree::default()).await?;
    let netlify = start(Netlify::default()).await?;
    let cf7 = start(Cf7::default()).await?;
    let pipedrive = start(Pipedrive::default()).await?;
    let mailchimp = start(Mailchimp::default()).await?;
    let slack = start(Slack::paced(Duration::from_millis(900))).await?;
    let smtp = Smtp::start().await?;
    let forms = repository().join("www/demo/forms");
    let next = Collector::bare(&forms).await?;
    let mut config = String::new();
    for (kind, origin) in [
        ("webhook", webhook.origin.as_str()),
        ("hubspot", &hubspot.origin),
        ("salesforce", &salesforce.origin),
        ("mautic", &mautic.origin),
        ("formspree", &formspree.origin),
        ("netlify", &netlify.origin),
        ("cf7", &cf7.origin),
        ("pipedrive", &pipedrive.origin),
        ("mailchimp", &mailchimp.origin),
        ("slack", ""),
        ("leadwell", &next.origin),
        ("email", ""),
        ("confirmation", ""),
    ] {
        config += &aimed(kind, origin)?;
    }
    config += &format!("[smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n", smtp.port);
    let slack_url = format!("{}/services/T0/B0/x", slack.origin);
    let files = [
        ("LEADWELL_WEBHOOK_SECRET", SECRET),
        ("LEADWELL_PIPEDRIVE_TOKEN", "tok-1"),
        ("LEADWELL_SLACK_URL", &slack_url),
    ];
    let collector = Collector::with(&forms, &config, &files).await?;
    let mut lead: Value = serde_json::from_str(&body(0..1))?;
    for (name, value) in
        [("terms", "yes"), ("newsletter", "yes"), ("budget_eur", "5000"), ("close_date", "2026-12-24")]
    {
        lead["records"][0]["fields"][name] = value.into();
    }
    let client = reqwest::Client::new();
    let sent = client.post(format!("{}/v1/collect", collector.origin)).body(lead.to_string()).send().await?;
    anyhow::ensure!(sent.status().is_success(), "{}", sent.text().await?);
    let settled = until("all of them to be told", async || {
        let states = states(&collector).await?;
        let waits = states.values().flatten().any(|state| state == "waiting");
        Ok((states.len() == 13 && !waits).then_some(states))
    })
    .await?;
    for (name, states) in settled {
        let expected = if name == "salesforce" { "unconfirmed" } else { "delivered" };
        assert_eq!(states, [expected], "{name}");
    }
    // Each by what the example says of it beyond the address.
    let heard = |ledger: Ledger, wanted: &[&str]| {
        let last = ledger.seen.last().expect("a request").body.clone();
        for wanted in wanted {
            assert!(last.contains(wanted), "{wanted}: {last}");
        }
    };
    heard(hubspot.ledger(), &["legalConsentOptions", "You may contact me"]);
    heard(salesforce.ledger(), &["Campaign_ID=701000000000001", "company=Analytical"]);
    heard(mautic.ledger(), &["formName", "f_name"]);
    heard(formspree.ledger(), &["leadwell_id", "person0@example.com"]);
    heard(netlify.ledger(), &["form-name=contact", "subject=A+new+lead"]);
    heard(cf7.ledger(), &["de_DE", "Contact from the shop"]);
    heard(pipedrive.ledger(), &["Ada Lovelace, Analytical Engines", "2026-12-24", "\"owner_id\":1234567"]);
    heard(slack.ledger(), &["|Open the lead>"]);
    assert_eq!((mailchimp.ledger().kept.len(), webhook.ledger().kept.len(), next.leads()?.len()), (1, 1, 1));
    let mails = smtp.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().any(|mail| mail.contains("RCPT TO:<ada@example.com>") && mail.contains("Subject:")));
    Ok(())
}

fn assert_once(kind: &str, ledger: &Ledger, keys: impl Iterator<Item = String>) {
    let expected: BTreeMap<String, u32> = keys.map(|key| (key, 1)).collect();
    assert_eq!(ledger.kept, expected, "{kind}: {:?}", ledger.statuses());
}

#[tokio::test]
async fn every_lead_to_every_kind() -> anyhow::Result<()> {
    let webhook = start(Webhook::signed(SECRET)).await?;
    let hubspot = start(Hubspot::default()).await?;
    let salesforce = start(Salesforce::default()).await?;
    let mautic = start(Mautic::default()).await?;
    let formspree = start(Formspree::default()).await?;
    let netlify = start(Netlify::default()).await?;
    let cf7 = start(Cf7::default()).await?;
    let pipedrive = start(Pipedrive::default()).await?;
    let mailchimp = start(Mailchimp::default()).await?;
    let slack = start(Slack::paced(Duration::from_millis(900))).await?;
    let smtp = Smtp::start().await?;
    let forms = repository().join("www/demo/forms");
    let next = Collector::bare(&forms).await?;
    let tables = [
        table("webhook", &format!("url = \"{}/leads\"\nsecret = {{ file = \"webhook\" }}", webhook.origin)),
        table("hubspot", &format!("host = \"{}\"\nportal = \"1\"\nform = \"a-1\"\nmap = {{ message = \"\" }}", hubspot.origin)),
        table("salesforce", &format!("host = \"{}\"\noid = \"00D000000000062\"", salesforce.origin)),
        table("mautic", &format!("url = \"{}\"\nform = \"7\"", mautic.origin)),
        table("formspree", &format!("host = \"{}\"\nform = \"xyzabcde\"", formspree.origin)),
        table("netlify", &format!("url = \"{}\"", netlify.origin)),
        table("cf7", &format!("url = \"{}/wp-json\"\nform = \"12\"", cf7.origin)),
        table("pipedrive", &format!("host = \"{}\"\ntoken = {{ file = \"token\" }}", pipedrive.origin)),
        table("mailchimp", &format!("url = \"{}/subscribe/post?u=a&id=b\"\nconsent_field = \"consent\"", mailchimp.origin)),
        table("slack", "url = { file = \"slack\" }\ndetails = true"),
        table("leadwell", &format!("url = \"{}\"", next.origin)),
        table("email", "to = \"sales@acme.example\"\nfrom = \"Leads <leads@acme.example>\""),
        table("confirmation", "from = \"Acme <hello@acme.example>\""),
        // Nobody listens there.
        "[[destination]]\nkind = \"webhook\"\nname = \"down\"\nurl = \"http://127.0.0.1:9/\"\nunsigned = true\n\
         allow_private = true\nallow_http = true\n"
            .to_owned(),
        format!("[smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n", smtp.port),
    ];
    let slack_url = format!("{}/services/T0/B0/x", slack.origin);
    let files = [("webhook", SECRET), ("token", "tok-1"), ("slack", &slack_url)];
    let collector = Collector::with(&forms, &tables.join("\n"), &files).await?;
    // A second of trouble, and one that was kept and answered into nothing.
    hubspot.play([Trouble::Say(Said::text(503, ""))]);
    pipedrive.play([Trouble::None, Trouble::Lose]);

    let client = reqwest::Client::new();
    let sent = client.post(format!("{}/v1/collect", collector.origin)).body(body(0..LEADS)).send().await?;
    assert!(sent.status().is_success(), "{}", sent.text().await?);
    let settled = until("all but one to be told of all leads", async || {
        let states = states(&collector).await?;
        let waits = |(name, states): (&String, &Vec<String>)| {
            name != "down" && states.iter().any(|state| state == "waiting" || state == "sending")
        };
        Ok((states.len() == 14 && !states.iter().any(waits)).then_some(states))
    })
    .await?;
    for (name, states) in settled {
        let expected = match name.as_str() {
            "down" => "waiting",
            "salesforce" => "unconfirmed",
            _ => "delivered",
        };
        assert_eq!(states, vec![expected; LEADS as usize], "{name}");
    }
    let emails = || (0..LEADS).map(email);
    assert_once("hubspot", &hubspot.ledger(), emails());
    assert_once("salesforce", &salesforce.ledger(), emails());
    assert_once("mautic", &mautic.ledger(), emails());
    assert_once("netlify", &netlify.ledger(), emails());
    assert_once("cf7", &cf7.ledger(), emails());
    assert_once("mailchimp", &mailchimp.ledger(), emails());
    assert_once("formspree", &formspree.ledger(), (0..LEADS).map(|number| id(number).to_string()));
    for (kind, ledger) in
        [("webhook", webhook.ledger()), ("pipedrive", pipedrive.ledger()), ("slack", slack.ledger())]
    {
        assert_eq!(
            (ledger.kept.len(), ledger.doubles()),
            (LEADS as usize, 0),
            "{kind}: {:?}",
            ledger.statuses()
        );
    }
    pipedrive.change(|service| assert_eq!(service.persons.len(), LEADS as usize));
    let mut there: Vec<String> = next.leads()?.into_iter().map(|lead| lead.id).collect();
    there.sort();
    assert_eq!(there, (0..LEADS).map(|number| id(number).to_string()).collect::<Vec<_>>());
    let mails = smtp.mails();
    let to =
        |address: &str| mails.iter().filter(|mail| mail.contains(&format!("RCPT TO:<{address}>"))).count();
    assert_eq!(
        (mails.len(), to("sales@acme.example"), to(&email(3))),
        (2 * LEADS as usize, LEADS as usize, 1)
    );
    let log = collector.log()?;
    for secret in [SECRET, "tok-1", "/services/T0", "example.com", "Lovelace", "7946"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
    Ok(())
}
