//! `[[destination]]`: where leads go, which of them, and what that place needs to know.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use leadwell_core::channel::Channel;
use leadwell_core::destination::{Destination, KindInfo, field_of};
use leadwell_wire::Pii;
use toml::de::{DeTable, DeValue};

use super::place::Faults;
use super::values::{Secrets, Value, a_type, close_to, flag, text, texts};
use crate::deliveries::When;
use crate::outbound::Reach;

/// Keys of every destination; the others belong to its kind.
const OWN: &[&str] = &["name", "kind", "when", "allow_private", "allow_http"];
/// Kinds that send mail.
const MAILS: &[&str] = &["email", "confirmation"];
const WHEN: &[&str] = &["form", "stage", "channel", "field", "suspect"];

/// A destination, complete.
#[derive(Clone)]
pub struct DestinationConfig {
    /// By which the store and the dashboard know it.
    pub name: Arc<str>,
    /// The word for what it speaks.
    pub kind: &'static str,
    /// Where its requests may go.
    pub reach: Reach,
    /// Which leads go there.
    pub when: When,
    /// What it speaks. It may hold secrets.
    pub destination: Destination,
    /// What came from the environment and from files.
    pub secrets: Vec<Pii<String>>,
    /// Fields of forms that its settings read, each with its place.
    pub reads: Vec<(String, String)>,
}

impl fmt::Debug for DestinationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DestinationConfig")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("reach", &self.reach)
            .field("when", &self.when)
            .finish_non_exhaustive()
    }
}

/// A form that a condition names, and where.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) form: String,
    pub(super) place: String,
}

pub(super) fn read(
    value: Option<&Value<'_>>,
    has_smtp: bool,
    secrets: Secrets<'_>,
    faults: &mut Faults<'_>,
) -> (Vec<DestinationConfig>, Vec<Named>) {
    let (mut all, mut forms) = (Vec::<DestinationConfig>::new(), Vec::new());
    let Some(value) = value else { return (all, forms) };
    let Some(items) = value.get_ref().as_array() else {
        faults.at(value.span(), "each destination begins with [[destination]] on a line of its own");
        return (all, forms);
    };
    let mut names = Vec::new();
    for item in items.iter() {
        let Some(table) = item.get_ref().as_table() else {
            faults.at(item.span(), "each destination begins with [[destination]] on a line of its own");
            continue;
        };
        let name = name(table, item.span(), faults);
        if let Some(name) = &name
            && names.contains(name)
        {
            let place = table.get("name").map_or(item.span(), |value| value.span());
            faults.at(place, format!("a second destination with the name \"{name}\""));
        }
        names.extend(name.clone());
        let when = table.get("when").map(|value| conditions(value, &mut forms, faults)).unwrap_or_default();
        let reach = Reach {
            private: flag(table, "allow_private", faults).unwrap_or(false),
            http: flag(table, "allow_http", faults).unwrap_or(false),
        };
        let Some(kind) = kind(table, item.span(), faults) else { continue };
        if MAILS.contains(&kind.name) && !has_smtp {
            let place = table.get("kind").map_or(item.span(), |value| value.span());
            faults.at(place, format!("\"{}\" needs a mail server: [smtp] with \"host\"", kind.name));
        }
        let destination = destination(kind, table, reach, item.span(), secrets, faults);
        if let (Some(name), Some(Read { destination, secrets, reads })) = (name, destination) {
            let (name, kind) = (name.into(), kind.name);
            all.push(DestinationConfig { name, kind, reach, when, destination, secrets, reads });
        }
    }
    (all, forms)
}

fn name(table: &DeTable<'_>, whole: Range<usize>, faults: &mut Faults<'_>) -> Option<String> {
    let Some(value) = table.get("name") else {
        faults.at(whole, "\"name\" is missing: by it you find the destination in the dashboard");
        return None;
    };
    let name = text(table, "name", faults)?;
    let fits = (1..=40).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte));
    if !fits {
        faults.at(value.span(), "\"name\" must be 1 to 40 of a-z, 0-9, - and _");
    }
    fits.then_some(name)
}

fn kind(table: &DeTable<'_>, whole: Range<usize>, faults: &mut Faults<'_>) -> Option<&'static KindInfo> {
    let known = || Destination::kinds().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let Some(value) = table.get("kind") else {
        faults.at(whole, format!("\"kind\" is missing; allowed: {}", known()));
        return None;
    };
    let name = text(table, "kind", faults)?;
    let kind = Destination::kinds().find(|kind| kind.name == name);
    if kind.is_none() {
        let close = close_to(&name, Destination::kinds().map(|kind| kind.name));
        faults.at(value.span(), format!("\"kind\": there is no \"{name}\"{close}; allowed: {}", known()));
    }
    kind
}

/// What the settings of a kind come to.
struct Read {
    destination: Destination,
    secrets: Vec<Pii<String>>,
    /// Fields of forms, each with its place.
    reads: Vec<(String, String)>,
}

/// The settings of its kind, each with its place, so that what the kind has to say of one finds it.
fn destination(
    kind: &'static KindInfo,
    table: &DeTable<'_>,
    reach: Reach,
    whole: Range<usize>,
    secrets: Secrets<'_>,
    faults: &mut Faults<'_>,
) -> Option<Read> {
    let (mut settings, mut hidden, mut reads) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut places = BTreeMap::new();
    let mut complete = true;
    for (key, value) in table.iter().filter(|(key, _)| !OWN.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref().as_ref();
        // `map = { theirs = "ours" }` are as many settings as it has pairs.
        let group = value.get_ref().as_table().filter(|_| kind.key(&format!("{name}.x")).is_some());
        let one = [(name.to_owned(), key.span(), value)];
        let many = group
            .into_iter()
            .flatten()
            .map(|(key, value)| (format!("{name}.{}", key.get_ref()), key.span(), value));
        for (name, place, value) in one.into_iter().filter(|_| group.is_none()).chain(many) {
            let Some(info) = kind.key(&name) else {
                let own = OWN.iter().copied().chain(kind.keys.iter().map(|info| info.name));
                let allowed = own.clone().collect::<Vec<_>>().join(", ");
                let close = close_to(&name, own.clone());
                let said = format!("unknown key \"{name}\" of \"{}\"{close}; allowed: {allowed}", kind.name);
                faults.at(place, said);
                complete = false;
                continue;
            };
            places.insert(name.clone(), value.span());
            if let Some(text) = value.get_ref().as_str() {
                let field = match name.as_str() {
                    "consent_field" => Some(text.trim().to_owned()).filter(|field| !field.is_empty()),
                    name if name.starts_with("map.") || name.starts_with("context.") => field_of(text),
                    _ => None,
                };
                reads.extend(field.map(|field| (field, faults.place(value.span().start))));
            }
            match setting(&name, info.secret, value, secrets, &mut hidden, faults) {
                Some(text) => drop(settings.insert(name, text)),
                None => complete = false,
            }
        }
    }
    if reach.http || reach.private {
        settings.insert("allow_http".into(), "yes".into());
    }
    match Destination::parse(kind.name, &settings) {
        Ok(destination) => complete.then_some(Read { destination, secrets: hidden, reads }),
        Err(errors) => {
            // What could not be read is missing from the settings, and has been told already.
            let told = |key: &String| places.contains_key(key) && !settings.contains_key(key);
            for error in errors.iter().filter(|error| !told(&error.field)) {
                let place = places.get(&error.field).cloned().unwrap_or(whole.clone());
                let what = if error.message.is_empty() { &error.code } else { &error.message };
                let message = match error.field.is_empty() {
                    true => what.clone(),
                    false => format!("\"{}\": {what}", error.field),
                };
                faults.at(place, message);
            }
            None
        }
    }
}

fn setting(
    key: &str,
    secret: bool,
    value: &Value<'_>,
    secrets: Secrets<'_>,
    hidden: &mut Vec<Pii<String>>,
    faults: &mut Faults<'_>,
) -> Option<String> {
    let mut look_up = |faults: &mut Faults<'_>| {
        let text = secrets.look_up(key, value, faults)?;
        hidden.push(text.clone());
        Some(text.into_inner())
    };
    match value.get_ref() {
        // Configurations are copied, mailed and kept in repositories.
        _ if secret => look_up(faults),
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Boolean(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Array(_) => {
            let list = texts(key, value, faults);
            Some(list.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(","))
        }
        DeValue::Table(table)
            if table.len() == 1 && (table.contains_key("env") || table.contains_key("file")) =>
        {
            look_up(faults)
        }
        other => {
            faults.at(value.span(), format!("\"{key}\" must be a text, not {}", a_type(other)));
            None
        }
    }
}

fn conditions(value: &Value<'_>, forms: &mut Vec<Named>, faults: &mut Faults<'_>) -> When {
    let mut when = When::default();
    let Some(table) = value.get_ref().as_table() else {
        faults.at(value.span(), format!("\"when\" must be a table, not {}", a_type(value.get_ref())));
        return when;
    };
    super::values::only(table, WHEN, faults);
    let list = |key: &str, faults: &mut Faults<'_>| {
        let value = table.get(key)?;
        let list: Vec<_> =
            texts(key, value, faults).into_iter().map(|(span, text)| (span, text.to_owned())).collect();
        Some(list)
    };
    for (span, form) in list("form", faults).unwrap_or_default() {
        forms.push(Named { form: form.clone(), place: faults.place(span.start) });
        when.forms.push(form);
    }
    when.stages = list("stage", faults).unwrap_or_default().into_iter().map(|(_, stage)| stage).collect();
    for (span, word) in list("channel", faults).unwrap_or_default() {
        match Channel::ALL.into_iter().map(Channel::as_str).find(|known| *known == word) {
            Some(channel) => when.channels.push(channel),
            None => {
                let known: Vec<_> = Channel::ALL.into_iter().map(Channel::as_str).collect();
                let close = close_to(&word, known.iter().copied());
                let said =
                    format!("\"channel\": there is no \"{word}\"{close}; allowed: {}", known.join(", "));
                faults.at(span, said);
            }
        }
    }
    when.suspect = flag(table, "suspect", faults);
    if let Some(value) = table.get("field") {
        match value.get_ref().as_table() {
            Some(fields) => {
                for (name, value) in fields.iter() {
                    let name = name.get_ref().as_ref();
                    let wanted = texts(name, value, faults).into_iter().map(|(_, text)| text.to_owned());
                    when.fields.push((name.to_owned(), wanted.collect()));
                }
            }
            None => faults.at(value.span(), "\"field\" must be a table such as { plan = [\"pro\"] }"),
        }
    }
    when
}

#[cfg(test)]
mod tests;
