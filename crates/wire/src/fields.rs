use crate::Pii;
use crate::prelude::*;

/// What the person filled in, by field name, in the form's order. A name may repeat (checkbox groups).
///
/// On the wire: an object of texts, a list of texts where a name repeats. Numbers and booleans of other
/// senders are read as their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[cfg_attr(feature = "ts", tsify(type = "Record<string, string | string[] | number | boolean | null>"))]
pub struct Fields(Vec<(String, Pii<String>)>);

impl Fields {
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), Pii::new(value.into())));
    }

    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&Pii<String>> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// All values of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Pii<String>> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v)
    }

    pub fn iter(&self) -> core::slice::Iter<'_, (String, Pii<String>)> {
        self.0.iter()
    }

    /// Takes every value of that name out; the first is returned.
    pub fn take(&mut self, name: &str) -> Option<Pii<String>> {
        let first = self.get(name).cloned();
        self.0.retain(|(n, _)| n != name);
        first
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.push(name, value);
        }
        fields
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::Fields;
    use core::fmt;
    use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, Serializer};

    impl Serialize for Fields {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            let mut done: Vec<&str> = Vec::new();
            for (name, first) in self.iter() {
                if done.contains(&name.as_str()) {
                    continue;
                }
                done.push(name);
                let all: Vec<&str> = self.all(name).map(|v| v.expose().as_str()).collect();
                match all.len() {
                    1 => map.serialize_entry(name, first.expose())?,
                    _ => map.serialize_entry(name, &all)?,
                }
            }
            map.end()
        }
    }

    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Value {
        One(Scalar),
        Many(Vec<Scalar>),
    }

    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Scalar {
        Text(String),
        Bool(bool),
        Whole(i64),
        Float(f64),
        Null(()),
    }

    impl Scalar {
        fn into_text(self) -> String {
            match self {
                Self::Text(text) => text,
                Self::Bool(true) => "yes".into(),
                Self::Bool(false) | Self::Null(()) => String::new(),
                Self::Whole(n) => n.to_string(),
                Self::Float(n) => n.to_string(),
            }
        }
    }

    impl<'de> Deserialize<'de> for Fields {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Object;
            impl<'de> Visitor<'de> for Object {
                type Value = Fields;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object of field values")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                    let mut fields = Fields::default();
                    while let Some((name, value)) = map.next_entry::<String, Value>()? {
                        match value {
                            Value::One(one) => fields.push(name, one.into_text()),
                            Value::Many(many) => {
                                for one in many {
                                    fields.push(name.as_str(), one.into_text());
                                }
                            }
                        }
                    }
                    Ok(fields)
                }
            }
            deserializer.deserialize_map(Object)
        }
    }
}
