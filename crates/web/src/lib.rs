//! The browser shell: the engine of `leadwell_core` in a page.
//!
//! What decides is Rust. What touches the DOM, IndexedDB and fetch is a handful of small scripts in
//! `host/`, one capability a file: JavaScript does that in a third of the bytes, and a page pays for each.
//! Results come back by the methods of the one exported class.
//!
//! | file | capability |
//! |---|---|
//! | [`clock`] | the two clocks and the one timer |
//! | [`kept`] | localStorage: the kept journey |
//! | [`page`] | address, title, referrer, language, time zone, signals |
//! | [`shell`] | the loop: the only place that drains the engine |
//! | `host/forms.js`, `host/show.js`, `host/render.js` | what a form asks, what is said in it, `<leadwell-form>` |
//! | `host/store.js`, `host/send.js`, `host/tell.js` | IndexedDB, fetch, DOM events |

mod clock;
mod kept;
mod page;
#[cfg(feature = "sdk")]
mod sdk;
mod shell;

use leadwell_core::{Config, Engine, Level, Reply, form, urlencoded};
use leadwell_wire::{Fields, Id};
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
    /// `granted`: the site has the visitor's consent to keep the journey.
    #[wasm_bindgen(constructor)]
    pub fn new(site: String, granted: bool) -> Self {
        Self { shell: Shell::new(Config { site, consent_granted: granted, gpc: page::gpc() }) }
    }

    /// The host is ready: the page is seen.
    pub fn start(&self) {
        self.shell.start();
    }

    /// Form number `key` asks for this: the JSON of a form definition.
    pub fn form(&self, key: u32, definition: &str) {
        self.shell.tell(|e, _| e.handle_form(key, form::read(definition)));
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

    /// What came of a request; status 0 = no answer.
    pub fn replied(&self, number: u32, status: u16, retry_after: String, body: String) {
        let reply = if status == 0 { Reply::Lost } else { Reply::Answer { status, retry_after, body } };
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

    /// The id of the next lead from a form.
    #[wasm_bindgen(js_name = newId)]
    pub fn new_id(&self) -> String {
        self.shell.tell(Engine::new_id).into()
    }
}

fn fields(body: &str) -> Fields {
    urlencoded::parse(body).into_iter().collect()
}
