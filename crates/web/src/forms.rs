//! A form that the widget has taken over: its controls, its listeners, what it shows.

use crate::attributes::{self, text};
use crate::js::{self, complain};
use crate::read_form::{self, Control};
use crate::shell::Shell;
use crate::show;
use gloo_events::EventListener;
use leadwell_core::{FormKey, form, urlencoded};
use leadwell_wire::{FieldError, Fields, FormDef, Id};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, EventTarget, HtmlFormElement, HtmlInputElement};

const THANKS: &str = "Thank you. We have received your message.";
const SAVED: &str = "Thank you. Your message is saved and on its way.";
const REFUSED: &str = "Please check the marked fields.";

pub(crate) struct Bound {
    pub(crate) key: FormKey,
    pub(crate) name: String,
    form: HtmlFormElement,
    document: Document,
    /// The definition it was rendered from; else the page's controls are its definition.
    given: bool,
    message: String,
    next: String,
    /// Captured, and not edited since.
    done: Cell<bool>,
    controls: RefCell<Vec<Control>>,
    status: RefCell<Option<Element>>,
}

impl Bound {
    pub(crate) fn new(
        shell: &'static Shell,
        key: FormKey,
        form: HtmlFormElement,
        given: Option<FormDef>,
    ) -> Option<(&'static Self, FormDef)> {
        attributes::check_form(&form);
        let name = text(&form, "data-leadwell");
        if !form::is_form_name(&name) {
            complain("\"data-leadwell\" must name the form: 1 to 64 letters, digits, - or _");
            return None;
        }
        let mut next = text(&form, "data-leadwell-next");
        if !form::is_next(&next) {
            complain("\"data-leadwell-next\" must be an https: address or a path");
            next.clear();
        }
        let mut message = text(&form, "data-leadwell-message");
        let controls = read_form::controls(&form);
        let def = match &given {
            Some(def) => def.clone(),
            None => read_form::definition(&name, &controls),
        };
        if let Some(def) = &given {
            message.clone_from(&def.success);
            next.clone_from(&def.next);
        }
        if message.is_empty() {
            THANKS.clone_into(&mut message);
        }
        // From here on the widget says what is wrong, all of it at once.
        form.set_no_validate(true);
        let bound: &'static Self = Box::leak(Box::new(Self {
            key,
            name,
            form,
            document: js::document(),
            given: given.is_some(),
            message,
            next,
            done: Cell::new(false),
            controls: RefCell::new(controls),
            status: RefCell::default(),
        }));
        bound.listen(shell);
        Some((bound, def))
    }

    fn listen(&'static self, shell: &'static Shell) {
        for event in ["focusin", "input", "change"] {
            let bound = self;
            EventListener::new(&self.form, event, move |e| {
                if event == "focusin" {
                    bound.started();
                    shell.tell(|engine, now| engine.handle_start(bound.key, now));
                } else if let Some(target) = e.target() {
                    bound.done.set(false);
                    let field = text(target.unchecked_ref(), "name");
                    let fields = bound.fields();
                    shell.tell(|engine, _| engine.handle_edit(bound.key, &field, &fields, event == "change"));
                }
            })
            .forget();
        }
    }

    pub(crate) fn is(&self, form: &HtmlFormElement) -> bool {
        self.form == *form
    }

    pub(crate) fn target(&self) -> &EventTarget {
        &self.form
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done.get()
    }

    /// The form as it stands now: scripts add and remove fields.
    pub(crate) fn read_again(&self) -> Option<FormDef> {
        let controls = read_form::controls(&self.form);
        let def = (!self.given).then(|| read_form::definition(&self.name, &controls));
        *self.controls.borrow_mut() = controls;
        def
    }

    fn fields(&self) -> Fields {
        urlencoded::parse(&js::form_body(&self.form)).into_iter().collect()
    }

    fn started(&self) {
        if self.status.borrow().is_none() {
            *self.status.borrow_mut() = show::status(&self.document, &self.form);
        }
    }

    fn say(&self, words: &str) {
        self.started();
        if let Some(status) = &*self.status.borrow() {
            status.set_text_content(Some(words));
        }
    }

    /// Shows one field's error, or that it has none any more.
    pub(crate) fn check(&self, field: &str, error: Option<&FieldError>) {
        let controls = self.controls.borrow();
        if let Some((index, control)) = controls.iter().enumerate().find(|(_, c)| c.name == field) {
            show::error(&self.document, self.key, index, control, error);
        }
    }

    /// All errors at once, and the first of them in focus.
    pub(crate) fn refused(&self, errors: &[FieldError]) {
        let mut first = None;
        for (index, control) in self.controls.borrow().iter().enumerate() {
            // Of a group the first control speaks for all.
            let leads = !self.controls.borrow().iter().take(index).any(|c| c.name == control.name);
            let error = errors.iter().find(|e| e.field == control.name).filter(|_| leads);
            show::error(&self.document, self.key, index, control, error);
            if error.is_some() && first.is_none() {
                first = Some(control.element.clone());
            }
        }
        self.say(REFUSED);
        if let Some(first) = first {
            let _ = first.focus();
        }
    }

    /// The lead is saved; the next one from this form is another.
    pub(crate) fn captured(&self, fresh: &Id) {
        self.refused(&[]);
        self.form.reset();
        for control in self.controls.borrow().iter().filter(|c| c.name == form::ID_FIELD) {
            control.element.unchecked_ref::<HtmlInputElement>().set_value(fresh.as_str());
        }
        self.done.set(true);
        self.say(SAVED);
    }

    pub(crate) fn delivered(&self) {
        if self.done.get() {
            self.say(&self.message);
        }
    }

    /// To the site's own thank-you page, where it has one.
    pub(crate) fn go_on(&self) {
        if !self.next.is_empty() {
            let _ = js::window().location().assign(&self.next);
        }
    }
}
