//! IndexedDB: one object store, a lead's text under its id.
//!
//! Writes ask for `durability: "strict"`: `complete` then means flushed, not handed to the system. Where
//! there is no store (blocked, private, broken, or an `open` that never answers) leads live in memory.

use crate::js;
use crate::shell::Shell;
use gloo_timers::callback::Timeout;
use leadwell_core::Level;
use leadwell_wire::Id;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

const NAME: &str = "leadwell";
const OUTBOX: &str = "outbox";
/// `open` can hang without any event (WebKit bug 226547).
const OPEN_WITHIN_MS: u32 = 2000;

#[wasm_bindgen]
extern "C" {
    type Factory;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Factory, name: &str, version: u32) -> Result<JsValue, JsValue>;

    #[derive(Clone)]
    type Database;
    #[wasm_bindgen(method, js_name = createObjectStore)]
    fn create(this: &Database, name: &str);
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Database,
        store: &str,
        mode: &str,
        options: &JsValue,
    ) -> Result<Transaction, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Database);

    type Transaction;
    #[wasm_bindgen(method, js_name = objectStore)]
    fn store(this: &Transaction, name: &str) -> ObjectStore;

    type ObjectStore;
    #[wasm_bindgen(method, catch)]
    fn put(this: &ObjectStore, value: &str, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn delete(this: &ObjectStore, key: &str);
    #[wasm_bindgen(method, js_name = getAll)]
    fn all(this: &ObjectStore) -> JsValue;
}

enum Work {
    Save(Id, String),
    Delete(Id),
}

enum State {
    Opening(Vec<Work>),
    Open(Database),
    /// No store: memory has to do.
    None,
}

pub(crate) struct Store {
    state: RefCell<State>,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self { state: RefCell::new(State::Opening(Vec::new())) }
    }

    /// Opens the database and reads back what earlier pages left.
    pub(crate) fn open(shell: &'static Shell) {
        let factory = js::read(&js::window(), "indexedDB");
        let request = if factory.is_object() { factory.unchecked_into::<Factory>().open(NAME, 1).ok() } else { None };
        let Some(request) = request else {
            Timeout::new(0, move || shell.store.opened(shell, None)).forget();
            return;
        };
        let upgrading = request.clone();
        on(&request, "onupgradeneeded", move |_| {
            js::read(&upgrading, "result").unchecked_into::<Database>().create(OUTBOX);
        });
        let source = request.clone();
        on(&request, "onsuccess", move |_| {
            shell.store.opened(shell, Some(js::read(&source, "result").unchecked_into()));
        });
        for event in ["onerror", "onblocked"] {
            on(&request, event, move |_| shell.store.opened(shell, None));
        }
        Timeout::new(OPEN_WITHIN_MS, move || shell.store.opened(shell, None)).forget();
    }

    fn opened(&self, shell: &'static Shell, database: Option<Database>) {
        let mut state = self.state.borrow_mut();
        let waiting = match (&mut *state, &database) {
            (State::Opening(waiting), _) => std::mem::take(waiting),
            // It came after we had given up: good for all that follows.
            (State::None, Some(_)) => Vec::new(),
            _ => return,
        };
        *state = match database {
            Some(database) => {
                let closing = database.clone();
                on(&database, "onversionchange", move |_| closing.close());
                restore(shell, &database);
                State::Open(database)
            }
            None => State::None,
        };
        drop(state);
        for work in waiting {
            self.run(shell, work);
        }
    }

    pub(crate) fn save(&self, shell: &'static Shell, id: Id, text: String) {
        self.run(shell, Work::Save(id, text));
    }

    pub(crate) fn delete(&self, shell: &'static Shell, id: Id) {
        self.run(shell, Work::Delete(id));
    }

    fn run(&self, shell: &'static Shell, work: Work) {
        let database = match &mut *self.state.borrow_mut() {
            State::Opening(waiting) => return waiting.push(work),
            State::Open(database) => Some(database.clone()),
            State::None => None,
        };
        let strict = js::object(&[("durability", JsValue::from_str("strict"))]);
        let transaction = database.and_then(|d| d.transaction(OUTBOX, "readwrite", &strict).ok());
        match (work, transaction) {
            (Work::Save(id, text), Some(transaction)) => {
                let put = transaction.store(OUTBOX).put(&text, id.as_str()).is_ok();
                for event in ["oncomplete", "onabort"] {
                    let id = id.clone();
                    let level = if put && event == "oncomplete" { Level::Durable } else { Level::Volatile };
                    on(&transaction, event, move |_| shell.saved(&id, level));
                }
            }
            (Work::Save(id, _), None) => {
                shell.later(move || shell.saved(&id, Level::Volatile));
            }
            (Work::Delete(id), Some(transaction)) => transaction.store(OUTBOX).delete(id.as_str()),
            (Work::Delete(_), None) => {}
        }
    }
}

fn restore(shell: &'static Shell, database: &Database) {
    let Ok(transaction) = database.transaction(OUTBOX, "readonly", &JsValue::UNDEFINED) else { return };
    let request = transaction.store(OUTBOX).all();
    let source = request.clone();
    on(&request, "onsuccess", move |_| {
        let texts: js_sys::Array = js::read(&source, "result").unchecked_into();
        let texts: Vec<String> = texts.iter().map(|t| t.as_string().unwrap_or_default()).collect();
        shell.restored(&texts);
    });
}

fn on(target: &JsValue, event: &str, f: impl FnOnce(JsValue) + 'static) {
    // Requests, transactions and databases take handlers as properties.
    let _ = js::set(target, event, &js::once(f));
}
