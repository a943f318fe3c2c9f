use super::*;
use leadwell_wire::Choice;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = parse(text).err().unwrap_or_default().into_iter().map(|e| e.message).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn says_everything_wrong_at_once() {
    check("", &["a form definition must be a JSON object"]);
    check("[1]", &["a form definition must be a JSON object"]);
    check(
        r#"{"form":"a b","titel":"x","fields":[]}"#,
        &[
            "unknown key \"titel\" in the form definition; allowed: form, language, title, submit, success, next, one_of, messages, fields",
            "\"form\" must be a name of 1 to 64 letters, digits, - or _ in the form definition",
            "\"fields\" must be a list of 1 to 100 fields in the form definition",
        ],
    );
    check(
        r#"{"form":"c","next":"javascript:alert(1)","fields":[{"name":"email","kind":"e-mail","requred":true,"required":"yes"}]}"#,
        &[
            "\"next\" must be an https: address or a path in the form definition",
            "unknown key \"requred\" in field 1 (\"email\"); allowed: name, kind, label, required, required_if, placeholder, help, autocomplete, min, max, min_length, max_length, pattern, equal_to, work_email, country, countries, accept, max_bytes, rows, multiple, options, messages",
            "\"kind\" must be one of text, email, phone, number, choice, consent, hidden, name, company, url, date, country, file, rating, nps in field 1 (\"email\")",
            "\"required\" must be true or false in field 1 (\"email\")",
        ],
    );
    check(
        r#"{"form":"c","fields":[{"name":"a"},{"name":"a"},{"name":"b","kind":"choice"},{"name":"n","kind":"number","min":3,"max":"4"},7]}"#,
        &[
            "\"name\" stands twice in field 2 (\"a\")",
            "\"options\" must be given for a choice in field 3 (\"b\")",
            "\"max\" must be a number in field 4 (\"n\")",
            "an object is wanted in field 5",
            "\"name\" must be a text of 1 to 100 bytes, without line breaks, other than leadwell_id in field 5",
        ],
    );
}

#[test]
fn reads_back_what_serde_writes() {
    let form = parse(
        r#"{"form":"quote","title":"T","submit":"S","success":"Thanks","next":"/thanks.html","fields":[
            {"name":"email","kind":"email","label":"E","required":true,"autocomplete":"email","help":"h"},
            {"name":"n","kind":"number","min":0.5,"max":10},
            {"name":"t","kind":"choice","multiple":true,"options":["a",{"value":"b","label":"B"},{"value":"c"}]},
            {"name":"m","rows":4,"min_length":1,"max_length":9,"placeholder":"p"}]}"#,
    )
    .unwrap();
    assert_eq!(form.fields[2].options[2], Choice { value: "c".into(), label: "c".into() });
    assert_eq!(parse(&serde_json::to_string(&form).unwrap()), Ok(form));
}

#[test]
fn rules_are_read_strictly() {
    check(
        r#"{"form":"f","language":"german","one_of":[["a"]],"messages":{"requird":"x"},"fields":[{"name":"a"}]}"#,
        &[
            "unknown key \"requird\" in \"messages\" of the form definition; allowed: required, consent, email, \
             work_email, phone, phone_too_short, phone_too_long, number, too_small, too_large, too_short, too_long, \
             control, url, date, too_early, too_late, country, choice, file_type, file_size, pattern, equal_to, one_of",
            "\"language\" must be a language tag such as de or pt-BR in the form definition",
            "\"one_of\" must be a list of lists of two field names or more in the form definition",
        ],
    );
    check(
        r#"{"form":"f","one_of":[["a","c"]],"fields":[{"name":"a","equal_to":"a"},{"name":"b","equal_to":"x",
            "required_if":{"field":"y"}}]}"#,
        &[
            "\"equal_to\" must be the name of another field in field 1 (\"a\")",
            "\"equal_to\" names \"x\", which is no field in the form definition",
            "\"required_if\" names \"y\", which is no field in the form definition",
            "\"one_of\" names \"c\", which is no field in the form definition",
        ],
    );
    for (field, expected) in [
        (r#""min":1"#, "\"min\" is only for number, date"),
        (r#""accept":".pdf""#, "\"accept\" is only for file"),
        (r#""kind":"text","work_email":true"#, "\"work_email\" is only for email"),
        (r#""countries":["DE"]"#, "\"countries\" is only for phone"),
        (r#""kind":"phone","country":"de_DE""#, "\"country\" must be an ISO 3166-1 code such as DE"),
        (
            r#""kind":"phone","countries":["DEU"]"#,
            "\"countries\" must be a list of ISO 3166-1 codes such as DE",
        ),
        (r#""kind":"country","options":["XX"]"#, "\"options\" must be a list of ISO 3166-1 codes such as DE"),
        (r#""kind":"date","min":"25.11.2026""#, "\"min\" must be a date such as 2026-11-25"),
        (r#""kind":"date","max":"2026-02-30""#, "\"max\" must be a date such as 2026-11-25"),
        (r#""kind":"date","min":"2026-12-01","max":"2026-11-01""#, "the least is more than the most"),
        (r#""kind":"number","min":10,"max":9.5"#, "the least is more than the most"),
        (r#""kind":"rating","max":1"#, "\"max\" must be a whole number from 2 to 100"),
        (r#""kind":"nps","max":5"#, "\"max\" is only for number, date, rating"),
        (r#""kind":"file","accept":"pdf""#, "\"accept\" must be a list such as .pdf,image/*"),
        (r#""kind":"file","max_bytes":-1"#, "\"max_bytes\" must be a whole number"),
        (
            r#""required_if":"b""#,
            "\"required_if\" must be an object with \"field\", and \"value\" where it must hold one",
        ),
        (
            r#""pattern":"(?=a)""#,
            "\"pattern\" cannot be used: groups are written (…) or (?:…); there is no look-around and there are no \
             names or flags (character 2)",
        ),
        (
            r#""pattern":"(a)\\1""#,
            "\"pattern\" cannot be used: behind \\ stands d, w, s, D, W, S, t, n, r or a punctuation mark (character 5)",
        ),
    ] {
        check(
            &format!(r#"{{"form":"f","fields":[{{"name":"a",{field}}}]}}"#),
            &[&format!("{expected} in field 1 (\"a\")")],
        );
    }
}

#[test]
fn the_new_keys_come_back_too() {
    let form = parse(
        r#"{"form":"f","language":"de","one_of":[["a","b"]],"messages":{"required":"R"},"fields":[
            {"name":"a","kind":"phone","country":"DE","countries":["DE","AT"],"required_if":{"field":"b","value":"x"}},
            {"name":"b","pattern":"[a-z]+","messages":{"pattern":"P"}},
            {"name":"c","kind":"date","min":"2026-01-01"},{"name":"d","kind":"rating","max":7},
            {"name":"e","kind":"file","accept":".pdf","max_bytes":9,"multiple":true},
            {"name":"g","kind":"email","work_email":true},{"name":"h","equal_to":"g"}]}"#,
    )
    .unwrap();
    let text = serde_json::to_string(&form).unwrap();
    assert_eq!(parse(&text), Ok(form.clone()), "{text}");
    assert_eq!(serde_json::from_str::<FormDef>(&text).unwrap(), form);
}
