//! localStorage: the journey where the visitor agreed, and submits that the script held for us. Every
//! access may throw (blocked storage, no quota); then the page's memory has to do.

use crate::js;
use leadwell_core::urlencoded;
use leadwell_wire::{Fields, Id};
use web_sys::Storage;

const JOURNEY: &str = "leadwell.journey";
/// Followed by the id; the value is the form's name, a line break, the body.
const HELD: &str = "leadwell.held.";

fn storage() -> Option<Storage> {
    js::window().local_storage().ok().flatten()
}

pub(crate) fn journey() -> Option<String> {
    storage()?.get_item(JOURNEY).ok().flatten()
}

pub(crate) fn keep_journey(text: &str) {
    if let Some(storage) = storage() {
        // Full or blocked: the journey of this page is still in memory.
        let _ = storage.set_item(JOURNEY, text);
    }
}

pub(crate) fn forget_journey() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(JOURNEY);
    }
}

/// Submits held by an earlier page that ended before it could judge them.
pub(crate) fn held() -> Vec<(Id, String, Fields)> {
    let mut found = Vec::new();
    let Some(storage) = storage() else { return found };
    for index in 0..storage.length().unwrap_or(0) {
        let key = storage.key(index).ok().flatten().unwrap_or_default();
        let Some(id) = key.strip_prefix(HELD).and_then(Id::parse) else { continue };
        let value = storage.get_item(&key).ok().flatten().unwrap_or_default();
        if let Some((form, body)) = value.split_once('\n') {
            found.push((id, form.to_owned(), urlencoded::parse(body).into_iter().collect()));
        }
    }
    found
}

/// The lead is in the outbox: the held copy has served.
pub(crate) fn release(id: &Id) {
    if let Some(storage) = storage() {
        let mut key = HELD.to_owned();
        key.push_str(id.as_str());
        let _ = storage.remove_item(&key);
    }
}
