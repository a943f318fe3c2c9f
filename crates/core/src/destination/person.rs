//! Who a lead is, by what its form asks for.

use super::text::{cut, trim};
use crate::prelude::*;
use crate::text::is_one_of;
#[cfg(feature = "native")]
use leadwell_wire::{FieldDef, FieldKind};
use leadwell_wire::{Fields, Pii};

/// A part of a person: its place in the tables below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Email,
    Name,
    First,
    Last,
    Phone,
    Company,
    Website,
    Country,
    Message,
}

const ROLES: [Role; 9] = [
    Role::Email,
    Role::Name,
    Role::First,
    Role::Last,
    Role::Phone,
    Role::Company,
    Role::Website,
    Role::Country,
    Role::Message,
];

/// As a mapping names them, after `person.`.
const KEYS: [&str; 9] =
    ["email", "name", "first_name", "last_name", "phone", "company", "website", "country", "message"];

/// How fields are named, in lower case without marks, when nothing else says what they hold.
const NAMES: [&str; 9] = [
    "email|mail|emailaddress|workemail|businessemail",
    "name|fullname|yourname|contactname",
    "firstname|fname|givenname|forename|vorname|prenom|nombre",
    "lastname|lname|surname|familyname|nachname|nom|apellido",
    "phone|tel|telephone|mobile|phonenumber|telefon",
    "company|organization|organisation|companyname|firma|entreprise",
    "website|url|web|homepage",
    "country|land|pays",
    "message|comment|comments|question|nachricht|notes",
];

/// Each part, in the order of [`KEYS`]. Empty is unknown; a telephone number is E.164 where it is one of a known country,
/// else as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person([Pii<String>; 9]);

/// A part of the person, and the field of the form that told it, or would have: who left it blank is told so by that
/// field's name.
pub(super) type ToldBy = Vec<(Role, String)>;

pub(super) fn role_by_name(name: &str) -> Option<Role> {
    let mut bare = String::new();
    for c in name.chars().filter(char::is_ascii_alphanumeric) {
        bare.push(c.to_ascii_lowercase());
    }
    let place = NAMES.iter().position(|names| is_one_of(&bare, names))?;
    ROLES.get(place).copied()
}

#[cfg(feature = "native")]
pub(super) fn role(name: &str, def: Option<&FieldDef>) -> Option<Role> {
    let named = role_by_name(name);
    let Some(def) = def else { return named };
    let by_token = match def.autocomplete.rsplit(' ').next().unwrap_or_default() {
        "email" => Some(Role::Email),
        "given-name" => Some(Role::First),
        "family-name" => Some(Role::Last),
        "name" => Some(Role::Name),
        "tel" => Some(Role::Phone),
        "organization" => Some(Role::Company),
        "url" => Some(Role::Website),
        "country" | "country-name" => Some(Role::Country),
        _ => None,
    };
    by_token.or(match def.kind {
        FieldKind::Email => Some(Role::Email),
        FieldKind::Phone => Some(Role::Phone),
        FieldKind::Company => Some(Role::Company),
        FieldKind::Url => Some(Role::Website),
        FieldKind::Country => Some(Role::Country),
        FieldKind::Name => named.filter(|role| matches!(role, Role::First | Role::Last)).or(Some(Role::Name)),
        FieldKind::Text if def.rows > 0 => named.or(Some(Role::Message)),
        FieldKind::Text | FieldKind::Hidden => named,
        _ => None,
    })
}

impl Role {
    /// By its name in a mapping, without `person.`.
    pub(super) fn of(key: &str) -> Option<Self> {
        ROLES.get(KEYS.iter().position(|own| *own == key)?).copied()
    }
}

impl Person {
    /// With the field of the form that told each part. `read` says what a field holds, and how that is written.
    pub(super) fn of(fields: &Fields, read: impl Fn(&str, &str) -> Option<(Role, String)>) -> (Self, ToldBy) {
        let (mut person, mut told_by) = (Self::default(), ToldBy::new());
        // Those that were left blank only where nothing else tells that part.
        for blank in [false, true] {
            for (name, value) in fields.iter() {
                let Some((role, text)) = read(name, trim(value.expose())) else { continue };
                if text.is_empty() == blank && !told_by.iter().any(|(own, _)| *own == role) {
                    person.0[role as usize] = Pii::new(text);
                    told_by.push((role, name.clone()));
                }
            }
        }
        person.complete();
        (person, told_by)
    }

    pub(super) fn get(&self, role: Role) -> &str {
        self.0[role as usize].expose()
    }

    /// All parts by their names.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        KEYS.into_iter().zip(self.0.iter().map(|part| part.expose().as_str()))
    }

    /// The whole name from its parts, or the parts from the whole: the last word is the family's.
    fn complete(&mut self) {
        let [first, last, whole] = [Role::First, Role::Last, Role::Name].map(|role| self.get(role));
        if whole.is_empty() {
            self.0[Role::Name as usize] = Pii::new(trim(&[first, " ", last].concat()).to_owned());
        } else if first.is_empty() && last.is_empty() {
            let (first, last) = match cut(whole, ",") {
                Some((last, first)) => (first, last),
                None => {
                    let mut words = (whole, "");
                    for (at, c) in whole.char_indices() {
                        if c.is_whitespace() {
                            words =
                                (whole.get(..at).unwrap_or_default(), whole.get(at..).unwrap_or_default());
                        }
                    }
                    words
                }
            };
            let [first, last] = [first, last].map(|name| Pii::new(trim(name).to_owned()));
            self.0[Role::First as usize] = first;
            self.0[Role::Last as usize] = last;
        }
    }
}
