//! The pages of `docs/destinations`: their examples are configurations that we take, and they name every setting.

use crate::kinds;
use leadwell_core::destination::Destination;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What the collector reads itself, of every kind.
const COLLECTORS: [&str; 4] = ["kind", "name", "when", "allow_private"];

/// Stands for the secret that an environment variable would hold.
fn stand_in(kind: &str, key: &str) -> &'static str {
    match (kind, key) {
        ("webhook", "secret") => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ("slack", "url") => "https://hooks.slack.com/services/T0/B0/x",
        _ => "0123456789abcdef0123456789abcdef",
    }
}

#[test]
fn every_example_is_taken() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/destinations");
    for info in Destination::kinds() {
        let path = folder.join(format!("{}.md", info.name));
        let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let examples: Vec<&str> =
            page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().expect("an end")).collect();
        assert!(!examples.is_empty(), "{} has no example", info.name);
        for example in examples {
            let read: toml::Table = example.parse().unwrap_or_else(|error| panic!("{}: {error}", info.name));
            for table in read["destination"].as_array().expect("[[destination]]") {
                let mut settings = BTreeMap::new();
                flatten("", table.as_table().expect("a table"), &mut settings);
                assert_eq!(settings.get("kind").map(String::as_str), Some(info.name));
                assert!(settings.contains_key("name"), "{} without a name", info.name);
                let mut secrets = BTreeMap::new();
                for (key, value) in &settings {
                    if let Some(key) = key.strip_suffix(".env") {
                        assert!(!value.is_empty());
                        secrets.insert(key.to_owned(), stand_in(info.name, key).to_owned());
                    }
                }
                settings.retain(|key, _| {
                    !key.ends_with(".env") && !COLLECTORS.contains(&key.split('.').next().unwrap_or_default())
                });
                for key in settings.keys() {
                    assert!(
                        !info.key(key).is_some_and(|key| key.secret),
                        "{}: {key} stands in the open",
                        info.name
                    );
                }
                settings.extend(secrets);
                if let Err(errors) = Destination::parse(info.name, &settings) {
                    panic!("{}: {errors:?}", info.name);
                }
            }
        }
        for key in info.keys {
            assert!(page.contains(&format!("`{}`", key.name)), "{}.md does not name {}", info.name, key.name);
        }
    }
    assert!(!kinds().is_empty());
}

fn flatten(front: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = format!("{front}{key}");
        match value {
            toml::Value::Table(inner) => flatten(&format!("{key}."), inner, out),
            toml::Value::String(text) => drop(out.insert(key, text.clone())),
            other => drop(out.insert(key, other.to_string())),
        }
    }
}
