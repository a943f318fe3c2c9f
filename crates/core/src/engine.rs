//! The engine: what happened goes in by `handle_*` and commands, what is to be done comes out by
//! [`Engine::poll_output`]. After any `&mut` call, drain it to `None`.

mod delivery;
mod forget;
mod outputs;
mod record;

use crate::aid::Aid;
use crate::attribution;
use crate::consent::Consent;
use crate::journey::Course;
use crate::outbox::{NEVER, Outbox, Request};
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::Stored;
use crate::text::split_at_byte;
use crate::time::Now;
use crate::validate;
use leadwell_wire::{ConsentSource, FieldError, Fields, FormDef, Id, Millis, Page, Pii, Verdict};

pub(crate) use outputs::Outputs;

/// Which form on the page; the shell numbers them.
pub type FormKey = u32;

/// What the site set, and what the browser says of the visitor's wish.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub site: String,
    /// The site has the visitor's consent by other means.
    pub consent_granted: bool,
    /// Global Privacy Control: a refusal, whatever the site set.
    pub gpc: bool,
    /// Do Not Track, where the site heeds it: as good as Global Privacy Control.
    pub dnt: bool,
    /// The visitor gets no id, and what is kept is kept for this tab's visit, without being allowed: only a refusal ends
    /// that. A choice of the site's.
    pub cookieless: bool,
    /// The stage model, as the collector gives it to pages; empty is the default.
    pub model: String,
    /// The site has a path of its own that leads to the collector, for browsers that block the collector.
    pub fallback: bool,
}

/// How safely a lead lies in the page's store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Flushed to disk: survives a killed browser.
    Durable,
    /// In a store that is written to disk at some later time (localStorage): survives a reload.
    Stored,
    /// In memory alone: lost with the page.
    Volatile,
}

impl Level {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Stored => "stored",
            Self::Volatile => "volatile",
        }
    }
}

/// Something for the shell to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Put this text under the lead's id into the store, then call [`Engine::handle_saved`].
    Save {
        id: Id,
        text: leadwell_wire::Pii<String>,
    },
    Delete {
        id: Id,
    },
    /// Put this key's text aside, where no look finds it: it is no lead, and somebody may want to know why.
    SetAside {
        key: String,
    },
    /// Look into the store: [`Engine::handle_found`] for each key, [`Engine::handle_restore`] with the text
    /// of each that was not known, then [`Engine::handle_looked`].
    Look {
        number: u32,
    },
    /// Wait for the turn to send, which one page of a site has at a time, then call
    /// [`Engine::handle_turn`]. `steal`: take it from the page that has it.
    Claim {
        steal: bool,
    },
    /// Give the turn back, or do not wait for it any more.
    Release,
    Send(Request),
    /// Nobody waits for this request any more.
    Abort {
        number: u32,
    },
    /// Call [`Engine::handle_timeout`] at this time of the monotonic clock; replaces the wish before.
    WakeAt(Millis),
    /// Keep this where the site's other pages see it, in place of the one before: see
    /// [`Engine::handle_pause`].
    Pause {
        text: String,
    },
    /// Keep the journey on the device.
    KeepJourney {
        text: String,
    },
    /// Erase the kept journey.
    ForgetJourney,
    Tell(Notice),
}

/// Something for the page to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A submit was refused; nothing was stored. All errors of the form.
    Invalid {
        form: FormKey,
        errors: Vec<FieldError>,
    },
    /// One field was judged anew while the person edits.
    Checked {
        form: FormKey,
        field: String,
        error: Option<FieldError>,
    },
    /// The lead is in the store.
    Captured {
        form: Option<FormKey>,
        id: Id,
        level: Level,
    },
    /// The collector has it, or it is gone from the store, which is another page's word for the same.
    Delivered {
        form: Option<FormKey>,
        id: Id,
    },
    /// The collector refused it; it stays in the store.
    Rejected {
        form: Option<FormKey>,
        id: Id,
        errors: Vec<FieldError>,
    },
    /// A stage of the site's model was reached.
    Stage {
        stage: String,
    },
    Failed {
        reason: &'static str,
    },
    /// Whether the journey may be kept, at the page's start and whenever somebody spoke: the record's member.
    Consent {
        text: String,
    },
}

#[derive(Debug)]
struct Form {
    key: FormKey,
    def: FormDef,
    started: bool,
    /// Which of its fields show an error now: a bit for each, the first one lowest.
    shown: u128,
}

pub struct Engine {
    aid: &'static dyn Aid,
    config: Config,
    consent: Consent,
    page: Page,
    course: Course,
    /// What the page gives to the next record: see [`Engine::handle_more`].
    more: Pii<String>,
    forms: Vec<Form>,
    outbox: Outbox,
    rng: Rng,
    out: Outputs,
    /// What [`Output::WakeAt`] asked for last.
    wake: Millis,
    /// Since when the page is in view, on the monotonic clock; never while it is not.
    seen_since: Millis,
    /// How long it was in view before that, and how many seconds of it were told.
    seen: Millis,
    seen_told: u64,
}

/// Seconds in view that are told first.
const FIRST_SEEN: u64 = 30;

impl Engine {
    /// `kept` is the text of an earlier [`Output::KeepJourney`]; `seed` comes from a secure source.
    pub fn new(mut config: Config, kept: Option<&str>, seed: [u64; 2], aid: &'static dyn Aid) -> Self {
        let mut rng = Rng::new(seed);
        let course = Course::new(core::mem::take(&mut config.model), &mut rng, aid);
        let mut engine = Self {
            aid,
            config,
            consent: Consent::default(),
            page: Page::default(),
            course,
            more: Pii::default(),
            forms: Vec::new(),
            outbox: Outbox::default(),
            rng,
            out: Outputs::default(),
            wake: NEVER,
            seen_since: NEVER,
            seen: Millis(0),
            seen_told: 0,
        };
        engine.outbox.fallback = engine.config.fallback;
        engine.outbox.look(&mut engine.out);
        let Config { gpc, dnt, consent_granted, .. } = engine.config;
        // Refusals first: what never was allowed is not withdrawn.
        for (said, who, verdict, reason) in [
            (gpc, ConsentSource::Gpc, Verdict::Denied, "globalPrivacyControl"),
            (dnt, ConsentSource::Dnt, Verdict::Denied, "doNotTrack"),
            (consent_granted, ConsentSource::Site, Verdict::Granted, "configuration"),
        ] {
            if said {
                engine.consent.heard(who, verdict, reason, Millis(0));
            }
        }
        if let Some(text) = kept {
            if engine.consent.refused() {
                engine.out.push(Output::ForgetJourney);
            } else if engine.course.restore(text).is_some() && !engine.keeps() {
                // It is only ever kept with consent, and erased when that is withdrawn.
                engine.consent.heard(ConsentSource::Visitor, Verdict::Granted, "kept", Millis(0));
            }
        }
        engine
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.poll()
    }

    /// A new lead id, for a form that has none yet.
    pub fn new_id(&mut self, now: Now) -> Id {
        self.rng.id(now.wall)
    }

    /// A page came into view: a load, or a change of address within one. The same address again, whatever its fragment,
    /// is the same page; its title may have changed.
    pub fn handle_page(&mut self, mut page: Page, now: Now) {
        // A fragment may be the site's secret, and is nothing that it measures.
        page.url = split_at_byte(&page.url, b'#').0.to_owned();
        if page.url == self.page.url {
            self.page.title = page.title;
            return;
        }
        self.page = page;
        if self.consent.begin(now.wall) {
            self.tell_consent();
        }
        self.page_view(now);
        (self.seen_since, self.seen, self.seen_told) = (now.mono, Millis(0), 0);
        self.go_on(now);
    }

    fn page_view(&mut self, now: Now) {
        if !self.consent.refused() {
            let Page { url, referrer, .. } = &self.page;
            let known = self.consent.keeps() && !self.config.cookieless;
            self.course.page_view(url, referrer, now.wall, known, &mut self.rng);
            self.moved(now);
        }
    }

    /// The page came into view or went out of it.
    pub fn handle_visible(&mut self, visible: bool, now: Now) {
        // A timer that comes late: what was seen counts before the page goes.
        self.stay(now);
        if self.seen_since != NEVER {
            self.seen = self.seen.plus(now.mono.since(self.seen_since));
        }
        self.seen_since = if visible { now.mono } else { NEVER };
        self.go_on(now);
    }

    fn stay(&mut self, now: Now) {
        let (seconds, at) = self.seen_at();
        if at <= now.mono {
            self.seen_told = seconds;
            if !self.consent.refused() {
                self.course.stayed(seconds, now.wall);
                self.moved(now);
            }
        }
    }

    /// When the next seconds in view are to be told, on the monotonic clock.
    fn seen_at(&self) -> (u64, Millis) {
        // Twice as long each time.
        let seconds = FIRST_SEEN.max(2 * self.seen_told);
        let left = Millis::secs(seconds).since(self.seen);
        (seconds, if self.seen_since == NEVER { NEVER } else { self.seen_since.plus(left) })
    }

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

    /// A form was submitted. Twice the same id is one lead. Whether it was taken.
    pub fn submit(&mut self, key: FormKey, id: Id, fields: Fields, now: Now) -> bool {
        self.outbox.holds(&id) || (self.judge(key, &fields, Vec::new()) && self.take(key, id, &fields, now))
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
        if !self.outbox.holds(&id) {
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

    /// Time passed: call it at [`Output::WakeAt`]. Too early, and it asks for that time again.
    pub fn handle_timeout(&mut self, now: Now) {
        self.wake = NEVER;
        self.go_on(now);
    }

    /// What time brings; what is due is sent, and the next wake-up asked for.
    fn go_on(&mut self, now: Now) {
        self.outbox.expire(now, &mut self.rng, &mut self.out);
        self.outbox.go_on(now, &mut self.out);
        self.stay(now);
        let wake = self.outbox.wake_at().min(self.seen_at().1);
        if wake != self.wake {
            self.wake = wake;
            if wake != NEVER {
                self.out.push(Output::WakeAt(wake));
            }
        }
    }

    /// What the visitor chose, or an interface of the page says of it; `Unknown` takes back what was said.
    /// `reason`: what was read there.
    pub fn handle_consent(&mut self, who: ConsentSource, verdict: Verdict, reason: &str, now: Now) {
        let before = self.consent.journey();
        self.consent.heard(who, verdict, reason, now.wall);
        self.tell_consent();
        match self.consent.journey() {
            same if same == before => {}
            // While it was refused nothing was noted, not even this page.
            Verdict::Granted if before == Verdict::Denied => self.page_view(now),
            // Nothing changes: the visitor stays without an id.
            Verdict::Granted if self.config.cookieless => {}
            Verdict::Granted => {
                self.course.identify(now.wall, &mut self.rng);
                self.moved(now);
            }
            _ => {
                self.course.forget();
                self.out.push(Output::ForgetJourney);
            }
        }
    }

    /// What another page of the site kept of the journey, which is one: this page goes on from there. Nothing, where
    /// that page has erased it.
    pub fn handle_course(&mut self, kept: &str, now: Now) {
        if !self.keeps() {
            return;
        }
        if let Some(ahead) = self.course.restore(kept) {
            // What this page has noted and that one had not heard of.
            let news = self.course.news(now.wall);
            if ahead || !news.is_empty() {
                self.changed(news);
            }
        } else if kept.is_empty() {
            self.handle_consent(ConsentSource::Visitor, Verdict::Denied, "another page", now);
        }
    }

    fn tell_consent(&mut self) {
        self.out.tell(Notice::Consent { text: self.consent.to_text() });
    }

    /// An event of the site's own, `leadwell('track', name)`, or something that the visitor did; what it is about, or
    /// nothing where that is the page; how much of it, 0 where that is no question; and what the site tells with it, as
    /// a JSON object of texts or nothing.
    pub fn track(&mut self, name: &str, about: &str, value: u64, props: &str, now: Now) {
        let path = attribution::path(&self.page.url);
        self.happened(name, if about.is_empty() { &path } else { about }, (value, props), now);
    }

    fn happened(&mut self, kind: &str, about: &str, more: (u64, &str), now: Now) {
        if !self.consent.refused() {
            self.course.happened(kind, about, more, now.wall, &mut self.rng);
            self.moved(now);
        }
    }

    /// Whether the journey may lie where the shell keeps it.
    fn keeps(&self) -> bool {
        self.consent.keeps() || (self.config.cookieless && !self.consent.refused())
    }

    fn moved(&mut self, now: Now) {
        let news = self.course.news(now.wall);
        self.changed(news);
    }

    /// The journey changed: it is kept where that is allowed, and new stages are told.
    fn changed(&mut self, news: Vec<String>) {
        if self.keeps() {
            self.out.push(Output::KeepJourney { text: self.course.to_text() });
        }
        for stage in news {
            self.out.tell(Notice::Stage { stage });
        }
    }
}

impl core::fmt::Debug for Engine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Engine")
    }
}

fn form(forms: &mut [Form], key: FormKey) -> Option<&mut Form> {
    forms.iter_mut().find(|form| form.key == key)
}

/// Asks for what the store holds of a lead from now on.
pub(crate) fn stored_anew(stored: &Stored) -> Output {
    Output::Save { id: stored.id.clone(), text: stored.to_text().into() }
}

#[cfg(test)]
mod tests;
