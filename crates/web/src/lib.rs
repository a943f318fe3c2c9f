//! The browser shell: the engine of `leadwell_core` in a page.
//!
//! What decides is Rust. What touches the page is a handful of small scripts in `host/`, one capability a
//! file (forms, what is said in them, `<leadwell-form>`, IndexedDB, fetch, localStorage, DOM events, timer and
//! page events): JavaScript does that in a third of the bytes, and a visitor pays for each. Results come back
//! by the methods of the one exported class.

#[cfg(feature = "sdk")]
mod sdk;
mod shell;

use leadwell_core::json::parse_whole;
use leadwell_core::{Config, Engine, Level, Reply, urlencoded};
use leadwell_wire::{Choice, Decimal, FieldDef, FieldError, FieldKind, Fields, FormDef, Id, Page, Rejected};
use shell::Shell;
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The widget on a page: one, as long as the page. Every method returns at once; none panics on any input.
#[wasm_bindgen]
pub struct Leadwell {
    shell: &'static Shell,
}

#[wasm_bindgen]
impl Leadwell {
    /// `granted`: the site has the visitor's consent to keep the journey. `gpc`: the visitor's browser
    /// refuses it. `kept`: the journey that was kept, or nothing. `a` to `d`: 128 random bits.
    #[wasm_bindgen(constructor)]
    pub fn new(site: String, granted: bool, gpc: bool, kept: &str, a: u32, b: u32, c: u32, d: u32) -> Self {
        let pair = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
        let config = Config { site, consent_granted: granted, gpc };
        let kept = (!kept.is_empty()).then_some(kept);
        Self { shell: Shell::new(Engine::new(config, kept, [pair(a, b), pair(c, d)])) }
    }

    /// A page is seen.
    pub fn seen(&self, url: String, title: String, referrer: String, language: String, time_zone: String) {
        let page = Page { url, title, referrer, language, time_zone };
        self.shell.tell(|e, now| e.handle_page(page, now));
    }

    /// Time passed; `hint`: sending may work again.
    pub fn woke(&self, hint: bool) {
        self.shell.tell(if hint { Engine::handle_hint } else { Engine::handle_timeout });
    }

    /// The page came into view, or goes away.
    pub fn shown(&self, visible: bool) {
        self.shell.tell(|e, now| {
            if visible {
                e.handle_visible(true, now);
                e.handle_hint(now);
            } else {
                e.handle_hiding(now);
            }
        });
    }

    /// The next field of the form that `form` will name: its kind by its place in `FieldKind`, bounds as
    /// text or empty, options by lines.
    #[expect(clippy::too_many_arguments, reason = "a field's parts cross one by one: no JSON to read")]
    pub fn field(
        &self,
        name: String,
        kind: u32,
        required: bool,
        multiple: bool,
        min: &str,
        max: &str,
        min_length: &str,
        max_length: &str,
        options: &str,
    ) {
        let count = |text| parse_whole(text).map(|n| n as u32);
        let mut field = FieldDef {
            name,
            kind: FieldKind::ALL.get(kind as usize).copied().unwrap_or_default(),
            required,
            multiple,
            min: Decimal::parse(min),
            max: Decimal::parse(max),
            min_length: count(min_length),
            max_length: count(max_length),
            ..FieldDef::default()
        };
        for value in options.lines() {
            field.options.push(Choice { value: value.to_owned(), ..Choice::default() });
        }
        self.shell.fields.borrow_mut().push(field);
    }

    /// Form number `key` asks for the fields told before.
    pub fn form(&self, key: u32, name: String) {
        let fields = self.shell.fields.take();
        self.shell.tell(|e, _| e.handle_form(key, FormDef { form: name, fields, ..FormDef::default() }));
    }

    /// The person went into the form.
    pub fn begun(&self, key: u32) {
        self.shell.tell(|e, now| e.handle_start(key, now));
    }

    /// A field was edited; `body` is the form as it stands, urlencoded; `done` when the person left the field.
    pub fn edited(&self, key: u32, field: &str, body: &str, done: bool) {
        self.shell.tell(|e, _| e.handle_edit(key, field, &fields(body), done));
    }

    /// A form was submitted. Whether the lead was taken; what is wrong with it is told.
    pub fn submit(&self, key: u32, id: &str, body: &str) -> bool {
        Id::parse(id).is_some_and(|id| self.shell.tell(|e, now| e.submit(key, id, fields(body), now)))
    }

    /// A submit that an earlier page held and could not judge any more.
    pub fn held(&self, id: &str, form: &str, body: &str) {
        if let Some(id) = Id::parse(id) {
            self.shell.tell(|e, now| e.handle_held(id, form, fields(body), now));
        }
    }

    /// A text found in the store at start.
    pub fn restored(&self, text: &str) {
        self.shell.tell(|e, now| e.handle_restore([text], now));
    }

    /// The store has the lead; `durable` = flushed to disk, else it lives in memory.
    pub fn saved(&self, id: &str, durable: bool) {
        let level = if durable { Level::Durable } else { Level::Volatile };
        if let Some(id) = Id::parse(id) {
            self.shell.tell(|e, now| e.handle_saved(&id, level, now));
        }
    }

    /// An answer names this lead as delivered; `replied` follows.
    pub fn delivered(&self, id: String) {
        self.shell.answer.borrow_mut().0.accepted.push(id);
    }

    /// An answer refuses this lead (no id: the whole request), for this; `replied` follows.
    pub fn refused(&self, id: String, field: String, code: String, message: String) {
        let error = FieldError { field, code, message };
        let (ack, errors) = &mut *self.shell.answer.borrow_mut();
        if id.is_empty() {
            errors.push(error);
        } else if let Some(rejected) = ack.rejected.iter_mut().find(|r| r.id == id) {
            rejected.errors.push(error);
        } else {
            ack.rejected.push(Rejected { id, errors: vec![error] });
        }
    }

    /// What came of a request; status 0 = no answer. `retry_after_s`: negative = none.
    pub fn replied(&self, number: u32, status: u16, retry_after_s: i32) {
        let (ack, errors) = self.shell.answer.take();
        let reply = if status == 0 {
            Reply::Lost
        } else {
            Reply::Answer { status, retry_after_s: u32::try_from(retry_after_s).ok(), ack, errors }
        };
        self.shell.tell(|e, now| e.handle_reply(number, &reply, now));
    }

    /// The visitor's choice.
    pub fn consent(&self, granted: bool) {
        self.shell.tell(|e, now| e.handle_consent(granted, now));
    }

    /// An event of the site's own.
    pub fn track(&self, name: &str) {
        self.shell.tell(|e, now| e.track(name, now));
    }
}

fn fields(body: &str) -> Fields {
    urlencoded::parse(body).into_iter().collect()
}
