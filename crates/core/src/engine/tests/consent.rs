//! What may be noted and kept.

use super::*;

#[test]
fn consent_decides_what_is_kept() {
    let mut tab = Tab::open(Config::default(), None);
    tab.view("https://a.example/");
    tab.choose(Verdict::Granted);
    assert_eq!(tab.drain(), "keep, stage visitor");
    let kept = tab.kept.clone();
    tab.engine.track("demo", "", 0, "", tab.now);
    assert_eq!(tab.drain(), "keep");
    tab.choose(Verdict::Denied);
    assert_eq!(tab.drain(), "forget");

    // What is kept goes on in the next page.
    let mut tab = Tab::open(Config::default(), kept.as_deref());
    assert_eq!(tab.view("https://a.example/pricing"), "keep, stage intent, wake 30000");

    // A refusal by the browser stands above the site's setting and the visitor's choice.
    let config = Config { gpc: true, consent_granted: true, ..Config::default() };
    let mut tab = Tab::open(config, kept.as_deref());
    assert_eq!(tab.view("https://a.example/"), "forget, wake 30000");
    tab.choose(Verdict::Granted);
    assert_eq!(tab.drain(), "");
    tab.engine.handle_form(7, form::parse(FORM).unwrap());
    tab.submit(1, "email=a%40b.de");
    let consent = tab.record().consent;
    assert_eq!((consent.journey, consent.source), (Verdict::Denied, ConsentSource::Gpc));
    assert!(tab.consent.contains("globalPrivacyControl"), "{}", tab.consent);
    let journey = tab.record().journey;
    assert!(journey.events.is_empty() && journey.session.is_none(), "{journey:?}");
    assert_eq!(tab.record().touches, leadwell_wire::Touches::default());

    let mut tab = Tab::open(Config { consent_granted: true, ..Config::default() }, None);
    assert_eq!(tab.view("https://a.example/"), "keep, stage visitor, wake 30000");
}

#[test]
fn without_ids_a_visit_is_kept_until_it_is_refused() {
    let config = Config { cookieless: true, ..Config::default() };
    let mut tab = Tab::open(config.clone(), None);
    assert_eq!(tab.view("https://a.example/?utm_source=letter"), "keep, wake 30000");
    let kept = tab.kept.clone();
    // The next page of the visit. What was kept is nobody's consent.
    let mut tab = Tab::open(config.clone(), kept.as_deref());
    assert!(tab.view("https://a.example/two").contains("keep"));
    tab.engine.handle_form(7, form::parse(FORM).unwrap());
    for (n, allowed) in [(1, Verdict::Unknown), (2, Verdict::Granted)] {
        tab.choose(allowed);
        tab.submit(n, "email=a%40b.de");
        let record = tab.record();
        assert_eq!((record.consent.journey, record.journey.visitor), (allowed, None));
        assert!(record.journey.session.is_some());
        assert_eq!(record.touches.first.unwrap().tags.get("source"), Some("letter"));
    }
    tab.choose(Verdict::Denied);
    assert!(tab.drain().contains("forget") && tab.kept.is_none());
    tab.view("https://a.example/three");
    assert_eq!(tab.kept, None, "kept against a refusal");
    let mut tab = Tab::open(Config { gpc: true, ..config }, kept.as_deref());
    assert_eq!(tab.view("https://a.example/"), "forget, wake 30000");
}

#[test]
fn a_refusal_notes_nothing_until_it_is_taken_back() {
    let mut tab = Tab::with_form();
    tab.choose(Verdict::Denied);
    assert_eq!(tab.drain(), "forget");
    tab.engine.handle_start(7, tab.now);
    tab.engine.track("demo", "", 0, "", tab.now);
    tab.view("https://a.example/pricing");
    assert_eq!(tab.after(40_000), "wake 60000");
    tab.choose(Verdict::Granted);
    assert_eq!(tab.drain(), "keep, stage visitor, stage intent");
    tab.submit(1, "email=a%40b.de");
    let events: Vec<_> = tab.record().journey.events.into_iter().map(|e| e.kind + &e.path).collect();
    assert_eq!(events[3..], ["page_view/pricing", "submitcontact"]);
    assert!(events[0].starts_with("session_start") && events[2].starts_with("consent"), "{events:?}");
    // Another signal may take it back: a consent platform that the visitor opens again.
    tab.engine.handle_consent(ConsentSource::Tcf, Verdict::Denied, "purpose 1", tab.now);
    assert_eq!(tab.drain(), "forget");
    tab.choose(Verdict::Granted);
    assert_eq!(tab.drain(), "");
    assert!(tab.consent.contains("\"withdrawn\""), "{}", tab.consent);
}
