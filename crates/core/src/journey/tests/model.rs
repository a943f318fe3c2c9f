//! Models that sites write.

use super::*;

const MODEL: &str = r#"{"name": "saas", "version": 3, "internal": ["pay.example"],
    "session": {"idle_minutes": 10, "split_on_campaign": true},
    "stages": [
        {"stage": "curious", "weight": 10, "any": [
            {"rule": "two_today", "all": [{"event": "page_view", "about": "/docs/*", "at_least": 2, "within": "1d"}]}]},
        {"stage": "hot", "weight": 20, "any": [
            {"rule": "points", "all": [{"score": 12}]},
            {"rule": "mail", "all": [{"event": "touch", "about": "email"}, {"event": "video", "value": 50}]}]},
        {"stage": "big", "weight": 30, "any": [{"rule": "budget", "all": [{"answer": "budget", "is": "10k|50k"}]}]},
        {"stage": "asked", "weight": 40, "any": [{"rule": "submit", "all": [{"event": "submit"}]}]}],
    "score": {"half_life_days": 7, "groups": [
        {"group": "reading", "most": 15, "points": [
            {"rule": "docs", "points": 5, "event": "page_view", "about": "/docs/*"},
            {"rule": "careers", "points": -4, "event": "page_view", "about": "careers"}]}]},
    "fit": [{"rule": "dach", "points": 10, "country": ["DE", "AT"]}, {"rule": "own", "points": 20, "email": "company"},
        {"rule": "large", "points": 30, "answer": "budget", "is": "50k"}], "fit_most": 45, "qualified_at": 40}"#;

#[test]
fn a_model_of_the_sites_own() {
    let model = ModelFile::parse(MODEL).unwrap();
    assert_eq!(model.name, "saas@3");
    for (steps, expected) in [
        ("view=/docs/a@0 view=/docs/b@1", "curious"),
        ("view=/docs/a@0 view=/docs/b@1441", ""),
        ("view=/docs/a@0 view=/docs/b@1 view=/docs/c@2", "curious hot"),
        ("view=/docs/a@0 view=/docs/b@1 view=/careers@2 view=/docs/c@3", "curious"),
        ("view=/?utm_source=n&utm_medium=email@0 video=tour@1", ""),
        ("submit=f:budget=50k@0", "big asked"),
        ("submit=f:budget=5k@0", "asked"),
    ] {
        let mut walk = Walk::new();
        walk.course.model.clone_from(&model.text);
        let mut reached = Vec::new();
        let mut now = 0;
        for step in steps.split(' ') {
            let (what, minutes) = step.rsplit_once('@').unwrap();
            now = START + minutes.parse::<u64>().unwrap() * 60_000;
            let news = walk.at(what, now);
            reached.extend((!news.is_empty()).then_some(news));
        }
        assert_eq!(reached.join(" "), expected, "{steps}");
        assert!(
            !walk.course.to_text().contains("5k") || expected.contains("big"),
            "only what the model asks for"
        );
        walk.agrees(now);
    }
    let mut walk = Walk::new();
    walk.course.model.clone_from(&model.text);
    walk.view("/", 0);
    let first = walk.session().to_owned();
    walk.view("/?utm_source=x", 1);
    assert_ne!(walk.session(), first, "the model splits sessions by campaign");
    let fields = crate::urlencoded::fields("budget=50k");
    for (email, country, expected) in
        [("company", "DE", "45"), ("free", "DE", "40"), ("company", "US", "45"), ("", "US", "30")]
    {
        let (points, parts) = model.fit(&Facts { fields: Some(&fields), email, country });
        assert_eq!(points.to_string(), expected, "{email} {country}: {parts:?}");
    }
}

#[test]
fn a_model_that_is_wrong_says_all_of_it() {
    for (json, expected) in [
        ("[", ":json"),
        ("{}", "version:required name:required stages:required"),
        (
            r#"{"name": "a b", "version": 1, "colour": 1, "stages": [{"stage": "x", "weight": 5, "any": []},
                {"stage": "y", "weight": 5, "any": [{"rule": "r", "all": [{"event": "e", "score": 3}, {}, {"answer": "a", "within": "1d"},
                {"event": "e", "within": "1y"}, {"event": "e", "each": "page"}]}]}]}"#,
            "colour:unknown name:name stages[0].any:required stages[1].weight:order stages[1].any[0].all[0]:one_of \
             stages[1].any[0].all[1]:one_of stages[1].any[0].all[2].within:unknown stages[1].any[0].all[3].within:span \
             stages[1].any[0].all[4].each:each",
        ),
        (
            r#"{"name": "a", "version": 0, "internal": ["HTTPS://x"], "session": {"idle_minutes": 0}, "stages": [{"stage": "x", "weight": 1, "any": [{"rule": "r", "all": [{"event": "e"}]}]}],
                "score": {"groups": [{"group": "g", "points": [{"rule": "p", "event": "e", "points": "many"}]}]},
                "fit": [{"rule": "f", "points": 1}, {"rule": "f", "points": 1, "country": ["Germany"]}, {"rule": "f", "email": "work"}]}"#,
            "version:range session.idle_minutes:range internal[0]:host score.groups[0].most:required \
             score.groups[0].points[0].points:range score.groups[0].points[0].points:required fit[0]:one_of \
             fit[1].country:choice fit[2].points:required fit[2].email:choice",
        ),
    ] {
        let errors = ModelFile::parse(json).unwrap_err();
        let shown: Vec<String> = errors.iter().map(|e| format!("{}:{}", e.field, e.code)).collect();
        assert_eq!(shown.join(" "), expected);
    }
}

/// The example of the documentation is a model.
#[test]
fn the_example_is_right() {
    let page = include_str!("../../../../../docs/journey.md");
    let json = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let model = ModelFile::parse(json).unwrap();
    assert_eq!((model.name.as_str(), model.fit.len()), ("northlight@1", 3));
    for stage in ["visitor", "returning", "engaged", "considering", "intent", "lead"] {
        assert!(page.contains(&format!("| `{stage}` |")), "{stage} is not in the table");
    }
}
