use super::*;
use crate::json;
use leadwell_wire::ConsentSource as Source;

/// What is said, one letter each: `G`PC and `D`NT refuse; `v`isitor, `t`CF, g`p`p, consent `m`ode and `s`ite allow, and
/// in capitals refuse. Then the verdict, and whose it is where no visitor allowed it before.
const CASES: &[(&str, &str)] = &[
    ("", "unknown default"),
    ("G", "denied gpc"),
    ("D", "denied dnt"),
    ("GD", "denied gpc"),
    ("s", "granted site"),
    ("m", "granted consent_mode"),
    ("p", "granted gpp"),
    ("t", "granted tcf"),
    ("v", "granted visitor"),
    ("sm", "granted consent_mode"),
    ("smp", "granted gpp"),
    ("smpt", "granted tcf"),
    ("smptv", "granted visitor"),
    ("V", "denied visitor"),
    ("T", "denied tcf"),
    ("P", "denied gpp"),
    ("M", "denied consent_mode"),
    // A refusal is never outvoted, whoever else allows it and whenever.
    ("Vtpms", "denied visitor"),
    ("Tvpms", "denied tcf"),
    ("Pvtms", "denied gpp"),
    ("Mvtps", "denied consent_mode"),
    ("TVPM", "denied visitor"),
    ("PTM", "denied tcf"),
    ("Gvtpms", "denied gpc"),
    ("Dvtpms", "denied dnt"),
    ("GDVTPM", "denied gpc"),
];

fn said(letter: char) -> (Source, Verdict) {
    let who = match letter.to_ascii_lowercase() {
        'g' => Source::Gpc,
        'd' => Source::Dnt,
        'v' => Source::Visitor,
        't' => Source::Tcf,
        'p' => Source::Gpp,
        'm' => Source::ConsentMode,
        _ => Source::Site,
    };
    (who, if letter.is_ascii_uppercase() { Verdict::Denied } else { Verdict::Granted })
}

fn orders(letters: &str) -> Vec<String> {
    if letters.is_empty() {
        return vec![String::new()];
    }
    let mut all = Vec::new();
    for (at, first) in letters.char_indices() {
        let rest: String = letters.char_indices().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
        all.extend(orders(&rest).iter().map(|rest| format!("{first}{rest}")));
    }
    all
}

#[test]
fn every_set_of_signals_in_every_order() {
    let mut seen = 0;
    for (letters, expected) in CASES {
        for order in orders(letters) {
            let mut consent = Consent::default();
            let mut allowed = false;
            for (at, letter) in order.chars().enumerate() {
                let (who, verdict) = said(letter);
                consent.heard(who, verdict, &letter.to_string(), Millis(at as u64 + 1));
                allowed |= consent.keeps() && consent.source != Source::Site;
            }
            let denied = expected.starts_with("denied");
            let expected = if denied && allowed { "denied withdrawn" } else { expected };
            let found = format!("{} {}", consent.journey().as_str(), consent.source.as_str());
            assert_eq!(found, *expected, "{order}");
            seen += 1;
        }
    }
    assert!(seen > 2000, "{seen} orders");
}

/// What happened, with `-` before what is taken back, and what the record then says.
#[test]
fn what_was_said_can_change() {
    for (story, expected) in [
        ("v V", "denied withdrawn V"),
        ("v V v", "granted visitor v"),
        ("V v", "granted visitor v"),
        ("t T", "denied withdrawn T"),
        ("t T V", "denied withdrawn V"),
        ("t T -t", "unknown default no answer"),
        ("t -t", "unknown default no answer"),
        ("s T", "denied tcf T"),
        ("s v T", "denied withdrawn T"),
        ("s T -t", "granted site s"),
        ("T", "denied tcf T"),
        ("T t", "granted tcf t"),
        ("v T -t", "granted visitor v"),
        ("G v", "denied gpc G"),
        ("m M m", "granted consent_mode m"),
    ] {
        let mut consent = Consent::default();
        for word in story.split(' ') {
            let (who, verdict) = said(word.chars().last().unwrap());
            let verdict = if word.starts_with('-') { Verdict::Unknown } else { verdict };
            consent.heard(who, verdict, word, Millis(7));
        }
        let text = consent.to_text();
        let found = json::parse(&text).unwrap();
        let found =
            format!("{} {} {}", found.text_at("journey"), found.text_at("source"), found.text_at("reason"));
        assert_eq!(found, expected, "{story}");
    }
}

#[test]
fn the_record_reads_what_is_written() {
    let mut consent = Consent::default();
    consent.heard(Source::Site, Verdict::Granted, "configuration", Millis(0));
    assert!(consent.begin(Millis(5)) && !consent.begin(Millis(6)));
    consent.heard(Source::Tcf, Verdict::Denied, "purpose 1 \"no\"", Millis(8));
    let read: leadwell_wire::Consent = serde_json::from_str(&consent.to_text()).unwrap();
    let expected = leadwell_wire::Consent {
        journey: Verdict::Denied,
        source: Source::Tcf,
        at: Millis(8),
        reason: "purpose 1 \"no\"".into(),
        signals: [("tcf".into(), Verdict::Denied), ("site".into(), Verdict::Granted)].into(),
    };
    assert_eq!(read, expected);
    let old: leadwell_wire::Consent = serde_json::from_str(r#"{"journey":"denied","source":"gpc"}"#).unwrap();
    assert_eq!((old.journey, old.source, old.at), (Verdict::Denied, Source::Gpc, Millis(0)));
}
