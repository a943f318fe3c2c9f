//! A record as a page wrote it, read without serde, which would weigh more than all that destinations know.

use crate::json::{self, Value};
use crate::prelude::*;
use leadwell_wire::{Fields, Id, Millis};

/// What every kind needs. The rest is read where somebody asks for it, from the record's text
/// ([`super::mapping::known`]): a slip in it keeps no lead from its destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "native", expect(unreachable_pub, reason = "leads of a page alone have it"))]
pub struct Record {
    pub id: Id,
    pub form: String,
    pub created_at: Millis,
    pub fields: Fields,
    pub normalized: Fields,
}

impl Record {
    /// `None` of what is no record. A member that is missing is empty; one of another type makes the whole wrong.
    pub(super) fn read(text: &str) -> Option<Self> {
        let value = json::parse(text)?;
        let [form, created_at] = ["form", "created_at"].map(|key| value.get(key));
        Some(Self {
            id: Id::parse(&value.text_at("id"))?,
            form: if form.raw().is_empty() { String::new() } else { form.text()? },
            created_at: Millis(if created_at.raw().is_empty() { 0 } else { created_at.whole()? }),
            fields: fields(value.get("fields"))?,
            normalized: fields(value.get("normalized"))?,
        })
    }
}

/// A name may have a list of values. Numbers and booleans of other senders are read as their text.
fn fields(object: Value<'_>) -> Option<Fields> {
    let (mut fields, mut members) = (Fields::default(), object.members());
    while let Some(value) = members.next() {
        if value.is_list() {
            for one in value.members() {
                fields.push(members.key.as_str(), scalar(one)?);
            }
        } else {
            fields.push(members.key.as_str(), scalar(value)?);
        }
    }
    (object.is_object() || object.raw().is_empty()).then_some(fields)
}

#[inline(never)]
fn scalar(value: Value<'_>) -> Option<String> {
    let plain = match value.raw() {
        "true" => "yes",
        "false" | "null" => "",
        _ if value.is_object() || value.is_list() => return None,
        number => number,
    };
    value.text().or_else(|| Some(plain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    const WHOLE: &str = r#"{"id":"0197A4C2-7c3b-7d3e-8f21-3c5a90b1d2e4","kind":"lead","form":"contact","site":"acme",
        "created_at":1795699000000,"fields":{"name":"A \ud83d\ude00 \"q\"","tick":["a","b"],"n":1,"y":true,"z":null},
        "normalized":{"phone":"+4930901820"},
        "page":{"url":"https://a.example/","title":"T","referrer":"r","language":"de","time_zone":"Europe/Berlin"},
        "touches":{"first":{"at":1,"source":"google","click_ids":{"gclid":"x"}},"last":{"at":2,"medium":"m"},
        "between":[{"at":1}]},"journey":{"visitor":"0197a4c2-7c3b-7d3e-8f21-3c5a90b1d2e4","session":null,"model":"m",
        "stage":"intent","score":37.5,"history":[],"events":[{"id":"e.1","type":"t","at":1}],"dropped":2},
        "consent":{"journey":"granted","source":"gpc","at":3,"reason":"r","signals":{"gpc":"denied"}},"later":[{"x":1.5e9}]}"#;

    /// As serde reads it.
    fn by_serde(text: &str) -> Option<Record> {
        let leadwell_wire::Record { id, form, created_at, fields, normalized, .. } =
            serde_json::from_str(text).ok()?;
        Some(Record { id, form, created_at, fields, normalized })
    }

    fn read(text: &str) -> Option<Record> {
        Record::read(text)
    }

    #[test]
    fn a_whole_record() {
        let record = read(WHOLE).unwrap();
        assert_eq!(Some(&record), by_serde(WHOLE).as_ref());
        assert_eq!(record.fields.all("tick").count(), 2);
    }

    #[test]
    fn where_a_browser_would_go_on_and_serde_stops() {
        let id = r#"{"id":"0197a4c2-7c3b-7d3e-8f21-3c5a90b1d2e4","kind":"lead""#;
        for (rest, form) in [
            (r#","form":"a","form":"b"}"#, Some("b")),
            (r#","form":"\ud800"}"#, Some("\u{fffd}")),
            (r#","form":7}"#, None),
            (r#","form":"a"}}"#, None),
            (r#","form":"a""#, None),
        ] {
            let found = read(&format!("{id}{rest}")).map(|record| record.form);
            assert_eq!(found.as_deref(), form, "{rest}");
        }
        let deep = |depth| format!("{id},\"later\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&deep(31)).is_some() && read(&deep(32)).is_none() && read(&deep(99_999)).is_none());
    }

    /// A value of any type; numbers as anybody would write them.
    fn any_value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            "\\PC{0,6}".prop_map(|text| serde_json::Value::from(text).to_string()),
            select(vec![
                r#""\u00e9\n\ud83d\ude00\/""#,
                "0",
                "-3",
                "12.5",
                "true",
                "false",
                "null",
                "1795699000000"
            ])
            .prop_map(str::to_owned),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(|all| format!("[{}]", all.join(","))),
                prop::collection::btree_map("[a-z]{0,2}|at|source", inner, 0..3).prop_map(|all| {
                    let members = all.iter().map(|(key, value)| format!("{key:?}:{value}"));
                    format!("{{{}}}", members.collect::<Vec<_>>().join(" , "))
                }),
            ]
        })
    }

    proptest! {
        /// One value of the record is another; then there may be less of it, or a character more.
        #[test]
        fn what_serde_reads(place in any::<prop::sample::Index>(), value in any_value(), cut in 0..4000usize, more in ".?") {
            // Each member that is read, at any depth.
            const READ: [&str; 8] = ["id", "form", "created_at", "fields", "name", "tick", "normalized", "phone"];
            let key = format!("\"{}\":", place.get(&READ));
            let start = WHOLE.find(&key).unwrap() + key.len();
            // Serde would read the members of an object from a list, in order.
            prop_assume!(!(value.starts_with('[') && WHOLE[start..].starts_with('{')));
            let mut old = serde_json::Deserializer::from_str(&WHOLE[start..]).into_iter::<serde::de::IgnoredAny>();
            old.next().unwrap().unwrap();
            let text = format!("{}{value}{}", &WHOLE[..start], &WHOLE[start + old.byte_offset()..]);
            let text: String = match cut < text.chars().count() {
                true => text.chars().take(cut).chain(more.chars()).collect(),
                false => text,
            };
            prop_assert_eq!(read(&text), by_serde(&text), "{}", text);
        }
    }
}
