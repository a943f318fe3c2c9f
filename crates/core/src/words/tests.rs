use super::*;
use crate::form;
use leadwell_wire::Code;

fn tables() -> impl Iterator<Item = (&'static str, &'static BTreeMap<String, String>)> {
    WORDS.iter().map(|(language, words)| (*language, words))
}

#[test]
fn every_table_says_everything() {
    let english = of("en").table;
    assert_eq!(tables().count(), 12);
    for (language, words) in tables() {
        assert!(words.keys().eq(english.keys()), "{language} has other keys");
        for (name, text) in words {
            let place = format!("{language}: {name}: {text}");
            assert!(!text.trim().is_empty() && text.trim() == text, "{place}");
            assert_eq!(text.matches("{n}").count(), english[name].matches("{n}").count(), "{place}");
            assert_eq!(text.replace("{n}", "").find(['<', '>', '&', '{', '}', '"', '\\']), None, "{place}");
            assert!(
                language == "en" || english[name] != *text || name == "optional",
                "not translated: {place}"
            );
        }
        for code in Code::ALL {
            assert!(words.contains_key(code.as_str()), "{language} has no words for {}", code.as_str());
        }
    }
}

#[test]
fn a_language_is_found_by_its_first_part() {
    for (wanted, expected) in [
        ("", "en"),
        ("en-GB", "en"),
        ("de-AT", "de"),
        ("DE", "de"),
        ("pt-BR", "pt"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hans"),
        ("sv", "en"),
        ("x", "en"),
    ] {
        assert_eq!(of(wanted).language, expected, "{wanted}");
    }
    assert_eq!((of("ar-EG").direction(), of("de").direction()), ("rtl", "ltr"));
    assert!(is_rtl("he-IL") && is_rtl("FA") && !is_rtl("") && !is_rtl("en"));
}

#[test]
fn a_form_speaks_its_own_language_or_the_visitors() {
    let form = |language: &str| {
        form::parse(&format!(r#"{{"form":"f","language":"{language}","fields":[{{"name":"x"}}]}}"#)).unwrap()
    };
    for (language, accepted, expected) in [
        ("fr", "de", "fr"),
        ("sv", "de", "en"),
        ("", "de-CH,fr;q=0.9", "de"),
        ("", "sv, fr;q=0.3, it;q=0.5", "it"),
        ("", "de;q=0, fr;q=0.1", "fr"),
        ("", "*", "en"),
        ("", "", "en"),
        ("", "de;q=x,;,q=1", "en"),
    ] {
        assert_eq!(for_form(&form(language), accepted).language, expected, "{language} {accepted}");
    }
}

#[test]
fn the_sites_own_words_come_first() {
    let form = form::parse(
        r#"{"form":"f","messages":{"too_short":"Form: {n}","required":"Form"},"fields":[
            {"name":"a","messages":{"too_short":"Field: {n}"}},{"name":"b"}]}"#,
    )
    .unwrap();
    let error = |field: &str, code: &str, message: &str| FieldError {
        field: field.into(),
        code: code.into(),
        param: "3".into(),
        message: message.into(),
    };
    let mut errors = [
        error("a", "too_short", ""),
        error("b", "too_short", ""),
        error("a", "required", ""),
        error("b", "too_long", ""),
        error("b", "too_long", "said already"),
        error("elsewhere", "unheard_of", ""),
    ];
    say(&form, of("de"), &mut errors);
    let said = errors.map(|error| error.message);
    assert_eq!(said, ["Field: 3", "Form: 3", "Form", "Zeichen: höchstens 3.", "said already", ""]);
}
