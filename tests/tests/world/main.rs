//! The engine in a fake browser, with fake time: a store that survives a crash, a network that does as it
//! is told, and a collector that keeps what it is sent. Milliseconds for what takes a browser minutes.

mod browser;
mod round_trip;

use browser::{Browser, Device, Network};
use leadwell_core::{Level, Notice};
use leadwell_wire::Verdict;

const CONTACT: &str = r#"{"form":"contact","fields":[
    {"name":"name","required":true},{"name":"email","kind":"email","required":true},
    {"name":"topics"},{"name":"consent","kind":"consent","required":true}]}"#;
const FILLED: &str =
    "name=Ana+Silva&email=ana%40example-works.com&topics=a&topics=b&consent=yes&leadwell_id=x";

#[test]
fn from_a_campaign_to_a_delivered_lead() {
    let mut device = Device::default();
    let mut browser =
        Browser::open(&mut device, "https://n.example/?utm_source=g&utm_medium=cpc&gclid=k1", true);
    browser.later(5_000).navigate("https://n.example/features");
    browser.later(5_000).navigate("https://n.example/pricing");
    browser.form(CONTACT);
    let id = browser.later(1_000).submit(FILLED).expect("taken");
    browser.settle();
    assert_eq!(browser.device.collector.ids(), [id.as_str()]);
    assert!(browser.device.store.is_empty(), "what is acknowledged is deleted");

    let lead = browser.device.collector.lead(&id);
    assert_eq!(lead.touches.first.as_ref().unwrap().tags.get("source"), Some("g"));
    assert_eq!(lead.touches.first.as_ref().unwrap().click_ids.get("gclid"), Some("k1"));
    assert_eq!(lead.touches.first, lead.touches.last);
    assert_eq!(lead.journey.stage, "lead");
    let rules: Vec<&str> = lead.journey.history.iter().map(|t| t.rule.as_str()).collect();
    assert_eq!(rules, ["page_view", "pages", "intent_page", "submit"]);
    assert!(lead.journey.history.iter().all(|t| !t.evidence.is_empty()));
    assert_eq!(lead.consent.journey, Verdict::Granted);
    let topics: Vec<&str> = lead.fields.all("topics").map(|v| v.expose().as_str()).collect();
    assert_eq!(topics, ["a", "b"]);
    assert!(lead.fields.get("leadwell_id").is_none(), "the id is no answer of the person's");
}

#[test]
fn nothing_leaves_before_it_is_saved() {
    let mut device = Device::default();
    device.saving = false;
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.form(CONTACT);
    browser.submit(FILLED).expect("taken");
    browser.later(60_000).settle();
    assert_eq!(browser.device.requests, 0);
    browser.device.saving = true;
    browser.finish_saving(Level::Durable);
    browser.settle();
    assert_eq!(browser.device.collector.ids().len(), 1);
}

/// For so long a lead is its own page's to send.
const GRACE: u64 = 5_000;

#[test]
fn a_crash_at_any_moment_loses_nothing_and_doubles_nothing() {
    // After how many things done the browser dies; far enough that it lives in the last rounds.
    for steps in 0..40 {
        for network in [Network::Ok, Network::AnswerLost, Network::Down] {
            let mut device = Device::default();
            device.network = network;
            device.dies_after = Some(steps);
            let mut browser = Browser::open(&mut device, "https://n.example/", true);
            browser.form(CONTACT);
            let id = browser.submit(FILLED);
            browser.settle();
            let shown = browser.told.iter().any(|n| matches!(n, Notice::Captured { .. }));
            drop(browser);

            device.network = Network::Ok;
            device.dies_after = None;
            let mut browser = Browser::open(&mut device, "https://n.example/", true);
            browser.run_for(GRACE);
            let rows = device.collector.ids().len();
            assert!(rows <= 1, "{steps} {network:?}");
            assert!(rows == 1 || !shown, "{steps} {network:?}: shown as saved, and lost");
            assert!(rows == 1 || id.is_none() || !device.saved_once, "{steps} {network:?}: saved, and lost");
        }
    }
}

#[test]
fn an_outage_is_waited_out() {
    let mut device = Device::default();
    device.network = Network::Status(503);
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.form(CONTACT);
    browser.submit(FILLED).expect("taken");
    browser.run_for(24 * 60 * 60 * 1000);
    assert!(browser.device.requests > 250, "{} requests in a day", browser.device.requests);
    assert!(browser.device.requests < 700, "{} requests in a day", browser.device.requests);
    browser.device.network = Network::Ok;
    browser.run_for(5 * 60 * 1000);
    assert_eq!(browser.device.collector.ids().len(), 1);
}

#[test]
fn two_tabs_send_the_same_lead_and_one_row_comes_of_it() {
    let mut device = Device::default();
    device.network = Network::Down;
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.form(CONTACT);
    let id = browser.submit(FILLED).expect("taken");
    browser.settle();
    drop(browser);
    device.network = Network::AnswerLost;
    Browser::open(&mut device, "https://n.example/a", true).run_for(GRACE);
    device.network = Network::Ok;
    Browser::open(&mut device, "https://n.example/b", true).run_for(GRACE);
    assert_eq!(device.collector.ids(), [id.as_str()]);
}

#[test]
fn without_consent_nothing_is_kept_but_the_lead() {
    let mut device = Device::default();
    let mut browser = Browser::open(&mut device, "https://n.example/?utm_source=g", false);
    browser.form(CONTACT);
    assert_eq!(browser.device.kept, None);
    let id = browser.submit(FILLED).expect("taken");
    browser.settle();
    assert_eq!(browser.device.kept, None);
    let lead = browser.device.collector.lead(&id);
    assert_eq!(lead.journey.visitor, None);
    assert_eq!(lead.consent.journey, Verdict::Unknown);
    assert_eq!(lead.touches.first.unwrap().tags.get("source"), Some("g"), "what memory holds of this visit");
}

#[test]
fn consent_given_is_kept_and_consent_withdrawn_erases() {
    let mut device = Device::default();
    let mut browser = Browser::open(&mut device, "https://n.example/?utm_source=g", false);
    browser.consent(true);
    assert!(browser.device.kept.is_some());
    drop(browser);

    let mut browser = Browser::open(&mut device, "https://n.example/?utm_source=h", false);
    browser.form(CONTACT);
    let id = browser.submit(FILLED).expect("taken");
    browser.settle();
    let lead = browser.device.collector.lead(&id);
    assert_eq!(lead.touches.first.unwrap().tags.get("source"), Some("g"), "of the first visit");
    assert_eq!(lead.touches.last.unwrap().tags.get("source"), Some("h"));
    assert!(lead.journey.visitor.is_some());
    browser.consent(false);
    assert_eq!(browser.device.kept, None);
    drop(browser);

    device.gpc = true;
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.consent(true);
    assert_eq!(browser.device.kept, None, "Global Privacy Control stays a refusal");
}

#[test]
fn all_errors_at_once_then_one_by_one_as_they_are_mended() {
    let mut device = Device::default();
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.form(CONTACT);
    assert_eq!(browser.submit("name=&email=ana"), None);
    let Some(Notice::Invalid { errors, .. }) = browser.told.last() else { panic!("{:?}", browser.told) };
    let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["name", "email", "consent"]);
    assert!(browser.device.store.is_empty());

    browser.edit("email", "email=ana%40b", false);
    browser.edit("email", "email=ana%40b.de", false);
    browser.edit("name", "name=", true);
    let checked: Vec<(String, bool)> = browser
        .told
        .iter()
        .filter_map(|n| match n {
            Notice::Checked { field, error, .. } => Some((field.clone(), error.is_some())),
            _ => None,
        })
        .collect();
    assert_eq!(checked, [("email".into(), true), ("email".into(), false), ("name".into(), true)]);
    assert!(browser.submit(FILLED).is_some());
}

#[test]
fn the_same_id_twice_is_one_lead() {
    let mut device = Device::default();
    device.network = Network::Down;
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.form(CONTACT);
    let id = browser.submit(FILLED).expect("taken");
    assert!(browser.submit_as(&id, FILLED), "a double click is no error");
    browser.settle();
    assert_eq!(browser.device.store.len(), 1);
    let captured = browser.told.iter().filter(|n| matches!(n, Notice::Captured { .. })).count();
    assert_eq!(captured, 1);
}

#[test]
fn a_submit_held_by_an_earlier_page_goes_out() {
    let mut device = Device::default();
    let mut browser = Browser::open(&mut device, "https://n.example/", false);
    browser.held("contact", FILLED);
    browser.settle();
    assert_eq!(browser.device.collector.ids().len(), 1);
}

#[test]
fn what_the_store_holds_and_we_cannot_read_stays_there_and_is_told() {
    let mut device = Device::default();
    device.store.insert("a".into(), "leadwell/9 from the future\n{}".into());
    device.store.insert("b".into(), "torn".into());
    let mut browser = Browser::open(&mut device, "https://n.example/", false);
    browser.settle();
    let reasons: Vec<&str> = browser
        .told
        .iter()
        .filter_map(|n| match n {
            Notice::Failed { reason } => Some(*reason),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, ["stored_version", "stored_corrupt"]);
    assert_eq!(device.store.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(device.aside, ["torn"]);
}

#[test]
fn thirty_seconds_in_view_make_a_visitor_engaged() {
    let mut device = Device::default();
    let mut browser = Browser::open(&mut device, "https://n.example/", true);
    browser.run_for(29_000);
    browser.visible(false);
    browser.run_for(600_000);
    assert!(!browser.reached("engaged"), "time out of view does not count");
    browser.visible(true);
    browser.run_for(900);
    assert!(!browser.reached("engaged"));
    browser.run_for(200);
    assert!(browser.reached("engaged"));
}
