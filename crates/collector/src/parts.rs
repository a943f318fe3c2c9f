//! A record as it was sent, taken apart: every key on its own, so that a wrong type in one that is not needed, or what a
//! newer page sends in another shape, costs that key alone and never the lead.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, each value as it is written.
#[derive(Debug)]
pub(crate) struct Members<'a>(pub(crate) Vec<(String, &'a RawValue)>);

/// The value of a key, as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Part<'a>(Option<&'a RawValue>);

/// What a record is made of. Of a key that is there twice, the first.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    pub(crate) id: Part<'a>,
    pub(crate) kind: Part<'a>,
    pub(crate) form: Part<'a>,
    pub(crate) site: Part<'a>,
    pub(crate) created_at: Part<'a>,
    pub(crate) fields: Part<'a>,
    pub(crate) page: Part<'a>,
    pub(crate) context: Part<'a>,
    pub(crate) touches: Part<'a>,
    pub(crate) journey: Part<'a>,
    pub(crate) consent: Part<'a>,
    pub(crate) token: Part<'a>,
    /// Whether a key that decides something is there twice: then nobody can say what was meant. `page` and `context` only
    /// describe.
    pub(crate) is_ambiguous: bool,
}

impl<'a> Parts<'a> {
    /// Nothing where the text is no object.
    pub(crate) fn of(raw: &'a str) -> Option<Self> {
        let Members(members) = serde_json::from_str(raw).ok()?;
        let mut parts = Self::default();
        for (name, value) in members {
            let Some(Part(part)) = parts.part(&name) else { continue };
            match part {
                // What is null is not there.
                None => *part = Some(value).filter(|value| value.get() != "null"),
                Some(_) => parts.is_ambiguous |= !matches!(name.as_str(), "page" | "context"),
            }
        }
        Some(parts)
    }

    fn part(&mut self, name: &str) -> Option<&mut Part<'a>> {
        Some(match name {
            "id" => &mut self.id,
            "kind" => &mut self.kind,
            "form" => &mut self.form,
            "site" => &mut self.site,
            "created_at" => &mut self.created_at,
            "fields" => &mut self.fields,
            "page" => &mut self.page,
            "context" => &mut self.context,
            "touches" => &mut self.touches,
            "journey" => &mut self.journey,
            "consent" => &mut self.consent,
            "token" => &mut self.token,
            _ => return None,
        })
    }
}

impl<'a> Part<'a> {
    /// As this type; nothing where it is missing or something else.
    pub(crate) fn read<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.0?.get()).ok()
    }

    /// As it is written.
    pub(crate) fn raw(self) -> Option<&'a RawValue> {
        self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_on_its_own() {
        for (raw, form, created_at, is_ambiguous) in [
            (r#"{"form":"f","created_at":5}"#, Some("f"), Some(5), false),
            (r#"{"form":7,"created_at":5,"more":{}}"#, None, Some(5), false),
            (r#"{"form":"f","created_at":"soon"}"#, Some("f"), None, false),
            (r#"{"form":null,"created_at":null}"#, None, None, false),
            (r#"{"form":"a","form":"b"}"#, Some("a"), None, true),
            (r#"{"\u0066orm":"a","form":"b"}"#, Some("a"), None, true),
            (r#"{"page":{},"page":{},"form":"f"}"#, Some("f"), None, false),
            (r#"{"more":1,"more":2,"form":"f"}"#, Some("f"), None, false),
        ] {
            let parts = Parts::of(raw).unwrap();
            let found = (parts.form.read::<String>(), parts.created_at.read(), parts.is_ambiguous);
            assert_eq!(found, (form.map(str::to_owned), created_at, is_ambiguous), "{raw}");
        }
        for raw in ["", "[]", r#"["f"]"#, "null", r#"{"form":"f""#, "{} {}"] {
            assert!(Parts::of(raw).is_none(), "{raw}");
        }
    }
}
