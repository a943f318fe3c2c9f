//! The browser shell: the engine of `leadwell_core` in a page.
//!
//! What decides is Rust. What touches the page is a handful of small scripts in `host/`, one capability a
//! file (forms, what is said in them, `<leadwell-form>`, IndexedDB, fetch, localStorage, DOM events, timer and
//! page events): JavaScript does that in a third of the bytes, and a visitor pays for each.

#![cfg_attr(not(feature = "sdk"), no_std)]

extern crate alloc;

mod aid;
mod door;
#[cfg(feature = "sdk")]
mod sdk;
mod shell;

use leadwell_core::text::split_at_byte;
use leadwell_core::{Config, Engine};
use shell::Shell;
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A panic is a trap, and a trap ends the widget: the loader hears of it and the forms go on as plain HTML.
/// The standard library's handler would format a message for nobody, in 1.7 KB of the page's 18.
#[cfg(all(target_arch = "wasm32", not(feature = "sdk")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The widget on a page: one, as long as the page.
#[wasm_bindgen]
pub struct Leadwell {
    shell: &'static Shell,
}

#[wasm_bindgen]
impl Leadwell {
    /// `consent`: 1 where the site has the visitor's consent to keep the journey, + 2 where the visitor's
    /// browser refuses it (Global Privacy Control), + 4 where the site has a path of its own to the collector, + 8
    /// for Do Not Track, + 16 for a site without ids of visitors. `site`: its name, and in the lines after it the stage model, where it is not the default.
    /// `kept`: the journey that was kept, or nothing. `a` to `d`: 128 random bits.
    #[wasm_bindgen(constructor)]
    pub fn new(site: &str, consent: u32, kept: &str, a: u32, b: u32, c: u32, d: u32) -> Self {
        let pair = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
        let flag = |bit: u32| consent & bit != 0;
        let (site, model) = split_at_byte(site, b'\n');
        let config = Config {
            site: site.into(),
            model: model.into(),
            consent_granted: flag(1),
            gpc: flag(2),
            fallback: flag(4),
            dnt: flag(8),
            cookieless: flag(16),
        };
        let kept = (!kept.is_empty()).then_some(kept);
        Self { shell: Shell::new(Engine::new(config, kept, [pair(a, b), pair(c, d)], &aid::Page)) }
    }

    /// The way in: see `door`. Returns at once and panics on no input.
    pub fn enter(&self, what: u32, number: u32, text: &str) -> bool {
        door::enter(self.shell, what, number, text)
    }
}
