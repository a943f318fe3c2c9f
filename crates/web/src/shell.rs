//! The loop around the engine: what happened goes in, what is to be done goes out by the door. Nobody
//! else drains it, and page code is only ever called while the engine is not borrowed.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;
use leadwell_core::{Engine, Notice, Now, Output};
use leadwell_wire::{Ack, FieldDef, FieldError, Millis};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn mono() -> f64;
}

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// The way out: see `door`.
    #[wasm_bindgen(js_name = leave)]
    pub(crate) fn leave(what: u32, number: i32, text: &str);
}

/// What the page is asked to do, in the order of the list in `host/door.js`.
pub(crate) mod asks {
    /// Write a lead's text; `SAVED` follows. Texts: id, text.
    pub(crate) const SAVE: u32 = 0;
    /// Text: id.
    pub(crate) const REMOVE: u32 = 1;
    /// Post to the collector; `REPLIED` follows. Number: the request. Texts: body, and a second one where it
    /// goes to the site's own path.
    pub(crate) const SEND: u32 = 2;
    /// Number: the request.
    pub(crate) const ABORT: u32 = 3;
    /// `WOKE` after so many milliseconds; replaces the wish before.
    pub(crate) const WAKE: u32 = 4;
    /// Keep the journey on the device; an empty text erases it.
    pub(crate) const KEEP: u32 = 5;
    /// A notice. Number: the form, or -1. Texts: its name, two details, then field, code, parameter and message of
    /// each thing that is wrong.
    pub(crate) const TELL: u32 = 6;
    /// Put a text aside, where no look finds it. Text: key.
    pub(crate) const SET_ASIDE: u32 = 7;
    /// Look into the store: `FOUND` for each key, `RESTORED` for each unknown one, then `LOOKED` with this number.
    pub(crate) const LOOK: u32 = 8;
    /// Wait for the turn to send; `TURN` follows. Number: 1 to take it by force.
    pub(crate) const CLAIM: u32 = 9;
    /// Give the turn back, or wait for it no longer.
    pub(crate) const RELEASE: u32 = 10;
    /// Keep this for all pages of the site; `PAUSED` brings it back. Text.
    pub(crate) const PAUSE: u32 = 11;
    /// The answer to `LIST`. Text: a JSON list of records.
    pub(crate) const PARKED: u32 = 12;
}

pub(crate) fn now() -> Now {
    Now { wall: Millis(wall() as u64), mono: Millis(mono() as u64) }
}

pub(crate) struct Shell {
    pub(crate) inner: RefCell<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) parts: Parts,
}

/// What comes piece by piece, until it is whole.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) ack: Ack,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) fields: Vec<FieldDef>,
}

impl Shell {
    /// One for each page, as long as the page: nothing is ever to be freed.
    pub(crate) fn new(engine: Engine) -> &'static Self {
        Box::leak(Box::new(Self { inner: RefCell::new(Inner { engine, parts: Parts::default() }) }))
    }

    /// Does what the engine answers, until it has no more to say.
    pub(crate) fn drain(&'static self) {
        loop {
            // Its own statement: the borrow must be over before the output is dealt with.
            let output = self.inner.borrow_mut().engine.poll_output();
            match output {
                None => break,
                Some(Output::Save { id, text }) => {
                    leave(asks::SAVE, 0, &texts(&[id.as_str(), text.expose()]))
                }
                Some(Output::Delete { id }) => leave(asks::REMOVE, 0, id.as_str()),
                Some(Output::Send(request)) => {
                    let mut body = request.body.into_inner();
                    if request.fallback {
                        body.push('\0');
                    }
                    leave(asks::SEND, request.number as i32, &body);
                }
                Some(Output::SetAside { key }) => leave(asks::SET_ASIDE, 0, &key),
                Some(Output::Look { number }) => leave(asks::LOOK, number as i32, ""),
                Some(Output::Claim { steal }) => leave(asks::CLAIM, steal.into(), ""),
                Some(Output::Release) => leave(asks::RELEASE, 0, ""),
                Some(Output::Pause { text }) => leave(asks::PAUSE, 0, &text),
                Some(Output::Abort { number }) => leave(asks::ABORT, number as i32, ""),
                // One more, since the clocks are cut to whole milliseconds and waking early means waking
                // twice. At most twelve days: browsers' timers overflow after 24.
                Some(Output::WakeAt(at)) => {
                    leave(asks::WAKE, at.since(now().mono).0.min(1 << 30) as i32 + 1, "");
                }
                Some(Output::KeepJourney { text }) => leave(asks::KEEP, 0, &text),
                Some(Output::ForgetJourney) => leave(asks::KEEP, 0, ""),
                Some(Output::Tell(notice)) => notify(&notice),
            }
        }
    }
}

fn notify(notice: &Notice) {
    let number = |form: &Option<u32>| form.map_or(-1, |key| key as i32);
    let (errors, name, form, first, second): (&[FieldError], _, _, _, _) = match notice {
        Notice::Invalid { form, errors } => (errors, "invalid", *form as i32, "", ""),
        Notice::Rejected { form, id, errors } => (errors, "rejected", number(form), id.as_str(), ""),
        Notice::Checked { form, field, error } => {
            (error.as_slice(), "checked", *form as i32, field.as_str(), "")
        }
        Notice::Captured { form, id, level } => (&[], "captured", number(form), id.as_str(), level.as_str()),
        Notice::Delivered { form, id } => (&[], "delivered", number(form), id.as_str(), ""),
        Notice::Stage { stage } => (&[], "stage", -1, stage, ""),
        Notice::Failed { reason } => (&[], "failed", -1, *reason, ""),
        Notice::Consent { text } => (&[], "consent", -1, text, ""),
    };
    let mut all = texts(&[name, first, second]);
    for error in errors {
        all.push_str(&texts(&[&error.field, &error.code, &error.param, &error.message]));
    }
    leave(asks::TELL, form, &all);
}

/// Each text with a zero byte after it.
fn texts(list: &[&str]) -> String {
    let mut all = String::new();
    for text in list {
        all.push_str(text);
        all.push('\0');
    }
    all
}
