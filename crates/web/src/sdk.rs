//! The SDK's side: typed values by serde-wasm-bindgen, TypeScript types derived from Rust.

use crate::Leadwell;
use crate::aid::Page;
use crate::shell::now;
use leadwell_core::{Engine, Now, form, validate, words};
use leadwell_wire::{FieldError, Fields, FormDef, Id};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

/// What became of a submission.
#[derive(Debug, Serialize, Deserialize, Tsify)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Submission {
    /// Taken: `captured` and `delivered` events with this id follow.
    Taken { id: String },
    /// Nothing was stored; everything that is wrong.
    Invalid { errors: Vec<FieldError> },
}

#[wasm_bindgen]
impl Leadwell {
    /// The id of the next lead from a form.
    #[wasm_bindgen(js_name = newId)]
    pub fn new_id(&self) -> String {
        self.tell(Engine::new_id).into()
    }

    /// Everything that is wrong with these fields.
    pub fn check(
        &self,
        definition: &Ts<FormDef>,
        fields: &Ts<Fields>,
    ) -> Result<Vec<Ts<FieldError>>, JsError> {
        let errors = check(&parse(definition)?, &fields.to_rust()?);
        errors.into_iter().map(|error| Ok(error.into_ts()?)).collect()
    }

    /// Submits fields that are in no form of the page, as form number `key`. `id`: a lead's own, so that a
    /// repeat is the same lead. Throws an `Error` where the definition has unknown keys or wrong types: it
    /// names each, and what is allowed there.
    pub fn capture(
        &self,
        key: u32,
        definition: &Ts<FormDef>,
        fields: &Ts<Fields>,
        id: Option<String>,
    ) -> Result<Ts<Submission>, JsError> {
        let (def, fields) = (parse(definition)?, fields.to_rust()?);
        let id = match id {
            None => self.tell(Engine::new_id),
            Some(text) => Id::parse(&text).ok_or_else(|| JsError::new("the id must be a UUIDv7"))?,
        };
        let errors = check(&def, &fields);
        if !errors.is_empty() {
            return Ok(Submission::Invalid { errors }.into_ts()?);
        }
        self.tell(|e, _| e.handle_form(key, def));
        self.tell(|e, now| e.submit(key, id.clone(), fields, now));
        Ok(Submission::Taken { id: id.into() }.into_ts()?)
    }
}

impl Leadwell {
    fn tell<T>(&self, what: impl FnOnce(&mut Engine, Now) -> T) -> T {
        let result = what(&mut self.shell.inner.borrow_mut().engine, now());
        self.shell.drain();
        result
    }
}

/// Everything that is wrong, worded.
fn check(def: &FormDef, fields: &Fields) -> Vec<FieldError> {
    let mut errors = validate::check(def, fields, &Page).err().unwrap_or_default();
    words::say(def, words::of(&def.language), &mut errors);
    errors
}

/// Through its JSON, since serde-wasm-bindgen passes unknown keys over in silence.
fn parse(definition: &Ts<FormDef>) -> Result<FormDef, JsError> {
    let text = js_sys::JSON::stringify(&definition.js_value()).ok().and_then(|text| text.as_string());
    form::parse(&text.unwrap_or_default()).map_err(|errors| {
        let messages: Vec<String> = errors.into_iter().map(|e| e.message).collect();
        JsError::new(&messages.join("\n"))
    })
}
