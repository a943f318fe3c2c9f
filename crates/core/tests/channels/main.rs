//! The channel table: every row of it, of the click ids and of what others get wrong, as data; and a log of ten thousand
//! visits whose truth is known because it was made so.

mod visits;

use leadwell_core::channel::{Channel, classify, touch};
use leadwell_wire::Millis;
use std::collections::{BTreeMap, BTreeSet};

const SITE: &str = "https://www.site.example/";

/// The channel of a visit to the site.
fn check(query: &str, referrer: &str) -> Channel {
    let url = if query.is_empty() { SITE.to_owned() } else { format!("{SITE}?{query}") };
    classify(&touch(&url, referrer, Millis(7)))
}

#[test]
fn every_row_of_the_table() {
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::<&str, usize>::new();
    let lines = include_str!("cases.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let [query, referrer, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?}")
        };
        let found = check(query, referrer).as_str();
        *seen.entry(expected).or_default() += 1;
        if found != expected {
            wrong.push(format!("{query:?} from {referrer:?} is {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.values().sum::<usize>() >= 300, "{seen:?}");
    let all: BTreeSet<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    assert_eq!(seen.into_keys().collect::<BTreeSet<_>>(), all, "a channel without a case");
}

/// A channel rests on the touch alone, whoever wrote it: one without what a newer page would send is judged too.
#[test]
fn touches_of_others() {
    for (json, expected) in [
        (r#"{"at":1}"#, Channel::Direct),
        (r#"{"at":1,"source":"GOOGLE ","medium":" CPC"}"#, Channel::PaidSearch),
        (r#"{"at":1,"referrer_host":"www.bing.com"}"#, Channel::OrganicSearch),
        (r#"{"at":1,"click_ids":{"gclid":"x"}}"#, Channel::PaidSearch),
        (r#"{"at":1,"click_ids":{"gclid":""},"source":"x"}"#, Channel::OrganicSocial),
        (r#"{"at":1,"medium":"email","click_ids":{"gclid":"x"}}"#, Channel::Email),
    ] {
        let touch = serde_json::from_str(json).unwrap();
        assert_eq!(classify(&touch), expected, "{json}");
    }
}

#[test]
fn ten_thousand_visits_without_an_error() {
    let mut wrong = Vec::new();
    let mut seen = BTreeMap::<&str, usize>::new();
    for visit in visits::log(10_000, 2026) {
        let found = check(&visit.query, &visit.referrer);
        *seen.entry(visit.truth.as_str()).or_default() += 1;
        if found != visit.truth {
            wrong.push(format!("{visit:?} is {}", found.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(seen.len() >= 18 && seen.values().all(|count| *count >= 100), "{seen:?}");
}
