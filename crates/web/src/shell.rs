//! The loop around the engine: what happened goes in, what is to be done is handed to the host. Nobody
//! else drains it, and page code is only ever called while the engine is not borrowed.

use crate::{clock, kept, page};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leadwell_core::{Config, Engine, Notice, Now, Output};
use leadwell_wire::FieldError;
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
    /// A field and what is wrong with it, one call each, before the notice they belong to.
    fn wrong(field: &str, code: &str, message: &str);
    /// A notice: its name, the form's number or -1, and its two details.
    fn tell(name: &str, form: i32, first: &str, second: &str);
}

pub(crate) struct Shell {
    engine: RefCell<Engine>,
    timer: RefCell<Option<Timeout>>,
}

impl Shell {
    pub(crate) fn new(config: Config) -> &'static Self {
        let kept = kept::journey();
        let engine = RefCell::new(Engine::new(config, kept.as_deref(), page::seed()));
        // One for each page, as long as the page: nothing is ever to be freed, and a plain reference is what
        // every callback carries.
        Box::leak(Box::new(Self { engine, timer: RefCell::default() }))
    }

    pub(crate) fn start(&'static self) {
        self.tell(|e, now| e.handle_page(page::seen(), now));
        let window = page::window();
        for event in ["online", "pageshow", "pagehide"] {
            EventListener::new(&window, event, move |_| {
                self.tell(if event == "pagehide" { Engine::handle_hiding } else { Engine::handle_hint });
            })
            .forget();
        }
        let document = page::read(&window, "document").unchecked_into::<web_sys::EventTarget>();
        EventListener::new(&document, "visibilitychange", move |_| {
            if page::hidden() {
                self.tell(Engine::handle_hiding);
            } else {
                self.tell(|e, now| e.handle_visible(true, now));
                self.tell(Engine::handle_hint);
            }
        })
        .forget();
    }

    /// Tells the engine something and does what it answers.
    pub(crate) fn tell<T>(&'static self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let result = what(&mut self.engine.borrow_mut(), clock::now());
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
                Some(Output::WakeAt(at)) => {
                    let wake = move || self.tell(Engine::handle_timeout);
                    *self.timer.borrow_mut() = Some(Timeout::new(clock::delay(at, clock::now()), wake));
                }
                Some(Output::KeepJourney { text }) => kept::keep(&text),
                Some(Output::ForgetJourney) => kept::forget(),
                Some(Output::Tell(notice)) => notify(&notice),
            }
        }
    }
}

fn notify(notice: &Notice) {
    let number = |form: &Option<u32>| form.map_or(-1, |key| key as i32);
    match notice {
        Notice::Invalid { form, errors } => {
            all_wrong(errors);
            tell("invalid", *form as i32, "", "");
        }
        Notice::Rejected { form, id, errors } => {
            all_wrong(errors);
            tell("rejected", number(form), id.as_str(), "");
        }
        Notice::Checked { form, field, error } => {
            all_wrong(error.as_slice());
            tell("checked", *form as i32, field, "");
        }
        Notice::Captured { form, id, level } => tell("captured", number(form), id.as_str(), level.as_str()),
        Notice::Delivered { form, id } => tell("delivered", number(form), id.as_str(), ""),
        Notice::Stage { stage } => tell("stage", -1, stage.as_str(), ""),
        Notice::Failed { reason } => tell("failed", -1, reason, ""),
    }
}

fn all_wrong(errors: &[FieldError]) {
    for error in errors {
        wrong(&error.field, &error.code, &error.message);
    }
}
