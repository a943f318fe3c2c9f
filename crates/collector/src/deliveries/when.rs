//! Which leads go to a destination.

use leadwell_wire::Fields;
use serde::Deserialize;

use crate::context::Context;
use crate::parts::Parts;
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
    /// Whether it bears signs of a program: those alone, or those not. Both go where nothing is said: a sign is no proof,
    /// and a lead that was kept back is one that somebody has to think of.
    pub suspect: Option<bool>,
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
        form && channel && self.fits_signs(record) && self.fits_inside(record)
    }

    fn fits_signs(&self, record: &NewRecord) -> bool {
        let is_suspect = || !Context::of(record.raw.expose(), record.email.as_ref()).suspect.is_empty();
        self.suspect.is_none_or(|wanted| wanted == is_suspect())
    }

    /// What cannot be read fits nothing.
    fn fits_inside(&self, record: &NewRecord) -> bool {
        if self.stages.is_empty() && self.fields.is_empty() {
            return true;
        }
        let Some(parts) = Parts::of(record.raw.expose()) else { return false };
        let (fields, journey): (Fields, Journey) =
            (parts.fields.read().unwrap_or_default(), parts.journey.read().unwrap_or_default());
        // A page that may not keep a journey tells the events alone, and the collector what they come to.
        let assessed = record.assessment.as_ref();
        let reached = |stage: &String| {
            journey.stage == *stage
                || journey.history.iter().any(|one| one.stage == *stage)
                || assessed.is_some_and(|own| {
                    own.stage == *stage || own.history.iter().any(|one| one.stage == *stage)
                })
        };
        let has = |(name, wanted): &(String, Vec<String>)| {
            fields.all(name).any(|value| wanted.contains(value.expose()))
        };
        (self.stages.is_empty() || self.stages.iter().any(reached)) && self.fields.iter().all(has)
    }
}
