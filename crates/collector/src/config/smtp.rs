//! `[smtp]`: who takes our mail.

use toml::de::DeValue;

use super::place::Faults;
use super::values::{Secrets, Value, a_type, only, text};
use crate::deliveries::{Security, Smtp};

const KEYS: &[&str] = &["host", "port", "security", "user", "password"];

pub(super) fn read(value: &Value<'_>, secrets: Secrets<'_>, faults: &mut Faults<'_>) -> Option<Smtp> {
    let Some(table) = value.get_ref().as_table() else {
        faults.at(value.span(), format!("\"smtp\" must be a table, not {}", a_type(value.get_ref())));
        return None;
    };
    only(table, KEYS, faults);
    let host = text(table, "host", faults);
    if host.is_none() && !table.contains_key("host") {
        faults.at(value.span(), "\"host\" is missing: the name of the mail server");
    }
    let security = match text(table, "security", faults).as_deref() {
        None | Some("starttls") => Security::StartTls,
        Some("tls") => Security::Tls,
        Some("none") => Security::None,
        Some(_) => {
            let place = table.get("security").map_or(value.span(), |value| value.span());
            faults.at(place, "\"security\" must be starttls, tls or none");
            Security::StartTls
        }
    };
    let port = table.get("port").and_then(|value| {
        let port = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        if port.is_none() {
            faults.at(value.span(), "\"port\" must be a number from 1 to 65535");
        }
        port
    });
    let usual = match security {
        Security::StartTls => 587,
        Security::Tls => 465,
        Security::None => 25,
    };
    let user = text(table, "user", faults);
    let given = table.get("password");
    let password = given.and_then(|value| secrets.look_up("password", value, faults));
    if user.is_some() != given.is_some() {
        faults.at(value.span(), "\"user\" and \"password\" go together");
    }
    Some(Smtp { host: host?, port: port.unwrap_or(usual), security, login: user.zip(password) })
}
