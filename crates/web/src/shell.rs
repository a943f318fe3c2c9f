//! The loop around the engine: what happened goes in, what is to be done is done. Nobody else drains it,
//! and page code is only ever called while the engine is not borrowed.

use crate::attributes::Settings;
use crate::forms::Bound;
use crate::store::Store;
use crate::{clock, js, kept, page, send, tell};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leadwell_core::{Engine, FormKey, Level, Notice, Now, Output, Reply, urlencoded};
use leadwell_wire::{FormDef, Id};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, HtmlFormElement, Window};

pub(crate) struct Shell {
    /// Origin of the collector.
    pub(crate) collector: String,
    pub(crate) store: Store,
    engine: RefCell<Engine>,
    forms: RefCell<Vec<&'static Bound>>,
    timer: RefCell<Option<Timeout>>,
    requests: RefCell<Vec<(u32, AbortController)>>,
}

impl Shell {
    pub(crate) fn start(settings: Settings) -> &'static Self {
        let kept = kept::journey();
        let engine = Engine::new(settings.config, kept.as_deref(), page::seed());
        // One for each page, as long as the page: nothing is ever to be freed, and a plain reference is what every
        // callback carries.
        let shell: &'static Self = Box::leak(Box::new(Self {
            collector: settings.collector,
            store: Store::new(),
            engine: RefCell::new(engine),
            forms: RefCell::default(),
            timer: RefCell::default(),
            requests: RefCell::default(),
        }));
        Store::open(shell);
        shell.tell(|e, now| e.handle_page(page::seen(), now));
        for (id, form, fields) in kept::held() {
            shell.tell(|e, now| e.handle_held(id, &form, fields, now));
        }
        shell.listen(&js::window());
        tell::dispatch(None, "ready", &[]);
        shell
    }

    fn listen(&'static self, window: &Window) {
        let on = |target: &web_sys::EventTarget, event: &'static str, what: fn(&'static Self)| {
            EventListener::new(target, event, move |_| what(self)).forget();
        };
        on(window, "online", |s| s.tell(Engine::handle_hint));
        on(window, "pagehide", |s| s.tell(Engine::handle_hiding));
        on(window, "pageshow", |s| s.tell(Engine::handle_hint));
        on(&js::document(), "visibilitychange", |s| {
            if js::read(&js::document(), "hidden") == JsValue::TRUE {
                s.tell(Engine::handle_hiding);
            } else {
                s.tell(|e, now| {
                    e.handle_visible(true, now);
                    e.handle_hint(now);
                });
            }
        });
    }

    /// Tells the engine something and does what it answers.
    pub(crate) fn tell<T>(&'static self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let result = what(&mut self.engine.borrow_mut(), clock::now());
        self.drain();
        result
    }

    pub(crate) fn saved(&'static self, id: &Id, level: Level) {
        self.tell(|e, now| e.handle_saved(id, level, now));
        kept::release(id);
    }

    pub(crate) fn restored(&'static self, texts: &[String]) {
        self.tell(|e, now| e.handle_restore(texts.iter().map(String::as_str), now));
    }

    pub(crate) fn replied(&'static self, number: u32, reply: &Reply) {
        self.requests.borrow_mut().retain(|(n, _)| *n != number);
        self.tell(|e, now| e.handle_reply(number, reply, now));
    }

    /// Does something in a task of its own.
    pub(crate) fn later(&self, what: impl FnOnce() + 'static) {
        Timeout::new(0, what).forget();
    }

    /// Takes a form over. Its definition is given where it was rendered from one, else read from the page.
    pub(crate) fn bind(&'static self, form: HtmlFormElement, given: Option<FormDef>) {
        if self.bound(&form).is_some() {
            return;
        }
        let key = self.next_key();
        if let Some((bound, def)) = Bound::new(self, key, form, given) {
            self.forms.borrow_mut().push(bound);
            self.tell(|e, _| e.handle_form(key, def));
        }
    }

    pub(crate) fn submit(&'static self, form: &HtmlFormElement, id: Id, body: &str) -> bool {
        let Some(bound) = self.bound(form) else { return false };
        if bound.is_done() {
            return false;
        }
        if let Some(def) = bound.read_again() {
            self.tell(|e, _| e.handle_form(bound.key, def));
        }
        let fields = urlencoded::parse(body).into_iter().collect();
        let taken = self.tell(|e, now| e.submit(bound.key, id.clone(), fields, now));
        if !taken {
            kept::release(&id);
        }
        taken
    }

    pub(crate) fn command(&'static self, name: &str, argument: &JsValue) {
        match (name, argument.as_string()) {
            ("consent", _) => {
                let granted = js::read(argument, "journey") == JsValue::TRUE;
                self.tell(|e, now| e.handle_consent(granted, now));
            }
            ("track", Some(event)) => self.tell(|e, now| e.track(&event, now)),
            _ => {
                let mut message = "unknown call \"".to_owned();
                message.push_str(name);
                message.push_str("\"; allowed: consent {journey: true or false}, track \"name\", on \"event\" function");
                js::complain(&message);
            }
        }
    }

    /// The number of the next form to be bound.
    pub(crate) fn next_key(&self) -> FormKey {
        self.forms.borrow().len() as FormKey
    }

    fn bound(&self, form: &HtmlFormElement) -> Option<&'static Bound> {
        self.forms.borrow().iter().find(|b| b.is(form)).copied()
    }

    fn drain(&'static self) {
        loop {
            // Its own statement: the borrow must be over before the output is dealt with.
            let output = self.engine.borrow_mut().poll_output();
            match output {
                None => break,
                Some(Output::Save { id, text }) => self.store.save(self, id, text.into_inner()),
                Some(Output::Delete { id }) => self.store.delete(self, id),
                Some(Output::Send(request)) => {
                    let number = request.number;
                    if let Some(abort) = send::post(self, request) {
                        self.requests.borrow_mut().push((number, abort));
                    }
                }
                Some(Output::Abort { number }) => {
                    let late = self.requests.borrow().iter().find(|(n, _)| *n == number).cloned();
                    if let Some((_, abort)) = late {
                        abort.abort();
                    }
                }
                Some(Output::WakeAt(at)) => {
                    let wake = move || self.tell(Engine::handle_timeout);
                    *self.timer.borrow_mut() = Some(Timeout::new(clock::delay(at, clock::now()), wake));
                }
                Some(Output::KeepJourney { text }) => kept::keep_journey(&text),
                Some(Output::ForgetJourney) => kept::forget_journey(),
                Some(Output::Tell(notice)) => self.notice(&notice),
            }
        }
    }

    fn notice(&'static self, notice: &Notice) {
        let form = |key: Option<FormKey>| self.forms.borrow().get(key? as usize).copied();
        let text = |text: &str| JsValue::from_str(text);
        let (bound, name, mut detail) = match notice {
            Notice::Checked { form: key, field, error } => {
                if let Some(bound) = form(Some(*key)) {
                    bound.check(field, error.as_ref());
                }
                return;
            }
            Notice::Invalid { form: key, errors } => {
                (form(Some(*key)), "invalid", vec![("errors", tell::errors(errors))])
            }
            Notice::Rejected { form: key, id, errors } => {
                (form(*key), "rejected", vec![("id", text(id.as_str())), ("errors", tell::errors(errors))])
            }
            Notice::Captured { form: key, id, level } => {
                (form(*key), "captured", vec![("id", text(id.as_str())), ("level", text(level.as_str()))])
            }
            Notice::Delivered { form: key, id } => (form(*key), "delivered", vec![("id", text(id.as_str()))]),
            Notice::Stage { stage } => (None, "stage", vec![("stage", text(stage.as_str()))]),
            Notice::Failed { reason } => (None, "failed", vec![("reason", text(reason))]),
        };
        if let Some(bound) = bound {
            detail.push(("form", text(&bound.name)));
            match notice {
                Notice::Invalid { errors, .. } | Notice::Rejected { errors, .. } => bound.refused(errors),
                Notice::Captured { .. } => {
                    let fresh = self.engine.borrow_mut().new_id(clock::now());
                    bound.captured(&fresh);
                }
                Notice::Delivered { .. } => bound.delivered(),
                _ => {}
            }
        }
        tell::dispatch(bound.map(|b| b.target()), name, &detail);
        if let (Notice::Captured { level: Level::Durable, .. } | Notice::Delivered { .. }, Some(bound)) =
            (notice, bound)
        {
            bound.go_on();
        }
    }
}
