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
