use crate::aid::Native;
use crate::form;
use crate::words;
use leadwell_wire::Fields;

/// `field=value` pairs against a form; the expected errors as `field:code`.
fn verdict(definition: &str, filled: &[(&str, &str)], expected: &[&str]) {
    let form = form::parse(definition).unwrap();
    let fields: Fields = filled.iter().copied().collect();
    let found: Vec<String> = super::check(&form, &fields, &Native)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|e| format!("{}:{}", e.field, e.code))
        .collect();
    assert_eq!(found, expected, "{filled:?}");
}

fn one(kind: &str, cases: &[(&str, &str)]) {
    let definition = format!(r#"{{"form":"f","fields":[{{"name":"x",{kind}}}]}}"#);
    for (value, code) in cases {
        let expected = format!("x:{code}");
        let expected: &[&str] = if code.is_empty() { &[] } else { &[&expected] };
        verdict(&definition, &[("x", value)], expected);
    }
}

#[test]
fn all_errors_at_once_in_the_forms_order() {
    let form = r#"{"form":"f","fields":[
        {"name":"name","required":true},
        {"name":"email","kind":"email","required":true},
        {"name":"seats","kind":"number","min":1},
        {"name":"team","kind":"choice","options":["a","b"],"required":true},
        {"name":"consent","kind":"consent","required":true},
        {"name":"note"}]}"#;
    verdict(form, &[], &["name:required", "email:required", "team:required", "consent:consent"]);
    verdict(
        form,
        &[("name", " \u{a0}\u{200b} "), ("email", "a@"), ("seats", "0"), ("team", "c"), ("consent", "false")],
        &["name:required", "email:email", "seats:too_small", "team:choice", "consent:consent"],
    );
    verdict(
        form,
        &[("name", "A"), ("email", "a@b.de"), ("team", "a"), ("consent", "yes"), ("extra", "kept")],
        &[],
    );
}

#[test]
fn a_message_carries_its_bound() {
    let form = form::parse(r#"{"form":"f","fields":[{"name":"n","kind":"number","min":1.5}]}"#).unwrap();
    let mut errors = super::check(&form, &[("n", "1")].into_iter().collect(), &Native).unwrap_err();
    assert_eq!((errors[0].param.as_str(), errors[0].message.as_str()), ("1.5", ""));
    words::say(&form, words::of("en"), &mut errors);
    assert_eq!(errors[0].message, "At least 1.5.");
}

#[test]
fn text_is_counted_in_characters() {
    one(
        r#""min_length":2,"max_length":3"#,
        &[("é", "too_short"), ("éé", ""), (" ééé ", ""), ("éééé", "too_long"), ("", "")],
    );
    one(r#""kind":"phone""#, &[("+44 20 7946 0958", ""), ("", "")]);
}

#[test]
fn numbers() {
    one(
        r#""kind":"number","min":-1,"max":2.5"#,
        &[
            ("2.5", ""),
            (" -1 ", ""),
            ("2.51", "too_large"),
            ("-1.01", "too_small"),
            ("1e1", "number"),
            ("x", "number"),
        ],
    );
}

#[test]
fn choices() {
    one(r#""kind":"choice","options":["a","b"]"#, &[("a", ""), ("c", "choice"), ("", "")]);
    let form = r#"{"form":"f","fields":[{"name":"x","kind":"choice","multiple":true,"options":["a","b"]}]}"#;
    verdict(form, &[("x", "a"), ("x", "b")], &[]);
    verdict(form, &[("x", "a"), ("x", "z")], &["x:choice"]);
    verdict(&form.replace("true", "false"), &[("x", "a"), ("x", "b")], &["x:choice"]);
}

#[test]
fn consent_where_it_is_not_required() {
    one(r#""kind":"consent""#, &[("", ""), ("no", ""), ("yes", "")]);
    one(r#""kind":"consent","required":true"#, &[("on", ""), ("0", "consent"), ("off", "consent")]);
}

#[test]
fn too_many_fields_or_a_flood_in_one() {
    let form = r#"{"form":"f","fields":[{"name":"x"}]}"#;
    let many: Vec<(String, String)> = (0..101).map(|i| (format!("f{i}"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    verdict(form, &many, &["f100:too_long"]);
    let flood = "x".repeat(40_001);
    verdict(form, &[("y", &flood)], &["y:too_long"]);
    verdict(form, &[("x", &flood)], &["x:too_long"]);
}

#[test]
fn e_mail_addresses() {
    let ok = [
        "a@b.de",
        "ana.silva+tag@example-works.co.uk",
        "o'neil@x.io",
        "jörg@müller.de",
        "用户@例子.中国",
        "a@xn--mller-kva.xn--p1ai",
        " a@b.de\u{a0}",
    ];
    let bad = [
        "a",
        "@b.de",
        "a@",
        "a@b",
        "a@b.",
        "a@.de",
        "a@b..de",
        ".a@b.de",
        "a.@b.de",
        "a..b@b.de",
        "a@b@c.de",
        "a b@c.de",
        "\"a\"@b.de",
        "a@[127.0.0.1]",
        "a@-b.de",
        "a@b-.de",
        "a@b.c",
        "a@b.1a",
        "a@b.123",
        "a@ab--c.de",
        "a,b@c.de",
        "a@b_c.de",
        "a@ｂ.de",
        "a@😀.de",
        "a@b.de.",
        "<a@b.de>",
        "a@b.d-e",
    ];
    for value in ok {
        one(r#""kind":"email""#, &[(value, "")]);
    }
    for value in bad {
        one(r#""kind":"email""#, &[(value, "email")]);
    }
    let long = |n: usize| format!("{}@b.de", "a".repeat(n));
    one(r#""kind":"email""#, &[(&long(64), ""), (&long(65), "email")]);
}
