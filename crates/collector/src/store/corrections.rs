//! What is put right in a lead, beside what was sent and never in its place.

use leadwell_wire::{Fields, Pii};

/// Fields with the values that they should have had.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Correction {
    /// When (epoch milliseconds, the collector's clock).
    pub at: i64,
    /// Who says so; may be empty.
    pub who: String,
    /// All values of each field that was corrected; an empty text where it has none.
    pub fields: Fields,
}

/// A correction on its way into the store.
#[derive(Debug, Clone)]
pub struct NewCorrection {
    /// The lead's id.
    pub lead: String,
    /// What is put right; without fields nothing is, and the rest is done.
    pub correction: Correction,
    /// How the person is listed from now on; as before where the lead's form is not known.
    pub listed: Option<Listed>,
    /// The destinations that are told the lead again, in the same transaction.
    pub again: Vec<String>,
}

/// What the list of leads shows of a person.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The name.
    pub name: Option<Pii<String>>,
    /// The address.
    pub email: Option<Pii<String>>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// It stands, and so many deliveries wait again.
    Done {
        /// How many.
        again: u64,
    },
    /// There is no such lead.
    NoLead,
}

/// The fields as they are to be read: each correction in its turn, at the place where the field stood.
pub(crate) fn apply(fields: &Fields, corrections: &[Correction]) -> Fields {
    corrections.iter().fold(fields.clone(), |fields, correction| replace(&fields, &correction.fields))
}

pub(crate) fn replace(fields: &Fields, by: &Fields) -> Fields {
    let mut done: Vec<&str> = Vec::new();
    let mut all = Fields::default();
    for (name, value) in fields.iter().chain(by.iter()) {
        if by.get(name).is_none() {
            all.push(name, value.expose().as_str());
        } else if !done.contains(&name.as_str()) {
            done.push(name);
            by.all(name).for_each(|value| all.push(name, value.expose().as_str()));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_in_its_turn_and_place() {
        let check = |sent: &[(&str, &str)], by: &[&[(&str, &str)]], expected: &[(&str, &str)]| {
            let fields = |pairs: &[(&str, &str)]| pairs.iter().copied().collect::<Fields>();
            let one =
                |pairs: &&[(&str, &str)]| Correction { at: 1, who: String::new(), fields: fields(pairs) };
            let by: Vec<Correction> = by.iter().map(one).collect();
            assert_eq!(apply(&fields(sent), &by), fields(expected));
        };
        check(&[("a", "1"), ("b", "2")], &[], &[("a", "1"), ("b", "2")]);
        check(&[("a", "1"), ("b", "2")], &[&[("a", "9")]], &[("a", "9"), ("b", "2")]);
        check(&[("a", "1")], &[&[("a", "2")], &[("a", "3"), ("c", "4")]], &[("a", "3"), ("c", "4")]);
        check(&[("t", "x"), ("b", "2"), ("t", "y")], &[&[("t", "z")]], &[("t", "z"), ("b", "2")]);
        check(&[("t", "x"), ("b", "2")], &[&[("t", "y"), ("t", "z")]], &[("t", "y"), ("t", "z"), ("b", "2")]);
        check(&[("a", "1")], &[&[("a", "")]], &[("a", "")]);
    }
}
