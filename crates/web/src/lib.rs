//! The browser shell: one browser capability, one file, around the engine of `leadwell_core`.
//!
//! | file | capability |
//! |---|---|
//! | [`attributes`] | the site's settings, read from `data-*` |
//! | [`clock`] | the two clocks and the one timer |
//! | [`forms`], [`read_form`], [`show`] | forms on the page: what they ask, what is said in them |
//! | [`render`] | `<leadwell-form>` from its definition |
//! | [`kept`] | localStorage: the kept journey, submits held by the script |
//! | [`page`] | address, title, referrer, language, time zone, signals |
//! | [`send`] | fetch |
//! | [`store`] | IndexedDB |
//! | [`tell`] | DOM events |
//! | [`shell`] | the loop: the only place that drains the engine |
//! | [`js`] | the few bindings that web-sys has not, or has too heavy |

mod attributes;
mod clock;
mod forms;
mod js;
mod kept;
mod page;
mod read_form;
mod render;
#[cfg(feature = "sdk")]
mod sdk;
mod send;
mod shell;
mod show;
mod store;
mod tell;

use leadwell_wire::Id;
use shell::Shell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlFormElement};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The widget on a page. The script makes one; it lives as long as the page.
#[wasm_bindgen]
pub struct Leadwell {
    shell: &'static Shell,
}

#[wasm_bindgen]
impl Leadwell {
    /// Reads the settings from the script's element and starts: page seen, outbox restored.
    #[cfg(not(feature = "sdk"))]
    #[wasm_bindgen(constructor)]
    pub fn new(script: &Element) -> Self {
        Self { shell: Shell::start(attributes::settings(script)) }
    }

    /// Takes a form over; once for each form, again and again does no harm.
    pub fn bind(&self, form: HtmlFormElement) {
        self.shell.bind(form, None);
    }

    /// Renders the form that a `<leadwell-form form="…">` names.
    pub fn mount(&self, place: Element) {
        render::mount(self.shell, place);
    }

    /// A form was submitted: `id` of its hidden field, its fields as `application/x-www-form-urlencoded`.
    /// Whether the lead was taken; what is wrong with it stands in the form.
    pub fn submit(&self, form: &HtmlFormElement, id: &str, body: &str) -> bool {
        Id::parse(id).is_some_and(|id| self.shell.submit(form, id, body))
    }

    /// A call of the page's queue: `leadwell(name, argument)`.
    pub fn command(&self, name: &str, argument: &JsValue) {
        self.shell.command(name, argument);
    }
}
