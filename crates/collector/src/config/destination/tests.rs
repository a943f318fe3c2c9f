use std::path::Path;

use crate::config::{Config, Overrides};
use crate::forms::FormSet;

fn read(text: &str) -> Result<Config, Vec<String>> {
    let env = |name: &str| (name == "SECRET").then(|| "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
    Config::from_text(text, "l.toml", Path::new("/etc/lw"), Overrides::default(), &env).map_err(|e| e.0)
}

const GOOD: &str = r#"
[[destination]]
name = "crm"
kind = "webhook"
url = "https://crm.example/hook"
secret = { env = "SECRET" }
when = { form = "contact", stage = ["intent", "lead"], channel = "Email", field = { plan = ["pro", "team"] } }

[[destination]]
name = "own-2"
kind = "webhook"
url = "http://10.0.0.7:9000/"
unsigned = true
allow_private = true
"#;

#[test]
fn two_destinations() {
    let config = read(GOOD).unwrap();
    let [crm, own] = &config.destinations[..] else { panic!("{:?}", config.destinations) };
    assert_eq!((crm.name.as_ref(), crm.kind, crm.reach.private), ("crm", "webhook", false));
    assert_eq!(
        (crm.when.forms.as_slice(), crm.when.channels.as_slice()),
        (&["contact".to_owned()][..], &["Email"][..])
    );
    assert_eq!(crm.when.stages, ["intent", "lead"]);
    assert_eq!(crm.when.fields, [("plan".to_owned(), vec!["pro".to_owned(), "team".to_owned()])]);
    assert!(own.reach.private && own.when == Default::default());
    assert!(!format!("{config:?}").contains("whsec_"), "secrets are never printed");
    let forms = FormSet::parse([("f", r#"{"form":"other","fields":[{"name":"a"}]}"#)]).unwrap();
    assert_eq!(config.missing_forms(&forms), ["l.toml:7:17: there is no form \"contact\"; there are: other"]);
}

/// What is wrong, and what is said of it; every case by itself and all of them in one file.
const BAD: &[(&str, &str)] = &[
    ("kind = \"webhook\"\nurl = \"https://a.example/\"", "1:1: \"name\" is missing"),
    (
        "name = \"A b\"\nkind = \"webhook\"\nurl = \"https://a.example/\"",
        "2:8: \"name\" must be 1 to 40 of a-z",
    ),
    ("name = \"n1\"", "1:1: \"kind\" is missing; allowed: "),
    (
        "name = \"n2\"\nkind = \"hubsport\"",
        "3:8: \"kind\": there is no \"hubsport\" (did you mean \"hubspot\"?); allowed: ",
    ),
    ("name = \"n3\"\nkind = 7", "3:8: \"kind\" must be a text, not a number"),
    ("name = \"n4\"\nkind = \"webhook\"", "1:1: \"url\": "),
    ("name = \"n5\"\nkind = \"webhook\"\nurl = 5", "4:7: \"url\": "),
    ("name = \"n6\"\nkind = \"webhook\"\nurl = \"http://a.example/\"", "4:7: \"url\": "),
    (
        "name = \"n7\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nurll = \"x\"",
        "5:1: unknown key \"urll\" of \"webhook\" (did you mean \"url\"?); allowed: name, kind, when,",
    ),
    (
        "name = \"n8\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nsecret = \"whsec_abc\"",
        "5:10: \"secret\" must be { env = ",
    ),
    (
        "name = \"n9\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nsecret = { env = \"NONE\" }",
        "5:10: \"secret\": there is no environment variable NONE",
    ),
    (
        "name = \"m1\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nsecret = { file = \"none\" }",
        "5:10: \"secret\": cannot read none",
    ),
    (
        "name = \"m2\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nallow_private = \"yes\"",
        "5:17: \"allow_private\" must be true or false",
    ),
    (
        "name = \"m3\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = \"always\"",
        "5:8: \"when\" must be a table",
    ),
    (
        "name = \"m4\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = { from = \"x\" }",
        "5:10: unknown key \"from\" (did you mean \"form\"?); allowed: form, stage, channel, field, suspect",
    ),
    (
        "name = \"m5\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = { channel = \"Mail\" }",
        "5:20: \"channel\": there is no \"Mail\" (did you mean \"Email\"?); allowed: ",
    ),
    (
        "name = \"m6\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = { form = [1] }",
        "5:18: \"form\" must be a text or a list of texts",
    ),
    (
        "name = \"m7\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = { field = \"plan\" }",
        "5:18: \"field\" must be a table",
    ),
    (
        "name = \"m8\"\nkind = \"webhook\"\nurl = \"https://a.example/\"\nwhen = { suspect = \"no\" }",
        "5:20: \"suspect\" must be true or false",
    ),
];

/// As a destination that has but this one mistake.
fn destination(text: &str) -> String {
    let unsigned = text.contains("\"webhook\"") && !text.contains("secret");
    format!("[[destination]]\n{text}\n{}", if unsigned { "unsigned = true\n" } else { "" })
}

#[test]
fn each_mistake_has_its_place() {
    for (text, expected) in BAD {
        let errors = read(&destination(text)).unwrap_err();
        let hit = errors.iter().any(|error| error.starts_with(&format!("l.toml:{expected}")));
        assert!(hit && errors.len() == 1, "{text}\n{expected}\n{errors:#?}");
    }
    let twins = GOOD.replace("own-2", "crm");
    assert_eq!(read(&twins).unwrap_err(), ["l.toml:10:8: a second destination with the name \"crm\""]);
    for text in ["destination = 7", "destination = { name = \"a\" }", "destination = [7]"] {
        let errors = read(text).unwrap_err();
        assert!(errors.len() == 1 && errors[0].contains("begins with [[destination]]"), "{errors:?}");
    }
}

#[test]
fn all_mistakes_at_once() {
    let all: String = BAD.iter().map(|(text, _)| destination(text)).collect();
    let errors = read(&all).unwrap_err();
    assert_eq!(errors.len(), BAD.len(), "{errors:#?}");
    let lines: Vec<usize> =
        errors.iter().map(|error| error.split(':').nth(1).unwrap().parse().unwrap()).collect();
    assert!(lines.is_sorted(), "{errors:#?}");
}

#[test]
fn no_kind_has_a_setting_with_a_name_that_every_destination_has() {
    for kind in leadwell_core::destination::Destination::kinds() {
        for key in kind.keys {
            assert!(!super::OWN.contains(&key.name), "{} has {}", kind.name, key.name);
        }
    }
}

#[test]
fn the_mail_server() {
    let smtp = |text: &str| read(&format!("[smtp]\n{text}"));
    let good = smtp("host = \"mail.example\"\nuser = \"u\"\npassword = { env = \"SECRET\" }").unwrap();
    let smtp_of = good.smtp.clone().unwrap();
    assert_eq!((smtp_of.port, smtp_of.security), (587, crate::deliveries::Security::StartTls));
    assert!(!format!("{good:?}").contains("whsec_"));
    for (text, expected) in [
        ("", "\"host\" is missing"),
        ("host = \"m\"\nport = 70000", "3:8: \"port\" must be"),
        ("host = \"m\"\nsecurity = \"ssl\"", "3:12: \"security\" must be"),
        ("host = \"m\"\nuser = \"u\"", "go together"),
        ("host = \"m\"\nuser = \"u\"\npassword = \"p\"", "4:12: \"password\" must be { env"),
        ("hots = \"m\"", "2:1: unknown key \"hots\""),
    ] {
        let errors = smtp(text).unwrap_err();
        assert!(errors.iter().any(|error| error.contains(expected)), "{text}: {errors:?}");
    }
}

/// A slip in a mapping would send nothing and say nothing.
#[test]
fn fields_that_no_form_has() {
    let forms = FormSet::parse([
        ("a", r#"{"form":"contact","fields":[{"name":"budget"},{"name":"terms"}]}"#),
        ("b", r#"{"form":"other","fields":[{"name":"plan"}]}"#),
    ])
    .unwrap();
    let hubspot = |more: &str| {
        let text =
            format!("[[destination]]\nkind = \"hubspot\"\nname = \"h\"\nportal = 1\nform = \"a\"\n{more}\n");
        read(&text).unwrap()
    };
    for (more, expected) in [
        ("map.x = \"budget\"", &[][..]),
        ("map.x = \"plan\"", &[]),
        ("map.x = \"=budgt\"\nmap.y = \"journey.stage\"\nmap.z = \"click.gclid\"\nmap.w = \"\"", &[]),
        (
            "map.x = \"budgt\"",
            &[
                "l.toml:6:9: no form has a field \"budgt\" (did you mean \"budget\"?); it will always be empty",
            ],
        ),
        (
            "map.x = \"plan\"\nwhen = { form = \"contact\" }",
            &["l.toml:6:9: no form has a field \"plan\"; it will always be empty"],
        ),
        ("map = { x = \"field.x\" }", &["l.toml:6:13: no form has a field \"x\"; it will always be empty"]),
        (
            "context.hutk = \"cookie\"",
            &["l.toml:6:16: no form has a field \"cookie\"; it will always be empty"],
        ),
        (
            "consent_field = \"term\"\nconsent_text = \"x\"",
            &["l.toml:6:17: no form has a field \"term\" (did you mean \"terms\"?); it will always be empty"],
        ),
    ] {
        let config = hubspot(more);
        assert_eq!(config.missing_fields(&forms), expected, "{more}");
        assert_eq!(config.missing_fields(&FormSet::default()), [""; 0], "nobody can know");
    }
}

/// Each key of each kind, in every way to get it wrong that a kind does not know of itself.
#[test]
fn every_key_of_every_kind() {
    for kind in leadwell_core::destination::Destination::kinds() {
        for key in kind.keys {
            let name = key.name.replace('*', "x");
            let (front, last) = name.split_at(name.len() - 1);
            let line = |text: &str| {
                let smtp = "[smtp]\nhost = \"m.example\"\n[[destination]]\n";
                format!("{smtp}name = \"n\"\nkind = \"{}\"\n{text}\n", kind.name)
            };
            let said = |text: &str, wanted: &str| {
                let errors = read(&line(text)).unwrap_err();
                let hit = errors.iter().any(|error| error.starts_with("l.toml:6:") && error.contains(wanted));
                assert!(hit, "{}: {text}\n{wanted}\n{errors:#?}", kind.name);
                errors.join("\n")
            };
            said(&format!("{name} = 1979-05-27"), &format!("\"{name}\" must be "));
            if key.name.contains('*') {
                continue;
            }
            // The last two letters change places, or the last is left out.
            if name.len() > 2 {
                let (front, middle) = front.split_at(front.len() - 1);
                let slip =
                    if middle == last { format!("{front}{last}") } else { format!("{front}{last}{middle}") };
                said(&format!("{slip} = \"x\""), &format!("(did you mean \"{name}\"?)"));
            }
            if key.secret {
                let errors = said(&format!("{name} = \"hunter2\""), "must be { env = ");
                assert!(!errors.contains("hunter2"), "{errors}");
            }
        }
    }
}

/// The pages of the docs show configurations that a collector starts with.
#[test]
fn what_the_docs_show_is_right() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut pages: Vec<_> =
        std::fs::read_dir(docs.join("destinations")).unwrap().map(|page| page.unwrap().path()).collect();
    pages.extend([docs.join("deliveries.md"), docs.join("../README.md")]);
    let env = |name: &str| match name {
        "LEADWELL_SLACK_URL" => Some("https://hooks.slack.com/services/T000/B000/xxxx".to_owned()),
        name if name.contains("SECRET") => Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        _ => Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
    };
    let mut shown = std::collections::BTreeSet::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let blocks = text.split("```toml\n").skip(1).map(|block| block.split("```").next().unwrap());
        let mut all: String = blocks.collect();
        if !all.contains("[smtp]") {
            all += "\n[smtp]\nhost = \"mail.example.com\"\n";
        }
        let name = page.display().to_string();
        match Config::from_text(&all, &name, Path::new("."), Overrides::default(), &env) {
            Ok(config) => shown.extend(config.destinations.iter().map(|one| one.kind)),
            Err(errors) => panic!("{errors:#?}"),
        }
    }
    let all: std::collections::BTreeSet<_> =
        leadwell_core::destination::Destination::kinds().map(|kind| kind.name).collect();
    assert_eq!(shown, all, "each kind has a page that shows it");
}
