//! The loop around the engine: what happened goes in, what is to be done is handed to the host. Nobody
//! else drains it, and page code is only ever called while the engine is not borrowed.

use leadwell_core::{Engine, Notice, Now, Output};
use leadwell_wire::{Ack, FieldDef, FieldError, Millis};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// Writes a lead's text; `Leadwell.saved` follows.
    fn save(id: &str, text: &str);
    fn remove(id: &str);
    /// Posts to the collector; `Leadwell.replied` follows.
    fn send(number: u32, body: &str);
    fn abort(number: u32);
    /// `Leadwell.woke` after so many milliseconds; replaces the wish before.
    fn wake(after: f64);
    /// Keeps the journey on the device; an empty text erases it.
    fn keep(text: &str);
    /// A field and what is wrong with it, one call each, before the notice they belong to.
    fn wrong(field: &str, code: &str, message: &str);
    /// A notice: its name, the form's number or -1, and its two details.
    fn tell(name: &str, form: i32, first: &str, second: &str);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn mono() -> f64;
}

fn now() -> Now {
    Now { wall: Millis(wall() as u64), mono: Millis(mono() as u64) }
}

pub(crate) struct Shell {
    engine: RefCell<Engine>,
    /// Parts of an answer, until it is whole.
    pub(crate) answer: RefCell<(Ack, Vec<FieldError>)>,
    /// Fields of a form, until it is whole.
    pub(crate) fields: RefCell<Vec<FieldDef>>,
}

impl Shell {
    /// One for each page, as long as the page: nothing is ever to be freed.
    pub(crate) fn new(engine: Engine) -> &'static Self {
        Box::leak(Box::new(Self {
            engine: RefCell::new(engine),
            answer: RefCell::default(),
            fields: RefCell::default(),
        }))
    }

    /// Tells the engine something and does what it answers.
    pub(crate) fn tell<T>(&'static self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let result = what(&mut self.engine.borrow_mut(), now());
        self.drain();
        result
    }

    fn drain(&'static self) {
        loop {
            // Its own statement: the borrow must be over before the output is dealt with.
            let output = self.engine.borrow_mut().poll_output();
            match output {
                None => break,
                Some(Output::Save { id, text }) => save(id.as_str(), text.expose()),
                Some(Output::Delete { id }) => remove(id.as_str()),
                Some(Output::Send(request)) => send(request.number, request.body.expose()),
                Some(Output::Abort { number }) => abort(number),
                // One more, since the clocks are cut to whole milliseconds and waking early means waking twice.
                Some(Output::WakeAt(at)) => wake(at.since(now().mono).0 as f64 + 1.0),
                Some(Output::KeepJourney { text }) => keep(&text),
                Some(Output::ForgetJourney) => keep(""),
                Some(Output::Tell(notice)) => notify(&notice),
            }
        }
    }
}

fn notify(notice: &Notice) {
    let number = |form: &Option<u32>| form.map_or(-1, |key| key as i32);
    let (name, form, first, second) = match notice {
        Notice::Invalid { form, errors } => {
            all_wrong(errors);
            ("invalid", *form as i32, "", "")
        }
        Notice::Rejected { form, id, errors } => {
            all_wrong(errors);
            ("rejected", number(form), id.as_str(), "")
        }
        Notice::Checked { form, field, error } => {
            all_wrong(error.as_slice());
            ("checked", *form as i32, field.as_str(), "")
        }
        Notice::Captured { form, id, level } => ("captured", number(form), id.as_str(), level.as_str()),
        Notice::Delivered { form, id } => ("delivered", number(form), id.as_str(), ""),
        Notice::Stage { stage } => ("stage", -1, stage.as_str(), ""),
        Notice::Failed { reason } => ("failed", -1, *reason, ""),
    };
    tell(name, form, first, second);
}

fn all_wrong(errors: &[FieldError]) {
    for error in errors {
        wrong(&error.field, &error.code, &error.message);
    }
}
