//! localStorage: the journey, where the visitor agreed. Every access may throw (blocked storage, no
//! quota); then the page's memory has to do.

use crate::page::window;
use web_sys::Storage;

const JOURNEY: &str = "leadwell.journey";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub(crate) fn journey() -> Option<String> {
    storage()?.get_item(JOURNEY).ok().flatten()
}

pub(crate) fn keep(text: &str) {
    if let Some(storage) = storage() {
        // Full or blocked: the journey of this page is still in memory.
        let _ = storage.set_item(JOURNEY, text);
    }
}

pub(crate) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(JOURNEY);
    }
}
