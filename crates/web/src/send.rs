//! fetch: a request, and what came of it.

use crate::js::{self, Thenable};
use crate::shell::Shell;
use leadwell_core::{Reply, Request};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    type Response;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;
    #[wasm_bindgen(method)]
    fn text(this: &Response) -> Thenable;

    type Headers;
    #[wasm_bindgen(method)]
    fn get(this: &Headers, name: &str) -> Option<String>;
}

/// Posts to the collector. `text/plain` needs no preflight, which could not finish while the page unloads;
/// `keepalive` lets the request outlive the page.
pub(crate) fn post(shell: &'static Shell, request: Request) -> Option<AbortController> {
    let number = request.number;
    let abort = AbortController::new().ok();
    let options = js::object(&[
        ("method", JsValue::from_str("POST")),
        ("body", JsValue::from_str(request.body.expose())),
        ("keepalive", JsValue::TRUE),
        ("credentials", JsValue::from_str("omit")),
        ("signal", abort.as_ref().map_or(JsValue::UNDEFINED, |a| a.signal().into())),
    ]);
    let mut url = shell.collector.clone();
    url.push_str("/v1/collect");
    exchange(&url, &options, move |reply| shell.replied(number, &reply));
    abort
}

/// Fetches and reads the whole answer. `done` is called later, never from within this call.
pub(crate) fn exchange(url: &str, options: &JsValue, done: impl FnOnce(Reply) + 'static) {
    let head = Rc::new(RefCell::new((0, String::new())));
    let done = Rc::new(RefCell::new(Some(done)));
    let finish = move |reply: Reply| {
        if let Some(done) = done.borrow_mut().take() {
            done(reply);
        }
    };
    let lost = finish.clone();
    let lost = js::once(move |_| lost(Reply::Lost));
    let seen = Rc::clone(&head);
    let body = js::once_giving(move |response| {
        let response: Response = response.unchecked_into();
        *seen.borrow_mut() = (response.status(), response.headers().get("Retry-After").unwrap_or_default());
        response.text().into()
    });
    let whole = js::once(move |text| {
        let (status, retry_after) = head.take();
        finish(Reply::Answer { status, retry_after, body: text.as_string().unwrap_or_default() });
    });
    match js::fetch(url, options) {
        Ok(promise) => {
            promise.then(&body, &JsValue::UNDEFINED).then(&whole, &lost);
        }
        Err(_) => {
            // A page that replaced `fetch` by something that throws: as good as no network.
            js_sys::Promise::resolve(&JsValue::UNDEFINED).unchecked_into::<Thenable>().then(&lost, &lost);
        }
    }
}
