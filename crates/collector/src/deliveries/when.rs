//! Which leads go to a destination.

use leadwell_wire::Fields;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::store::NewRecord;

/// Conditions, all of which must hold; each holds where one of its words fits, and where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The form.
    pub forms: Vec<String>,
    /// A stage that the journey has reached; sites name their own.
    pub stages: Vec<String>,
    /// The channel that reports count.
    pub channels: Vec<&'static str>,
    /// Values of fields; one of several values is enough.
    pub fields: Vec<(String, Vec<String>)>,
}

/// The parts that conditions ask for, each by itself: what cannot be read fits nothing.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(default, borrow)]
    fields: Option<&'a RawValue>,
    #[serde(default, borrow)]
    journey: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
struct Journey {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    history: Vec<Reached>,
}

#[derive(Deserialize)]
struct Reached {
    #[serde(default)]
    stage: String,
}

impl When {
    /// Whether this lead goes there.
    pub(crate) fn fits(&self, record: &NewRecord) -> bool {
        let form = self.forms.is_empty() || self.forms.contains(&record.form);
        let channel = self.channels.is_empty()
            || record.channel.is_some_and(|channel| self.channels.contains(&channel));
        form && channel && self.fits_inside(record)
    }

    fn fits_inside(&self, record: &NewRecord) -> bool {
        if self.stages.is_empty() && self.fields.is_empty() {
            return true;
        }
        let Ok(parts) = serde_json::from_str::<Parts<'_>>(record.raw.expose()) else { return false };
        let fields = parts.fields.and_then(|raw| serde_json::from_str::<Fields>(raw.get()).ok());
        let journey = parts.journey.and_then(|raw| serde_json::from_str::<Journey>(raw.get()).ok());
        let (fields, journey) = (fields.unwrap_or_default(), journey.unwrap_or_default());
        let reached =
            |stage: &String| journey.stage == *stage || journey.history.iter().any(|one| one.stage == *stage);
        let has = |(name, wanted): &(String, Vec<String>)| {
            fields.all(name).any(|value| wanted.contains(value.expose()))
        };
        (self.stages.is_empty() || self.stages.iter().any(reached)) && self.fields.iter().all(has)
    }
}
