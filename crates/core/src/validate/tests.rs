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

fn in_language(language: &str, rest: &str, cases: &[(&str, &str)]) {
    let definition = format!(r#"{{"form":"f","language":"{language}","fields":[{{"name":"x",{rest}}}]}}"#);
    let form = form::parse(&definition).unwrap();
    for (value, expected) in cases {
        let fields: Fields = [("x", *value)].into_iter().collect();
        let code = super::check(&form, &fields, &Native).err().map(|errors| errors[0].code.clone());
        let normal = super::normal(&form, &form.fields[0], value);
        let found = code.or(normal).unwrap_or_default();
        assert_eq!(found, *expected, "{language} {value}");
    }
}

#[test]
fn numbers_as_a_language_writes_them() {
    let number = r#""kind":"number""#;
    let everywhere = [
        ("1234", "1234"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+007", "7"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,34,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u{202f}234,5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1’234,50", "1234.50"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("1234.567", "1234.567"),
        ("1234,567", "1234.567"),
        ("١٢٣٤٫٥", "1234.5"),
        ("१२३", "123"),
        ("１２３", "123"),
        ("1.2.3", "number"),
        ("1,23,4", "number"),
        ("1 2345", "number"),
        ("1 23", "number"),
        ("1,234'567", "number"),
        ("1.234,567.8", "number"),
        ("1-2", "number"),
        ("- 5", "number"),
        ("1e3", "number"),
        ("12 €", "number"),
        ("--1", "number"),
        (".", "number"),
        ("NaN", "number"),
    ];
    for language in ["", "en", "de", "hi", "fr-CA"] {
        in_language(language, number, &everywhere);
    }
    for (language, dot, comma) in [
        ("", "1.234", "1234"),
        ("en-GB", "1.234", "1234"),
        ("de", "1234", "1.234"),
        ("de-CH", "1.234", "1234"),
        ("es-MX", "1.234", "1234"),
        ("pt-BR", "1234", "1.234"),
    ] {
        in_language(language, number, &[("1.234", dot), ("1,234", comma), ("-1.234", &format!("-{dot}"))]);
    }
    in_language(
        "de",
        r#""kind":"number","min":1000,"max":2000.5"#,
        &[("1.234", "1234"), ("999,9", "too_small"), ("2.000,5", "2000.5"), ("2.000,51", "too_large")],
    );
}

#[test]
fn dates() {
    let date = r#""kind":"date""#;
    let everywhere = [
        ("2026-11-25", "2026-11-25"),
        ("2026/1/5", "2026-01-05"),
        ("2026. 11. 25.", "2026-11-25"),
        ("2026年11月25日", "2026-11-25"),
        ("25/11/2026", "2026-11-25"),
        ("11/25/2026", "2026-11-25"),
        ("25. 11. 2026", "2026-11-25"),
        ("3.4.2026", "2026-04-03"),
        ("٢٥/١١/٢٠٢٦", "2026-11-25"),
        ("2024-02-29", "2024-02-29"),
        ("2026-02-29", "date"),
        ("1900-02-29", "date"),
        ("2000-02-29", "2000-02-29"),
        ("31.4.2026", "date"),
        ("0.1.2026", "date"),
        ("13/13/2026", "date"),
        ("25.11.26", "date"),
        ("25.11.02026", "date"),
        ("2026-11", "date"),
        ("2026-11-25-1", "date"),
        ("0000-01-01", "date"),
        ("-2026-11-25", "date"),
        ("2026-11-25T10:00", "date"),
        ("tomorrow", "date"),
    ];
    for (language, ambiguous) in [
        ("", "2026-03-04"),
        ("en", "2026-03-04"),
        ("en-GB", "2026-04-03"),
        ("de", "2026-04-03"),
        ("es-PR", "2026-03-04"),
    ] {
        in_language(language, date, &everywhere);
        in_language(language, date, &[("3/4/2026", ambiguous), ("03-04-2026", ambiguous)]);
    }
    in_language(
        "de",
        r#""kind":"date","min":"2026-11-25","max":"2026-12-24""#,
        &[
            ("25.11.2026", "2026-11-25"),
            ("24.11.2026", "too_early"),
            ("24.12.2026", "2026-12-24"),
            ("1.1.2027", "too_late"),
        ],
    );
}

#[test]
fn addresses_of_websites() {
    in_language(
        "",
        r#""kind":"url""#,
        &[
            ("example.com", "https://example.com"),
            ("HTTP://Example.COM/Path?Q=1#A", "http://example.com/Path?Q=1#A"),
            ("https://www.example.co.uk:8443/", "https://www.example.co.uk:8443/"),
            ("müller.de/über-uns", "https://müller.de/über-uns"),
            ("例子.中国", "https://例子.中国"),
            ("example.com?a=b", "https://example.com?a=b"),
            ("localhost", "url"),
            ("https://localhost:3000", "url"),
            ("192.168.0.1", "url"),
            ("ftp://example.com", "url"),
            ("javascript:alert(1)", "url"),
            ("mailto:a@example.com", "url"),
            ("https://user:pw@example.com", "url"),
            ("https://user@example.com", "url"),
            ("https://", "url"),
            ("//example.com", "url"),
            ("http://example.com:0", "url"),
            ("http://example.com:65536", "url"),
            ("http://example.com:99999999999999999999", "url"),
            ("example.com/a b", "url"),
            ("exa mple.com", "url"),
            ("example..com", "url"),
            ("example.com\\a", "url"),
            ("a.1", "url"),
        ],
    );
}

#[test]
fn countries_files_and_scales() {
    in_language(
        "",
        r#""kind":"country""#,
        &[("DE", "DE"), ("gb", "GB"), ("UK", "country"), ("XX", "country"), ("DEU", "country")],
    );
    in_language("", r#""kind":"country","options":["DE","AT"]"#, &[("at", "AT"), ("CH", "country")]);
    one(
        r#""kind":"rating""#,
        &[("1", ""), ("5", ""), ("0", "too_small"), ("6", "too_large"), ("2.5", "choice"), ("x", "choice")],
    );
    one(r#""kind":"rating","max":10"#, &[("10", ""), ("11", "too_large")]);
    one(r#""kind":"nps""#, &[("0", ""), ("10", ""), ("11", "too_large"), ("-1", "choice")]);
    one(
        r#""kind":"file","accept":".pdf, image/*,text/plain","max_bytes":2000"#,
        &[
            ("a.pdf", ""),
            ("A.PDF/2000", ""),
            ("a.pdf/2001", "file_size"),
            ("a.png/10/image/png", ""),
            ("a/10/text/plain; charset=utf-8", ""),
            ("a.exe/10/application/octet-stream", "file_type"),
            (".pdf/1/x/y", "file_type"),
            ("é.pdf/99999999999999999999/x", ""),
        ],
    );
    one(r#""kind":"file","accept":".pdf""#, &[("é", "file_type"), ("a.pdf", "")]);
    one(r#""kind":"file""#, &[("anything.exe", "")]);
    let files = r#"{"form":"f","fields":[{"name":"x","kind":"file"}]}"#;
    verdict(files, &[("x", "a"), ("x", "b")], &["x:choice"]);
    verdict(&files.replace("\"file\"", "\"file\",\"multiple\":true"), &[("x", "a"), ("x", "b")], &[]);
}

#[test]
fn characters_as_a_person_counts() {
    one(
        r#""max_length":2"#,
        &[
            ("👩‍👩‍👧‍👧🇩🇪", ""),
            ("e\u{301}e\u{301}", ""),
            ("👩‍👩‍👧‍👧🇩🇪x", "too_long"),
            ("a\r\n", ""),
            ("a\r\nb", "too_long"),
            ("नि", ""),
        ],
    );
    one(r#""min_length":2"#, &[("👩‍👩‍👧‍👧", "too_short"), ("👩‍👩‍👧‍👧🇩🇪", ""), ("e\u{301}", "too_short")]);
    one(
        r#""max_length":3"#,
        &[
            ("a\r\nb", ""),
            ("a\u{7}b", "control"),
            ("a\u{0}b", "control"),
            ("a\u{9f}b", "control"),
            ("a\u{85}b", ""),
            ("a\u{b}b", ""),
        ],
    );
    for kind in ["name", "company"] {
        one(
            &format!(r#""kind":"{kind}""#),
            &[("A\nBcc: b", "control"), ("A\tB", ""), ("a\u{1b}b", "control")],
        );
    }
}

#[test]
fn rules_beside_the_kind() {
    one(r#""pattern":"[A-Z]{2}\\d{4}""#, &[("AB1234", ""), ("ab1234", "pattern"), ("AB12345", "pattern")]);
    let form = r#"{"form":"f","one_of":[["phone","email"]],"fields":[
        {"name":"phone"},{"name":"email","kind":"email"},{"name":"again","equal_to":"email"},
        {"name":"topic"},{"name":"other","required_if":{"field":"topic","value":"other"}},
        {"name":"news","kind":"consent"},{"name":"how","required_if":{"field":"news"}}]}"#;
    verdict(form, &[], &["phone:one_of"]);
    verdict(form, &[("email", "a@b.de")], &[]);
    verdict(form, &[("phone", "1"), ("topic", "other")], &["other:required"]);
    verdict(form, &[("phone", "1"), ("topic", "other"), ("other", "x")], &[]);
    verdict(form, &[("phone", "1"), ("topic", "another")], &[]);
    verdict(form, &[("phone", "1"), ("news", "yes")], &["how:required"]);
    verdict(form, &[("phone", "1"), ("news", "no")], &[]);
    verdict(form, &[("email", "a@b.de"), ("again", " a@b.de ")], &[]);
    verdict(form, &[("email", "a@b.de"), ("again", "a@b.dee")], &["again:equal_to"]);
    verdict(form, &[("phone", "1"), ("again", "a@b.de")], &["again:equal_to"]);
    one(
        r#""kind":"email","work_email":true"#,
        &[
            ("a@northlight.example", ""),
            ("a@gmail.com", "work_email"),
            ("a@GMX.de", "work_email"),
            ("a@", "email"),
        ],
    );
}

#[test]
fn only_an_impossible_phone_number_is_refused() {
    in_language(
        "",
        r#""kind":"phone","country":"DE""#,
        &[
            ("030 1234567", "+49301234567"),
            ("+44 20 7946 0958", "+442079460958"),
            ("0301234567890123456", "phone_too_long"),
            ("call me", "phone"),
        ],
    );
    in_language("de-AT", r#""kind":"phone""#, &[("01 5880039", "+4315880039")]);
    in_language("", r#""kind":"phone","country":"US""#, &[("212 555", "phone_too_short")]);
    // Whose country is not known.
    in_language(
        "",
        r#""kind":"phone""#,
        &[("030 1234567", ""), ("+49 30 1234567", "+49301234567"), ("nobody", "phone")],
    );
}

#[test]
fn codes_and_kinds_have_their_numbers() {
    for (at, code) in leadwell_wire::Code::ALL.into_iter().enumerate() {
        assert_eq!(code as usize, at, "{code:?}");
    }
    for (at, kind) in leadwell_wire::FieldKind::ALL.into_iter().enumerate() {
        assert_eq!(kind as usize, at, "{kind:?}");
    }
}

mod any_input {
    use super::*;
    use leadwell_wire::{Choice, Condition, FieldDef, FieldKind, FormDef};
    use proptest::prelude::*;

    fn a_text() -> impl Strategy<Value = String> {
        prop_oneof![
            ".{0,30}",
            "[0-9.,' +-]{0,20}",
            "[0-9/. -]{0,14}",
            "(https?://)?[a-z.@:/#?0-9]{0,20}",
            "[a-z.*/,]{0,12}",
            "[\\[\\](){}|*+?^$\\\\.a0-9,-]{0,15}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_value_and_no_definition_panics(
            kind in 0usize..FieldKind::ALL.len(),
            texts in prop::collection::vec(a_text(), 8),
            language in prop_oneof![Just(String::new()), Just("de".to_owned()), "[a-zA-Z-]{0,12}"],
            flags in any::<[bool; 3]>(),
            numbers in any::<[Option<u32>; 3]>(),
        ) {
            let mut texts = texts.into_iter();
            let mut text = || texts.next().unwrap_or_default();
            let field = FieldDef {
                name: "x".into(),
                kind: FieldKind::ALL[kind],
                required: flags[0],
                multiple: flags[1],
                work_email: flags[2],
                required_if: Condition { field: "y".into(), value: text() },
                min: text(),
                max: text(),
                pattern: text(),
                accept: text(),
                equal_to: "y".into(),
                min_length: numbers[0],
                max_length: numbers[1],
                max_bytes: numbers[2],
                options: vec![Choice::of("a")],
                ..FieldDef::default()
            };
            let one_of = vec![vec!["x".to_owned(), "y".to_owned()]];
            let form = FormDef::asking("f".into(), language, one_of, vec![field]);
            let (value, other) = (text(), text());
            let fields: Fields = [("x", value.as_str()), ("y", other.as_str())].into_iter().collect();
            let verdict = super::super::check(&form, &fields, &Native);
            super::super::normal(&form, &form.fields[0], &value);
            // What stands around a value changes nothing.
            let around: Fields = [("x", format!(" \u{a0}{value}\n").as_str()), ("y", other.as_str())].into_iter().collect();
            prop_assert_eq!(super::super::check(&form, &around, &Native), verdict);
        }

        #[test]
        fn any_definition_is_read_or_refused(text in "[{}\\[\\]\":,a-z0-9 ]{0,60}", value in ".{0,10}") {
            let _ = form::parse(&text);
            for key in ["pattern", "accept", "equal_to", "min", "country", "one_of", "messages", "required_if"] {
                let value = serde_json::to_string(&value).unwrap();
                for value in [value.as_str(), "1", "[[]]", "{}", &format!("[[{value},{value}]]"), &format!("{{\"field\":{value}}}")] {
                    let _ = form::parse(&format!(r#"{{"form":"f","{key}":{value},"fields":[{{"name":"x","{key}":{value}}}]}}"#));
                }
            }
        }
    }
}
