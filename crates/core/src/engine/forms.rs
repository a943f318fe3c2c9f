//! Forms: what is edited, what is submitted, and the lead that comes of it.

use super::{Engine, FormKey, Notice, stored_anew};
use crate::prelude::*;
use crate::stored::Stored;
use crate::time::Now;
use crate::validate;
use leadwell_wire::{FieldError, Fields, FormDef, Id};

#[derive(Debug)]
pub(super) struct Form {
    key: FormKey,
    def: FormDef,
    started: bool,
    /// Which of its fields show an error now: a bit for each, the first one lowest.
    shown: u128,
}

impl Engine {
    /// A form is ready to be filled in, or its fields have changed.
    pub fn handle_form(&mut self, key: FormKey, def: FormDef) {
        match form(&mut self.forms, key) {
            Some(form) => form.def = def,
            None => self.forms.push(Form { key, def, started: false, shown: 0 }),
        }
    }

    /// The person went into a form for the first time.
    pub fn handle_start(&mut self, key: FormKey, now: Now) {
        let Some(form) = form(&mut self.forms, key) else { return };
        if !form.started {
            form.started = true;
            let name = form.def.form.clone();
            self.happened("form_start", &name, (0, ""), now);
        }
    }

    /// A field was edited. It is judged when the person leaves it (`done`), and at each key while it
    /// shows an error: early enough to help, late enough not to nag.
    pub fn handle_edit(&mut self, key: FormKey, field: &str, fields: &Fields, done: bool) {
        let Some(form) = form(&mut self.forms, key) else { return };
        let mut bit = 1;
        for def in &form.def.fields {
            let shown = form.shown & bit != 0;
            let edited = def.name == field;
            if shown || edited {
                let (filled, error) = validate::look(&form.def, def, fields, self.aid);
                // Another field is only ever relieved: it may be right by what was filled in here.
                let due = if edited { shown || (done && filled) } else { error.is_none() };
                if due {
                    form.shown &= !bit;
                    if error.is_some() {
                        form.shown |= bit;
                    }
                    if shown || error.is_some() {
                        self.out.tell(Notice::Checked { form: key, field: def.name.clone(), error });
                    }
                }
            }
            bit <<= 1;
        }
    }

    /// A form was submitted. Twice the same id is one lead; that of a refused one is its correction, which takes its
    /// place. Whether it was taken.
    pub fn submit(&mut self, key: FormKey, id: Id, fields: Fields, now: Now) -> bool {
        !self.outbox.takes(&id) || (self.judge(key, &fields, Vec::new()) && self.take(key, id, &fields, now))
    }

    /// Whether a form is right as it stands; what is wrong is told, and `own` with it: what rules of the site's
    /// own say, which nobody here knows.
    pub fn judge(&mut self, key: FormKey, fields: &Fields, mut own: Vec<FieldError>) -> bool {
        let Some(form) = form(&mut self.forms, key) else { return false };
        let (shown, mut errors) = validate::look_at_all(&form.def, fields, self.aid);
        form.shown = shown;
        errors.append(&mut own);
        if errors.is_empty() {
            return true;
        }
        self.out.tell(Notice::Invalid { form: key, errors });
        false
    }

    /// Takes a form's fields as a lead, which [`judge`](Self::judge) found right.
    pub fn take(&mut self, key: FormKey, id: Id, fields: &Fields, now: Now) -> bool {
        let Some(form) = form(&mut self.forms, key) else { return false };
        if self.outbox.takes(&id) {
            let name = form.def.form.clone();
            self.capture(id, Some(key), &name, fields, now);
        }
        true
    }

    /// A submit that was held by an earlier page and never judged there. The collector judges it: nobody
    /// is left to correct it, and it must not be lost.
    pub fn handle_held(&mut self, id: Id, form: &str, fields: Fields, now: Now) {
        if !self.outbox.holds(&id) {
            self.capture(id, None, form, &fields, now);
        }
    }

    /// What only the page can tell of the next record, with a zero byte between: members as JSON with a comma before
    /// each, what its form's field of consent says, and the version of that.
    pub fn handle_more(&mut self, texts: &str) {
        self.more = texts.to_owned().into();
    }

    fn capture(&mut self, id: Id, key: Option<FormKey>, form: &str, fields: &Fields, now: Now) {
        if !self.consent.refused() {
            self.course.submitted(form, fields, now.wall, &mut self.rng);
        }
        let payload = self.record(&id, form, fields, now).into();
        let stored = Stored { id, created: now.wall, parked: false, payload };
        self.out.push(stored_anew(&stored));
        self.outbox.push(stored, key, now);
        self.moved(now);
    }
}

fn form(forms: &mut [Form], key: FormKey) -> Option<&mut Form> {
    forms.iter_mut().find(|form| form.key == key)
}
