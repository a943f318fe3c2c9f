//! A record as a page wrote it, read without serde, which would weigh more than all that destinations know.

use super::points;
use crate::json::{self, Value};
use crate::prelude::*;
use leadwell_wire::{
    Consent, Fields, Id, Journey, Kind, Millis, Page, Pairs, Points, Record, Touch, Touches, Verdict,
};

/// `None` of what is no record. Read is what a destination that a page may send to can ask for: the steps of the journey,
/// the touches between the first and the last, and how consent came about stay empty.
pub(super) fn read(text: &str) -> Option<Record> {
    let value = json::parse(text).filter(|value| value.is_object())?;
    let mut reader = Reader { right: true };
    let record = Record {
        id: Id::parse(&value.text_at("id"))?,
        kind: match value.text_at("kind").as_str() {
            "lead" => Kind::Lead,
            "partial" => Kind::Partial,
            "journey" => Kind::Journey,
            _ => return None,
        },
        form: reader.text(value, "form"),
        site: reader.text(value, "site"),
        created_at: reader.time(value, "created_at"),
        fields: reader.fields(value, "fields"),
        normalized: reader.fields(value, "normalized"),
        page: reader.page(value),
        touches: reader.touches(value),
        journey: reader.journey(value)?,
        consent: reader.consent(value)?,
    };
    reader.right.then_some(record)
}

/// A member that is missing is read as empty; one of another type makes the whole wrong.
struct Reader {
    right: bool,
}

impl Reader {
    fn object<'a>(&mut self, of: Value<'a>, key: &str) -> Value<'a> {
        let value = of.get(key);
        self.right &= value.is_object() || value.raw().is_empty();
        value
    }

    fn text(&mut self, of: Value<'_>, key: &str) -> String {
        let value = of.get(key);
        let text = value.text();
        self.right &= text.is_some() || value.raw().is_empty();
        text.unwrap_or_default()
    }

    fn time(&mut self, of: Value<'_>, key: &str) -> Millis {
        let value = of.get(key);
        let whole = value.whole();
        self.right &= whole.is_some() || value.raw().is_empty();
        Millis(whole.unwrap_or_default())
    }

    /// A name may have a list of values. Numbers and booleans of other senders are read as their text.
    fn fields(&mut self, of: Value<'_>, key: &str) -> Fields {
        let mut fields = Fields::default();
        let mut members = self.object(of, key).members();
        while let Some(value) = members.next() {
            if value.is_list() {
                for one in value.members() {
                    fields.push(members.key.as_str(), self.scalar(one));
                }
            } else {
                fields.push(members.key.as_str(), self.scalar(value));
            }
        }
        fields
    }

    fn scalar(&mut self, value: Value<'_>) -> String {
        if let Some(text) = value.text() {
            return text;
        }
        self.right &= !value.is_object() && !value.is_list();
        match value.raw() {
            "true" => "yes",
            "false" | "null" => "",
            number => number,
        }
        .to_owned()
    }

    fn page(&mut self, record: Value<'_>) -> Page {
        let page = self.object(record, "page");
        Page {
            url: self.text(page, "url"),
            title: self.text(page, "title"),
            referrer: self.text(page, "referrer"),
            language: self.text(page, "language"),
            time_zone: self.text(page, "time_zone"),
        }
    }

    fn touches(&mut self, record: Value<'_>) -> Touches {
        let touches = self.object(record, "touches");
        let [first, last] = ["first", "last"].map(|key| {
            let touch = touches.get(key);
            if touch.raw().is_empty() || touch.is_null() { None } else { Some(self.touch(touch)) }
        });
        Touches { first, last, ..Touches::default() }
    }

    fn touch(&mut self, touch: Value<'_>) -> Touch {
        self.right &= touch.get("at").whole().is_some();
        Touch {
            at: self.time(touch, "at"),
            tags: self.pairs(touch, &["at", "click_ids"]),
            click_ids: {
                let ids = self.object(touch, "click_ids");
                self.pairs(ids, &[])
            },
        }
    }

    /// The members that are texts, but for some.
    fn pairs(&mut self, of: Value<'_>, but: &[&str]) -> Pairs {
        let mut pairs = Pairs::default();
        let mut members = of.members();
        while let Some(value) = members.next() {
            if !but.contains(&members.key.as_str()) {
                self.right &= value.text().is_some();
                pairs.push(&members.key, value.string());
            }
        }
        pairs
    }

    fn journey(&mut self, record: Value<'_>) -> Option<Journey> {
        let journey = self.object(record, "journey");
        let visitor = journey.get("visitor");
        let visitor = match visitor.raw() {
            "" | "null" => None,
            _ => Some(Id::parse(&visitor.string())?),
        };
        let score = match journey.get("score").raw() {
            "" => Points(0),
            number => points::parse(number)?,
        };
        Some(Journey { visitor, stage: self.text(journey, "stage"), score, ..Journey::default() })
    }

    fn consent(&mut self, record: Value<'_>) -> Option<Consent> {
        let consent = self.object(record, "consent");
        let journey = match consent.text_at("journey").as_str() {
            "granted" => Verdict::Granted,
            "denied" => Verdict::Denied,
            "unknown" => Verdict::Unknown,
            _ if consent.raw().is_empty() => Verdict::Unknown,
            _ => return None,
        };
        Some(Consent { journey, ..Consent::default() })
    }
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

    /// As serde reads it, without what is not read here.
    fn by_serde(text: &str) -> Option<Record> {
        let mut record: Record = serde_json::from_str(text).ok()?;
        record.touches =
            Touches { first: record.touches.first, last: record.touches.last, ..Touches::default() };
        let Journey { visitor, stage, score, .. } = record.journey;
        record.journey = Journey { visitor, stage, score, ..Journey::default() };
        record.consent = Consent { journey: record.consent.journey, ..Consent::default() };
        Some(record)
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
            const READ: [&str; 26] = [
                "id", "kind", "form", "site", "created_at", "fields", "name", "tick", "n", "normalized", "phone", "page",
                "url", "title", "referrer", "language", "time_zone", "touches", "first", "last", "click_ids", "gclid",
                "visitor", "stage", "score", "consent",
            ];
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
