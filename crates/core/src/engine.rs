//! The engine: what happened goes in by `handle_*` and commands, what is to be done comes out by
//! [`Engine::poll_output`]. After any `&mut` call, drain it to `None`.

mod delivery;
mod forget;
mod forms;
mod output;
mod outputs;
mod record;
mod seen;

use crate::aid::Aid;
use crate::attribution;
use crate::consent::Consent;
use crate::journey::Course;
use crate::outbox::{NEVER, Outbox};
use crate::prelude::*;
use crate::rng::Rng;
use crate::stored::Stored;
use crate::text::split_at_byte;
use crate::time::Now;
use leadwell_wire::{ConsentSource, Id, Millis, Page, Pii, Verdict};

pub use output::{Level, Notice, Output};
pub(crate) use outputs::Outputs;

use forms::Form;
use seen::Seen;

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
    seen: Seen,
    /// What [`Output::WakeAt`] asked for last.
    wake: Millis,
}

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
            seen: Seen::NOT_YET,
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
        self.seen = Seen::from(now.mono);
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
        self.seen.turn(visible, now.mono);
        self.go_on(now);
    }

    fn stay(&mut self, now: Now) {
        let (seconds, at) = self.seen.due();
        if at <= now.mono {
            self.seen.told = seconds;
            if !self.consent.refused() {
                self.course.stayed(seconds, now.wall);
                self.moved(now);
            }
        }
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
        let wake = self.outbox.wake_at().min(self.seen.due().1);
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

/// Asks for what the store holds of a lead from now on.
pub(crate) fn stored_anew(stored: &Stored) -> Output {
    Output::Save { id: stored.id.clone(), text: stored.to_text().into() }
}

#[cfg(test)]
mod tests;
